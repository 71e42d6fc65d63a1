// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Bits as they lie in bytes, see ``BitText``.
struct BitCells {
  let bytes: TextBytes
  let count: Int
  private let padding: Int

  init(_ bytes: TextBytes) {
    self.bytes = bytes
    padding = Int(bytes.first ?? 0)
    count = max(0, (bytes.count - 1) * 8 - padding)
  }

  /// Whether a bit is set.
  subscript(place: Int) -> Bool {
    let place = place + padding
    return bytes[1 + place >> 3] >> UInt8(7 - place & 7) & 1 == 1
  }
}

extension FunctionCatalog {
  /// Adds functions that write bytes and numbers as letters and read them back.
  mutating func addCodeFunctions() {
    add(["chr"], [.integer], .varchar) { call in
      try call.texts { row, bytes in
        let point = call.value(0, row, Int32.self)
        guard point >= 0, let scalar = UnicodeScalar(UInt32(point)) else {
          throw SQLError(.invalidInput, "\(point) is no code point")
        }
        UTF8Scalar.encode(scalar.value, into: &bytes)
        return true
      }
    }
    for (names, shift) in [(["hex", "to_hex"], 4), (["bin", "to_binary"], 1)] {
      for type in [SQLType.varchar, .blob] {
        add(names, [type], .varchar) { call in
          call.texts { row, bytes in
            call.withText(0, row) { text in
              for byte in text {
                for place in stride(from: 8 - shift, through: 0, by: -shift) {
                  let digit = byte >> UInt8(place) & UInt8(1 << shift - 1)
                  bytes.append(TextWriter.hexadecimal(digit, isGreat: true))
                }
              }
            }
            return true
          }
        }
      }
      for type in [SQLType.bigint, .ubigint, .hugeint, .uhugeint] {
        add(names, [type], .varchar) { call in
          call.texts { row, bytes in
            let value: UInt128 =
              switch type {
              case .bigint: UInt128(UInt64(bitPattern: call.value(0, row, Int64.self)))
              case .uhugeint: UnsignedNumber.value(call.value(0, row, Int128.self))
              default: UInt128(bitPattern: call.value(0, row, Int128.self))
              }
            Self.appendDigits(value, base: 1 << shift, width: 1, to: &bytes)
            return true
          }
        }
      }
    }
    for (names, shift) in [(["unhex", "from_hex"], 4), (["unbin", "from_binary"], 1)] {
      add(names, [.varchar], .blob) { call in
        try call.texts { row, bytes in
          try call.withText(0, row) { text in
            let perByte = 8 / shift
            var (byte, filled) = (UInt8(0), (perByte - text.count % perByte) % perByte)
            for letter in text {
              guard let digit = letter.hexadecimalValue, digit < 1 << shift else {
                throw SQLError(.invalidInput, "a text is no digits of base \(1 << shift)")
              }
              byte = byte << UInt8(shift) | digit
              filled += 1
              if filled == perByte {
                bytes.append(byte)
                (byte, filled) = (0, 0)
              }
            }
          }
          return true
        }
      }
    }
    add(["base64", "to_base64"], [.blob], .varchar) { call in
      call.texts { row, bytes in
        Digest.appendBase64(call.withText(0, row) { Array($0) }, padding: true, to: &bytes)
        return true
      }
    }
    add(["from_base64"], [.varchar], .blob) { call in
      try call.texts { row, bytes in
        let isRead = call.withText(0, row) { Self.appendOfBase64($0, to: &bytes) }
        guard isRead else { throw SQLError(.conversion, "a text is no base64") }
        return true
      }
    }
    add(["encode"], [.varchar], .blob) { call in call.cells[0] }
    add(["decode"], [.blob], .varchar) { call in
      try call.texts { row, bytes in
        try call.withText(0, row) { blob in
          guard let start = blob.baseAddress else { return }
          guard JSONText.isValidUTF8(start, count: blob.count) else {
            throw SQLError(.conversion, "bytes are no text in UTF-8")
          }
          bytes += blob
        }
        return true
      }
    }
    add(["url_encode"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          for byte in text {
            let isPlain =
              byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
              || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            if isPlain {
              bytes.append(byte)
            } else {
              bytes.append(0x25)
              bytes.append(TextWriter.hexadecimal(byte >> 4, isGreat: true))
              bytes.append(TextWriter.hexadecimal(byte & 15, isGreat: true))
            }
          }
        }
        return true
      }
    }
    add(["url_decode"], [.varchar], .varchar) { call in
      try call.texts { row, bytes in
        call.withText(0, row) { text in
          var cursor = TextCursor(text)
          while !cursor.isAtEnd {
            if cursor.byte == 0x25, let high = cursor.byte(ahead: 1).hexadecimalValue,
              let low = cursor.byte(ahead: 2).hexadecimalValue
            {
              bytes.append(high << 4 | low)
              cursor.place += 3
            } else {
              bytes.append(cursor.byte)
              cursor.place += 1
            }
          }
        }
        let isText = bytes.withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { JSONText.isValidUTF8($0, count: buffer.count) } ?? true
        }
        guard isText else { throw SQLError(.conversion, "what is decoded is no text in UTF-8") }
        return true
      }
    }
    for hasWidth in [false, true] {
      let parameters: [SQLType] = [.bigint, .integer] + (hasWidth ? [.integer] : [])
      add(["to_base"], parameters, .varchar) { call in
        try call.texts { row, bytes in
          let (value, base) = (call.int(0, row), Int(call.value(1, row, Int32.self)))
          let width = hasWidth ? Int(call.value(2, row, Int32.self)) : 0
          guard value >= 0, 2...36 ~= base, 0...64 ~= width else {
            throw SQLError(
              .invalidInput,
              "'to_base' takes a number from 0 on, a base from 2 to 36 and a width up to 64"
            )
          }
          Self.appendDigits(UInt128(value), base: UInt128(base), width: max(1, width), to: &bytes)
          return true
        }
      }
    }
  }

  /// Appends digits of a base, in capitals, with zeros in front.
  private static func appendDigits(
    _ value: UInt128,
    base: UInt128,
    width: Int,
    to bytes: inout [UInt8]
  ) {
    var (value, digits) = (value, [UInt8]())
    while value > 0 || digits.count < width {
      let digit = UInt8(truncatingIfNeeded: value % base)
      digits.append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
      value /= base
    }
    bytes.append(contentsOf: digits.reversed())
  }

  private static func appendOfBase64(_ text: TextBytes, to bytes: inout [UInt8]) -> Bool {
    guard text.count % 4 == 0 else { return false }
    var (group, count, padding) = (UInt32(0), 0, 0)
    for byte in text {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte) - 0x41
      case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
      case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D:
        value = 0
        padding += 1
      default: return false
      }
      if padding > 0, byte != 0x3D { return false }
      group = group << 6 | value
      count += 1
      if count == 4 {
        bytes.append(UInt8(truncatingIfNeeded: group >> 16))
        bytes.append(UInt8(truncatingIfNeeded: group >> 8))
        bytes.append(UInt8(truncatingIfNeeded: group))
        (group, count) = (0, 0)
      }
    }
    guard padding <= 2 else { return false }
    bytes.removeLast(padding)
    return true
  }
}
