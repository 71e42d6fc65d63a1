// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value: CustomStringConvertible {
  /// The text of the value; a list or a record as JSON.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .double(let value): pythonDescription(of: value)
    case .bigInt(let value), .decimal(let value), .wei(let value): value.description
    case .text(let value): value
    case .binary(let value): Base64.text(of: value)
    case .hexBytes(let value): Hexadecimal.text(of: value)
    case .timestamp(let value): value.description
    case .date(let value): value.description
    case .time(let value): value.description
    case .list, .record: compactJSON(self)
    }
  }
}

/// Bytes as the digits and letters of base 64.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// The padded text of `bytes`.
  static func text(of bytes: [UInt8]) -> String {
    String(asciiCapacity: (bytes.count + 2) / 3 * 4) { text in
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(3, bytes.count - start)
        var group: UInt32 = 0
        for offset in 0..<3 {
          group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
        }
        for place in 0..<4 {
          let index = Int(group >> UInt32(18 - 6 * place)) & 63
          text.append(place <= count ? alphabet[index] : 0x3D)
        }
      }
    }
  }

  /// The bytes that `text` stands for, or `nil` if a character or the padding is wrong.
  static func bytes(of text: String) -> [UInt8]? {
    let utf8 = text.utf8
    guard utf8.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count / 4 * 3)
    var group: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in utf8 {
      guard let digit = digit(byte) else {
        guard byte == 0x3D, padding < 2 else { return nil }
        padding += 1
        continue
      }
      guard padding == 0 else { return nil }
      group = group << 6 | digit
      count += 1
      if count % 4 == 0 {
        for shift: UInt32 in [16, 8, 0] {
          bytes.append(UInt8(truncatingIfNeeded: group >> shift))
        }
        group = 0
      }
    }
    switch count % 4 {
    case 2: bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: group >> 10))
      bytes.append(UInt8(truncatingIfNeeded: group >> 2))
    default: break
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte) - 0x41
    case 0x61...0x7A: UInt32(byte) - 0x61 + 26
    case 0x30...0x39: UInt32(byte) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  /// The digits of `bytes` after `0x`.
  static func text(of bytes: [UInt8]) -> String {
    String(asciiCapacity: bytes.count * 2 + 2) { text in
      text.append(contentsOf: "0x".utf8)
      for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
          text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
      }
    }
  }

  /// The bytes that pairs of digits stand for. White space may stand between pairs.
  static func bytes(of digits: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in digits {
      if high == nil, character == 0x20 || 0x09...0x0D ~= character { continue }
      guard let digit = digit(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
