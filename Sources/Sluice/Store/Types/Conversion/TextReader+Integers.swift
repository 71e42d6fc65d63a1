// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads an integer: `12`, `-1_000`, `1.5`, which becomes 2, `15e-1`, `0x1F`, `0b101`.
  ///
  /// Halves are rounded away from zero.
  @inline(__always)
  static func integer<T: FixedWidthInteger>(_ text: TextBytes, as type: T.Type = T.self) -> T? {
    let count = text.count
    guard count > 0 else { return nil }
    let isNegative = text[0] == 0x2D
    var place = isNegative ? 1 : 0
    guard count > place, count - place <= 18 else { return uncommonInteger(text) }
    var value: Int64 = 0
    while place < count {
      let digit = text[place] &- 0x30
      guard digit < 10 else { return uncommonInteger(text) }
      value = value &* 10 &+ Int64(digit)
      place &+= 1
    }
    return T(exactly: isNegative ? 0 &- value : value)
  }

  @inline(never)
  private static func uncommonInteger<T: FixedWidthInteger>(_ text: TextBytes) -> T? {
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    if cursor.byte == 0x30 {
      switch cursor.byte(ahead: 1) | 0x20 {
      case 0x78: return digits(text, from: cursor.place + 2, bitsPerDigit: 4)
      case 0x62: return digits(text, from: cursor.place + 2, bitsPerDigit: 1)
      default: break
      }
    }
    guard let number = NumberText(text) else { return nil }
    if number.isNegative, !T.isSigned {
      // Zero is the only number that may have a sign, and it has to be written with zeros alone.
      for index in cursor.place + 1..<text.count where text[index] != 0x30 { return nil }
    }
    // What is beyond 64 bits before the exponent is applied is refused, as it is elsewhere.
    let bits = T.bitWidth > 64 || T.self == UInt64.self ? T.self : nil
    let limit: UInt128
    if let bits {
      limit = UInt128(bits.max.magnitude) + (number.isNegative && T.isSigned ? 1 : 0)
    } else {
      limit = UInt128(Int64.max) + (number.isNegative ? 1 : 0)
    }
    guard let magnitude = number.rounded(limit: limit) else { return nil }
    let greatest = UInt128(T.max.magnitude)
    guard number.isNegative else { return magnitude <= greatest ? T(magnitude) : nil }
    guard T.isSigned else { return magnitude == 0 ? 0 : nil }
    guard magnitude <= greatest else { return magnitude == greatest + 1 ? T.min : nil }
    return 0 - T(magnitude)
  }

  /// Reads digits of a base that is a power of two, with single underscores between them.
  private static func digits<T: FixedWidthInteger>(
    _ text: TextBytes,
    from start: Int,
    bitsPerDigit: Int
  ) -> T? {
    var value: UInt128 = 0
    var place = start
    guard place < text.count else { return nil }
    while place < text.count {
      guard let digit = text[place].hexadecimalValue, digit < 1 << UInt8(bitsPerDigit),
        value < 1 << (128 - UInt128(bitsPerDigit))
      else { return nil }
      value = value << UInt128(bitsPerDigit) | UInt128(digit)
      place += 1
      if place < text.count, text[place] == 0x5F {
        place += 1
        guard place < text.count, text[place].hexadecimalValue != nil else { return nil }
      }
    }
    return T(exactly: value)
  }
}

extension NumberText {
  /// The number without its sign, rounded to an integer; `nil` if it is too great.
  ///
  /// The digits before the point have to be within `limit`. Of those after it, so many as are within
  /// 64 bits count, and all have to be within 128.
  func rounded(limit: UInt128) -> UInt128? {
    var value: UInt128 = 0
    for index in whole where bytes[index] != 0x5F {
      let digit = UInt128(bytes[index] &- 0x30)
      guard value <= (limit - digit) / 10 else { return nil }
      value = value * 10 + digit
    }
    let exponent = exponent ?? 0
    if exponent < 0 { return Self.divide(value, byPowerOfTen: -exponent) }
    guard let scaled = Self.multiply(value, byPowerOfTen: exponent) else { return nil }
    var part: UInt128 = 0
    var count = 0
    for index in fraction where bytes[index] != 0x5F {
      let digit = UInt128(bytes[index] &- 0x30)
      guard part <= (limit - digit) / 10 else {
        if limit > UInt128(UInt64.max) { return nil }
        break
      }
      part = part * 10 + digit
      count += 1
    }
    if part == 0 { return scaled }
    let addend =
      count > exponent
      ? Self.divide(part, byPowerOfTen: count - exponent)
      : Self.multiply(part, byPowerOfTen: exponent - count)
    guard let addend else { return nil }
    let (sum, overflow) = scaled.addingReportingOverflow(addend)
    return overflow ? nil : sum
  }

  /// The product, if it fits.
  static func multiply(_ value: UInt128, byPowerOfTen exponent: Int) -> UInt128? {
    if value == 0 { return 0 }
    guard exponent < Magnitude.powersOfTen.count else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: Magnitude.powersOfTen[exponent])
    return overflow ? nil : product
  }

  /// The quotient, with halves rounded up.
  static func divide(_ value: UInt128, byPowerOfTen exponent: Int) -> UInt128 {
    if exponent == 0 { return value }
    guard exponent < Magnitude.powersOfTen.count else { return 0 }
    let (quotient, remainder) = value.quotientAndRemainder(
      dividingBy: Magnitude.powersOfTen[exponent]
    )
    return remainder / Magnitude.powersOfTen[exponent - 1] >= 5 ? quotient + 1 : quotient
  }
}
