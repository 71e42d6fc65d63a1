// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads values of SQL from text, as casts from VARCHAR do.
///
/// Every function takes the whole text and yields nothing, or a ``TextFault`` where there are
/// several reasons, if it is no value of the type. None of them allocates on its usual path, and
/// none of them traps, whatever the bytes are.
enum TextReader {
  /// Reads `true`, `t`, `yes`, `y`, `1` or the opposite, in small or great letters.
  static func boolean(_ text: TextBytes) -> Bool? {
    var cursor = TextCursor(text)
    let value: Bool
    switch cursor.byte {
    case 0x31, 0x30:
      return text.count == 1 ? text[0] == 0x31 : nil
    case 0x74, 0x54:
      value = true
      guard text.count == 1 || cursor.skip(word: "true") else { return nil }
    case 0x66, 0x46:
      value = false
      guard text.count == 1 || cursor.skip(word: "false") else { return nil }
    case 0x79, 0x59:
      value = true
      guard text.count == 1 || cursor.skip(word: "yes") else { return nil }
    case 0x6E, 0x4E:
      value = false
      guard text.count == 1 || cursor.skip(word: "no") else { return nil }
    default:
      return nil
    }
    return text.count == 1 || cursor.isAtEnd ? value : nil
  }

  /// Reads 32 hexadecimal digits with hyphens anywhere between them, in braces or without.
  ///
  /// The value is ordered as the text is: the highest bit of the first byte is turned over, which
  /// makes signed integers of unsigned ones.
  static func uuid(_ text: TextBytes) -> Int128? {
    var bytes = text[...]
    if bytes.first == 0x7B {
      guard bytes.last == 0x7D, bytes.count >= 2 else { return nil }
      bytes = bytes.dropFirst().dropLast()
    }
    var value: UInt128 = 0
    var count = 0
    for byte in bytes where byte != 0x2D {
      guard count < 32, let digit = byte.hexadecimalValue else { return nil }
      value = value << 4 | UInt128(digit)
      count += 1
    }
    return count == 32 ? Int128(bitPattern: value ^ 1 << 127) : nil
  }

  /// Reads text of ASCII in which `\xAA` is the byte 0xAA, and appends the bytes.
  ///
  /// - Returns: Whether the text was one; if it was not, `bytes` are as they were.
  static func blob(_ text: TextBytes, to bytes: inout [UInt8]) -> Bool {
    let start = bytes.count
    bytes.reserveCapacity(start + text.count)
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let byte = cursor.byte
      if byte == 0x5C {
        guard cursor.byte(ahead: 1) == 0x78, cursor.rest >= 4,
          let high = cursor.byte(ahead: 2).hexadecimalValue,
          let low = cursor.byte(ahead: 3).hexadecimalValue
        else {
          bytes.removeSubrange(start...)
          return false
        }
        bytes.append(high << 4 | low)
        cursor.place += 4
      } else {
        guard byte < 0x80 else {
          bytes.removeSubrange(start...)
          return false
        }
        bytes.append(byte)
        cursor.place += 1
      }
    }
    return true
  }

  /// Reads a text of zeros and ones and appends the bytes of the bits, as ``BitText`` lays them out.
  ///
  /// - Returns: Whether the text was one; if it was not, `bytes` are as they were.
  static func bits(_ text: TextBytes, to bytes: inout [UInt8]) -> Bool {
    for byte in text where byte != 0x30 && byte != 0x31 { return false }
    BitText.append(count: text.count, to: &bytes) { text[$0] == 0x31 }
    return true
  }
}
