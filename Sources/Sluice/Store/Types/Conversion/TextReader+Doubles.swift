// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads a number, `inf`, `infinity` or `nan` with spaces around it, rounded correctly.
  ///
  /// What is too great is infinite.
  static func double(_ text: TextBytes) -> Double? {
    DoubleText(text)?.value
  }

  /// Reads a number as above, rounded to the nearest `Float`.
  static func float(_ text: TextBytes) -> Double? {
    guard let parsed = DoubleText(text) else { return nil }
    let value = parsed.value
    // Half way between two floats, the double does not tell on which side of it the text is.
    guard value.isFinite,
      value.bitPattern & 0x1FFF_FFFF == 0x1000_0000 || value.magnitude < 0x1p-125
    else { return Double(Float(value)) }
    return Float(parsed.plainText(of: text)).map { Double($0) } ?? Double(Float(value))
  }
}

/// A double that a text names, and where its digits are.
private struct DoubleText {
  private(set) var value = 0.0
  private var digits = 0..<0
  private var exponent = 0

  init?(_ text: TextBytes) {
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    _ = cursor.skip(0x2B)
    let isNegative = cursor.skip(0x2D)
    if cursor.byte.isASCIILetter {
      guard let special = Self.special(&cursor) else { return nil }
      value = isNegative ? -special : special
    } else {
      guard let magnitude = scan(&cursor) else { return nil }
      value = isNegative ? -magnitude : magnitude
    }
    cursor.skipSpaces()
    guard cursor.isAtEnd else { return nil }
  }

  private static func special(_ cursor: inout TextCursor) -> Double? {
    if cursor.skip(word: "nan") {
      guard cursor.byte == 0x28 else { return .nan }
      // What is in parentheses after `nan` is of no account.
      var end = cursor
      end.place += 1
      while end.byte.isASCIILetter || end.isAtDigit || end.byte == 0x5F { end.place += 1 }
      if end.skip(0x29) { cursor = end }
      return .nan
    }
    if cursor.skip(word: "infinity") || cursor.skip(word: "inf") { return .infinity }
    return nil
  }

  private mutating func scan(_ cursor: inout TextCursor) -> Double? {
    let start = cursor.place
    var significand: UInt64 = 0
    var count = 0
    var hasUnderscore = false
    guard
      Self.readDigits(&cursor, &significand, &count, &hasUnderscore, isFraction: false)
    else { return nil }
    let wholeCount = cursor.place - start
    var fractionCount = 0
    var all = wholeCount
    if cursor.skip(0x2E) {
      let fractionStart = cursor.place
      guard
        Self.readDigits(&cursor, &significand, &count, &hasUnderscore, isFraction: true)
      else { return nil }
      for index in fractionStart..<cursor.place where cursor.bytes[index] != 0x5F {
        fractionCount += 1
      }
      all += cursor.place - fractionStart
    }
    guard all > 0 else { return nil }
    digits = start..<cursor.place
    var power = 0
    if cursor.byte | 0x20 == 0x65 {
      cursor.place += 1
      let isNegative = cursor.skip(0x2D)
      if !isNegative { _ = cursor.skip(0x2B) }
      guard cursor.isAtDigit else { return nil }
      while cursor.isAtDigit {
        if power < 1 << 40 { power = power * 10 + Int(cursor.byte &- 0x30) }
        cursor.place += 1
        if cursor.byte == 0x5F {
          cursor.place += 1
          guard cursor.isAtDigit else { return nil }
        }
      }
      if isNegative { power = -power }
    }
    exponent = power
    let context = NumberContext.shared
    if count <= 19 {
      let bits = NumberScanner.nearest(significand, power - fractionCount, context)
      return Double(bitPattern: bits)
    }
    if hasUnderscore {
      let plain = cursor.bytes[digits].filter { $0 != 0x5F }
      return plain.withUnsafeBufferPointer {
        Self.long($0, significand, power - fractionCount, context)
      }
    }
    let slice = UnsafeBufferPointer(rebasing: cursor.bytes[digits])
    return Self.long(slice, significand, power - fractionCount, context)
  }

  /// The nearest double of more than nineteen digits.
  private static func long(
    _ digits: TextBytes,
    _ wrapped: UInt64,
    _ exponent: Int,
    _ context: NumberContext
  ) -> Double? {
    guard let start = digits.baseAddress else { return nil }
    return Double(
      bitPattern: NumberScanner.nearest(start, start + digits.count, wrapped, exponent, context)
    )
  }

  /// Reads digits into `value`, modulo 2⁶⁴, and counts those that are not leading zeros.
  @inline(__always)
  private static func readDigits(
    _ cursor: inout TextCursor,
    _ value: inout UInt64,
    _ count: inout Int,
    _ hasUnderscore: inout Bool,
    isFraction: Bool
  ) -> Bool {
    while cursor.isAtDigit {
      value = value &* 10 &+ UInt64(cursor.byte &- 0x30)
      if value != 0 || count > 0 { count += 1 }
      cursor.place += 1
      if cursor.byte == 0x5F {
        hasUnderscore = true
        cursor.place += 1
        guard cursor.isAtDigit else { return false }
      }
    }
    return true
  }

  /// The number as the standard library reads it.
  func plainText(of text: TextBytes) -> String {
    var bytes: [UInt8] = value.sign == .minus ? [0x2D, 0x30] : [0x30]
    for index in digits where text[index] != 0x5F { bytes.append(text[index]) }
    if bytes.last == 0x2E { bytes.append(0x30) }
    bytes.append(0x65)
    bytes.appendDigits(exponent)
    return String(decoding: bytes, as: UTF8.self)
  }
}
