// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Coercion {
  /// Python refuses to read longer integers, and the time they take grows faster than they do.
  private static let longestText = 4_300
  /// Python's decimals have no remainder of longer integers.
  private static let longestDecimalInteger = 28

  /// The integer that `value` is or names, or `nil`.
  static func integer(from value: Value) -> Value? {
    switch value {
    case .double(let double):
      return ExactDecimal(exactInteger: double).flatMap { Value(integer: $0) }
    case .decimal(let decimal), .wei(let decimal):
      guard decimal.isInteger,
        decimal.isZero || decimal.integerDigitCount <= longestDecimalInteger
      else { return nil }
      return Value(integer: decimal)
    case .text(let text):
      guard let text = numberText(text) else { return nil }
      let magnitude = hexadecimal(text) ?? integer(text)
      return magnitude.flatMap { Value(integer: $0) }
    default: return nil
    }
  }

  /// The double nearest to what `value` is or names, or `nil`.
  static func double(from value: Value) -> Double? {
    switch value {
    case .int(let integer): return Double(integer)
    case .bigInt(let integer):
      let double = integer.doubleValue
      return double.isFinite ? double : nil
    case .decimal(let decimal), .wei(let decimal): return decimal.doubleValue
    case .text(let text):
      guard let text = numberText(text) else { return nil }
      guard let integer = hexadecimal(text) else { return double(text) }
      let double = integer.doubleValue
      return double.isFinite ? double : nil
    default: return nil
    }
  }

  /// The decimal that `value` is or names, or `nil`.
  static func decimal(from value: Value) -> ExactDecimal? {
    switch value {
    case .int(let integer): return ExactDecimal(integer)
    case .bigInt(let decimal), .decimal(let decimal), .wei(let decimal): return decimal
    case .double(let double): return ExactDecimal(double)
    case .text(let text):
      guard let text = numberText(text) else { return nil }
      return hexadecimal(text) ?? (text.utf8.starts(with: "0x".utf8) ? nil : ExactDecimal(text))
    default: return nil
    }
  }

  /// Whether a number is not zero, or what a word says; `nil` for anything else.
  static func boolean(from value: Value) -> Bool? {
    switch value {
    case .int(let integer): integer != 0
    case .bigInt(let decimal), .decimal(let decimal), .wei(let decimal): !decimal.isZero
    case .double(let double): double != 0
    case .text(let text) where text.utf8.count <= 5:
      switch text.lowercased() {
      case "yes", "true", "t", "y", "1": true
      case "no", "false", "f", "n", "0": false
      default: nil
      }
    default: nil
    }
  }

  /// The bytes that a text stands for, or those of an integer from the least significant one.
  static func bytes(from value: Value) -> [UInt8]? {
    switch value {
    case .text(let text):
      if text.utf8.starts(with: "0x".utf8) { return Hexadecimal.bytes(of: text.utf8.dropFirst(2)) }
      return Base64.bytes(of: text)
    case .int(let integer) where integer < 0: return nil
    case .bigInt(let integer) where integer.isNegative: return nil
    case .int, .bigInt:
      let limbs = value.exactDecimal?.coefficient.limbs ?? []
      var bytes = limbs.flatMap { limb in
        (0..<8).map { UInt8(truncatingIfNeeded: limb >> UInt64($0 * 8)) }
      }
      while bytes.last == 0 { bytes.removeLast() }
      return bytes
    default: return nil
    }
  }
}

// MARK: - Texts of numbers

extension Coercion {
  /// The text without space around it, or `nil` if it is too long for a number.
  private static func numberText(_ text: String) -> String? {
    let text = PythonText.trimmed(text)
    return text.utf8.count <= longestText ? text : nil
  }

  /// The number after `0x`, or `nil` if the text does not begin so or goes on otherwise.
  private static func hexadecimal(_ text: String) -> ExactDecimal? {
    guard text.utf8.starts(with: "0x".utf8),
      let digits = separated(text.utf8.dropFirst(2), { Hexadecimal.digit($0) })
    else { return nil }
    // From the back, so that pairs of digits are bytes.
    var bytes: [UInt8] = []
    for (index, digit) in digits.reversed().enumerated() {
      if index % 2 == 0 { bytes.append(digit) } else { bytes[index / 2] |= digit << 4 }
    }
    return ExactDecimal(bigEndian: bytes.reversed())
  }

  private static func integer(_ text: String) -> ExactDecimal? {
    var digits = text.utf8[...]
    let isNegative = digits.first == 0x2D
    if isNegative || digits.first == 0x2B { digits.removeFirst() }
    guard let parsed = separated(digits, { $0 &- 0x30 < 10 ? $0 : nil }) else { return nil }
    return ExactDecimal(
      isNegative: isNegative,
      coefficient: Magnitude(digits: parsed),
      exponent: 0
    )
  }

  /// Reads a double as Python does: words in any case, underscores between digits.
  static func double(_ text: String) -> Double? {
    var digits: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text.utf8 {
      let isDigit = byte &- 0x30 < 10
      if byte == 0x5F {
        guard previous &- 0x30 < 10 else { return nil }
      } else {
        guard isDigit || previous != 0x5F else { return nil }
        digits.append(byte)
      }
      previous = byte
    }
    guard previous != 0x5F, let first = digits.first(where: { $0 != 0x2B && $0 != 0x2D }) else {
      return nil
    }
    let plain = String(decoding: digits, as: UTF8.self)
    if first &- 0x30 < 10 || first == 0x2E {
      // Swift reads the binary floating-point of C as well, which Python does not.
      guard !digits.contains(where: { $0 | 0x20 == 0x78 }) else { return nil }
      // It wants digits on both sides of a point; the decimal parser reads the same numbers.
      return Double(plain) ?? ExactDecimal(plain)?.doubleValue
    }
    // Of the words only the signalling one is foreign to doubles.
    guard digits.count <= 9, !digits.contains(where: { $0 | 0x20 == 0x73 }) else { return nil }
    return ExactDecimal(plain)?.doubleValue
  }

  /// The digits of a text with single underscores between them, or `nil` if there is anything else.
  private static func separated(
    _ text: some Collection<UInt8>,
    _ digit: (UInt8) -> UInt8?
  ) -> [UInt8]? {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)
    var isAfterDigit = false
    for byte in text {
      if byte == 0x5F {
        guard isAfterDigit else { return nil }
        isAfterDigit = false
      } else {
        guard let digit = digit(byte) else { return nil }
        digits.append(digit)
        isAfterDigit = true
      }
    }
    return isAfterDigit ? digits : nil
  }
}
