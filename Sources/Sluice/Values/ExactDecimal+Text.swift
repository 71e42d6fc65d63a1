// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExactDecimal: LosslessStringConvertible {
  // As far as Python's decimal module goes on 64 bits.
  private static let largestExponent = 999_999_999_999_999_999

  /// Reads the text of a decimal number, as Python's `Decimal` does.
  ///
  /// Space around it and underscores within it do not matter. `nan` and `infinity` are numbers.
  public init?(_ text: String) {
    var text = text
    guard let decimal = text.withUTF8({ ExactDecimal(utf8: $0.span) }) else { return nil }
    self = decimal
  }

  /// Reads the text of a decimal number from UTF-8.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    self.init(utf8: bytes.span)
  }

  /// Reads the text of a decimal number from UTF-8.
  public init?(utf8 bytes: Span<UInt8>) {
    let range = PythonText.trimmed(bytes)
    var index = range.lowerBound
    var isNegative = false
    if index < range.upperBound, bytes[index] == 0x2D || bytes[index] == 0x2B {
      isNegative = bytes[index] == 0x2D
      index += 1
    }
    var small: UInt64 = 0
    var digits: [UInt8] = []
    var count = 0
    var scale: Int?
    while index < range.upperBound {
      let byte = bytes[index]
      if byte &- 0x30 < 10 {
        // Nineteen digits fit in 64 bits; from the twentieth on they are collected.
        if count == 19 { digits = Magnitude.paddedDigits(small) }
        if count < 19 {
          small = small * 10 + UInt64(byte &- 0x30)
        } else {
          digits.append(byte)
        }
        count += 1
        if let known = scale { scale = known + 1 }
      } else if byte == 0x2E, scale == nil {
        scale = 0
      } else if byte != 0x5F {
        break
      }
      index += 1
    }
    guard count > 0 else {
      guard scale == nil else { return nil }
      self.init(word: PythonText.lowercased(bytes, index..<range.upperBound), isNegative)
      return
    }
    var exponent = 0
    if index < range.upperBound {
      guard bytes[index] | 0x20 == 0x65,
        let parsed = Self.exponent(bytes, index + 1..<range.upperBound)
      else { return nil }
      exponent = parsed
    }
    let coefficient = digits.isEmpty ? Magnitude(UInt128(small)) : Magnitude(digits: digits)
    self.init(
      isNegative: isNegative,
      coefficient: coefficient,
      exponent: exponent - (scale ?? 0)
    )
    guard abs(self.exponent + count) <= Self.largestExponent else { return nil }
  }

  private init?(word: String, _ isNegative: Bool) {
    switch word {
    case "inf", "infinity": self = isNegative ? .negativeInfinity : .infinity
    case "nan", "snan": self = .notANumber
    default: return nil
    }
  }

  private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    var isNegative = false
    if index < range.upperBound, bytes[index] == 0x2D || bytes[index] == 0x2B {
      isNegative = bytes[index] == 0x2D
      index += 1
    }
    var exponent = 0
    var count = 0
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      if byte == 0x5F { continue }
      guard byte &- 0x30 < 10, exponent <= largestExponent / 10 else { return nil }
      exponent = exponent * 10 + Int(byte &- 0x30)
      count += 1
    }
    guard count > 0 else { return nil }
    return isNegative ? -exponent : exponent
  }

  /// The text as Python writes it: `1.50`, `1E+3`, `1E-7`, `NaN`, `-Infinity`.
  public var description: String { String(asciiCapacity: 40) { append(to: &$0) } }

  /// Appends the text as Python writes it, as UTF-8.
  public func append(to bytes: inout [UInt8]) {
    guard isFinite else { return appendWord(to: &bytes) }
    let digits = coefficient.digits
    let point = exponent + digits.count
    guard exponent > 0 || point <= -6 else {
      return appendPlain(digits, to: &bytes)
    }
    if isNegative { bytes.append(0x2D) }
    bytes.append(digits[0])
    if digits.count > 1 {
      bytes.append(0x2E)
      bytes.append(contentsOf: digits[1...])
    }
    bytes.append(0x45)
    if point > 0 { bytes.append(0x2B) }
    bytes.appendDigits(point - 1)
  }

  /// The text without an exponent: `1000`, `0.0000001`.
  ///
  /// A number that would need more than 10 000 zeros is written with its exponent all the same.
  public var plainDescription: String { String(asciiCapacity: 40) { appendPlain(to: &$0) } }

  /// Appends the text without an exponent, as UTF-8.
  public func appendPlain(to bytes: inout [UInt8]) {
    guard isFinite else { return appendWord(to: &bytes) }
    guard abs(exponent) <= 10_000 || -exponent <= coefficient.digitCount && exponent < 0 else {
      return append(to: &bytes)
    }
    appendPlain(coefficient.digits, to: &bytes)
  }

  private func appendPlain(_ digits: [UInt8], to bytes: inout [UInt8]) {
    if isNegative { bytes.append(0x2D) }
    let point = exponent + digits.count
    if exponent >= 0 {
      bytes.append(contentsOf: digits)
      if !coefficient.isZero { bytes.append(contentsOf: repeatElement(0x30, count: exponent)) }
    } else if point > 0 {
      bytes.append(contentsOf: digits[..<point])
      bytes.append(0x2E)
      bytes.append(contentsOf: digits[point...])
    } else {
      bytes.append(0x30)
      bytes.append(0x2E)
      bytes.append(contentsOf: repeatElement(0x30, count: -point))
      bytes.append(contentsOf: digits)
    }
  }

  private func appendWord(to bytes: inout [UInt8]) {
    if isNegative { bytes.append(0x2D) }
    bytes.append(contentsOf: (isNaN ? "NaN" : "Infinity").utf8)
  }

  /// The nearest `Double`, infinite if the number is too large for one.
  public var doubleValue: Double {
    guard isFinite else {
      return isNaN ? .nan : isNegative ? -.infinity : .infinity
    }
    // Exact operands and one operation: correctly rounded.
    if let small = coefficient.small, small < 1 << 53, abs(exponent) <= 22 {
      let value = Double(small)
      let power = Double(Magnitude.powersOfTen[abs(exponent)])
      let result = exponent < 0 ? value / power : value * power
      return isNegative ? -result : result
    }
    // Beyond these no number is different from zero or infinity.
    let size = integerDigitCount
    guard size > -400, !coefficient.isZero else { return isNegative ? -0.0 : 0.0 }
    guard size < 400 else { return isNegative ? -.infinity : .infinity }
    return Double(description) ?? .nan
  }
}

extension Magnitude {
  /// The nineteen ASCII digits of a number with leading zeros.
  static func paddedDigits(_ value: UInt64) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(40)
    digits.appendDigits(UInt(value), width: 19)
    return digits
  }
}

extension ExactDecimal: Codable {
  /// Reads the text of a decimal number, or an integer.
  public init(from decoder: any Decoder) throws {
    if let integer = try? decoder.singleValueContainer().decode(Int64.self) {
      self.init(integer)
    } else {
      self = try decoder.decodeText("a decimal number") { ExactDecimal($0) }
    }
  }

  /// Writes the text of the number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
