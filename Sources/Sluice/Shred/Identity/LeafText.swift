// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The text of single values inside of canonical text, without quotes.
///
/// All of it is what Python prints: `1.50`, `2024-01-01T10:00:00.000005+02:00`, `01:02:03`.
enum LeafText {
  /// The private-use character by which extracted files mark the type of a value.
  static func marker(of value: Value) -> String? {
    switch value {
    case .decimal: "\u{F026}"
    case .timestamp: "\u{F027}"
    case .date: "\u{F028}"
    case .hexBytes: "\u{F02A}"
    case .binary: "\u{F02B}"
    case .wei: "\u{F02C}"
    case .time: "\u{F02D}"
    default: nil
    }
  }

  /// Appends a decimal number with all of its digits, trailing zeros included.
  static func append(_ number: ExactDecimal, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(describing: number).utf8)
  }

  /// Appends an ISO 8601 date and time with its offset, if it has one.
  static func append(_ timestamp: Timestamp, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(describing: timestamp).utf8)
  }

  /// Appends an ISO 8601 date.
  static func append(_ date: CalendarDate, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(describing: date).utf8)
  }

  /// Appends an ISO 8601 time.
  static func append(_ time: TimeOfDay, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(describing: time).utf8)
  }

  /// Appends two digits per byte, in lower case.
  static func appendHex(_ data: [UInt8], to bytes: inout [UInt8]) {
    for byte in data {
      for digit in [byte >> 4, byte & 15] { bytes.append(digit + (digit < 10 ? 0x30 : 0x57)) }
    }
  }
}

/// Floating-point numbers as dlt writes them to JSON.
enum JSONDouble {
  /// The shortest text that reads back: `1.0`, `0.00001`, `1e-7`, `1e+16`; `null` if not finite.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    var digits: [UInt8] = []
    var exponent = 0
    var fraction = 0
    var isFraction = false
    let shortest = number.magnitude.description
    var rest = Substring(shortest).utf8
    while let byte = rest.popFirst() {
      if byte == 0x2E {
        isFraction = true
      } else if byte == 0x65 {
        exponent = Int(Substring(rest)) ?? 0
        break
      } else {
        digits.append(byte)
        if isFraction { fraction += 1 }
      }
    }
    // The number is 0.digits times ten to the power of `point`.
    var point = digits.count - fraction + exponent
    while digits.count > 1, digits.first == 0x30 {
      digits.removeFirst()
      point -= 1
    }
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    let sign = number.sign == .minus ? "-" : ""
    return sign + layOut(digits, point: digits == [0x30] ? 1 : point)
  }

  private static func layOut(_ digits: [UInt8], point: Int) -> String {
    func text(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
    switch point {
    case -4...0:
      return "0." + String(repeating: "0", count: -point) + text(digits[...])
    case 1...16 where digits.count <= point:
      return text(digits[...]) + String(repeating: "0", count: point - digits.count) + ".0"
    case 1...16:
      return text(digits[..<point]) + "." + text(digits[point...])
    default:
      let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
      let exponent = point - 1
      return text(digits[..<1]) + fraction + "e" + (exponent > 0 ? "+" : "") + "\(exponent)"
    }
  }
}
