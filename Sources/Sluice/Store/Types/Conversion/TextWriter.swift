// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes values of SQL as text, as casts to VARCHAR do.
///
/// Every function appends UTF-8 to `bytes`.
enum TextWriter {
  /// Appends `true` or `false`.
  static func append(_ value: Bool, to bytes: inout [UInt8]) {
    append(word: value ? "true" : "false", to: &bytes)
  }

  /// Appends an integer in decimal.
  static func append(_ value: Int64, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NumberWriter.slack) { buffer in
      guard let start = buffer.baseAddress else { return }
      let end = NumberWriter.append(value, to: start)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  /// Appends an integer in decimal.
  static func append(_ value: Int128, to bytes: inout [UInt8]) {
    if let value = Int64(exactly: value) { return append(value, to: &bytes) }
    if value < 0 { bytes.append(0x2D) }
    appendDigits(value.magnitude, width: 1, to: &bytes)
  }

  /// Appends an integer in decimal, with zeros in front up to `width` digits.
  static func appendDigits(_ value: UInt128, width: Int, to bytes: inout [UInt8]) {
    guard width > 18 || value > 999_999_999_999_999_999 else {
      return bytes.appendDigits(UInt(truncatingIfNeeded: value), width: max(width, 1))
    }
    let (upper, lower) = value.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
    appendDigits(upper, width: width - 18, to: &bytes)
    bytes.appendDigits(UInt(truncatingIfNeeded: lower), width: 18)
  }

  /// Appends a decimal of which the last `scale` digits are after the point.
  ///
  /// There is no zero in front of the point where no digit can be.
  static func append(_ value: Int128, width: Int, scale: Int, to bytes: inout [UInt8]) {
    guard scale > 0 else { return append(value, to: &bytes) }
    if value < 0 { bytes.append(0x2D) }
    let (whole, part) = value.magnitude.quotientAndRemainder(
      dividingBy: Magnitude.powersOfTen[scale]
    )
    if width > scale { appendDigits(whole, width: 1, to: &bytes) }
    bytes.append(0x2E)
    appendDigits(part, width: scale, to: &bytes)
  }

  /// Appends the shortest text that reads back as `value`: `1.0`, `1e+20`, `inf`, `-nan`.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value.isNaN {
      return append(word: value.sign == .minus ? "-nan" : "nan", to: &bytes)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NumberWriter.slack) { buffer in
      guard let start = buffer.baseAddress else { return }
      let end = NumberWriter.append(value, to: start, NumberContext.shared)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  /// Appends the shortest text that reads back as the same `Float`, in the same form.
  static func append(float value: Double, to bytes: inout [UInt8]) {
    guard value.isFinite, value != 0 else { return append(value, to: &bytes) }
    if value < 0 { bytes.append(0x2D) }
    ShortestDigits(Float(value.magnitude)).append(to: &bytes)
  }

  /// Appends the hexadecimal digits of a UUID in five groups.
  static func append(uuid value: Int128, to bytes: inout [UInt8]) {
    let bits = UInt128(truncatingIfNeeded: value) ^ 1 << 127
    for index in 0..<32 {
      if [8, 12, 16, 20].contains(index) { bytes.append(0x2D) }
      bytes.append(hexadecimal(UInt8(truncatingIfNeeded: bits >> UInt128(124 - 4 * index)) & 15))
    }
  }

  /// Appends bytes, with `\xAA` for those that are no printable ASCII, quotes and backslashes.
  static func append(blob: TextBytes, to bytes: inout [UInt8]) {
    for byte in blob {
      if 0x20...0x7E ~= byte, byte != 0x22, byte != 0x27, byte != 0x5C {
        bytes.append(byte)
      } else {
        bytes.append(0x5C)
        bytes.append(0x78)
        bytes.append(hexadecimal(byte >> 4, isGreat: true))
        bytes.append(hexadecimal(byte & 15, isGreat: true))
      }
    }
  }

  /// Appends the zeros and ones of bits, which lie as ``BitText`` says.
  static func append(bits: TextBytes, to bytes: inout [UInt8]) {
    guard let padding = bits.first else { return }
    var index = 8 + Int(min(padding, 7))
    while index < bits.count * 8 {
      bytes.append(bits[index / 8] >> UInt8(7 - index % 8) & 1 | 0x30)
      index += 1
    }
  }

  /// A digit below 16.
  static func hexadecimal(_ digit: UInt8, isGreat: Bool = false) -> UInt8 {
    digit < 10 ? digit | 0x30 : digit - 10 + (isGreat ? 0x41 : 0x61)
  }

  /// Appends a word of ASCII.
  @inline(__always)
  static func append(word: StaticString, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: TextBytes(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
