// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The exact digits of doubles, rounded at any place, halves to the even digit.
enum DecimalExpansion {
  /// No double has more digits behind the point that are not zero.
  private static let mostPlaces = 1_074

  /// The digits with `places` behind the point, at least one of them before it.
  static func digits(_ value: Double, places: Int) -> [UInt8] {
    let computed = min(places, mostPlaces)
    var digits = rounded(value, places: computed)
    if digits.count <= computed {
      digits.insert(contentsOf: repeatElement(0x30, count: computed + 1 - digits.count), at: 0)
    }
    digits.append(contentsOf: repeatElement(0x30, count: places - computed))
    return digits
  }

  /// The first `count` digits, which are one at least, and the power of ten of the first one.
  static func digits(_ value: Double, count: Int) -> (digits: [UInt8], exponent: Int) {
    guard value != 0 else { return (Array(repeating: 0x30, count: count), 0) }
    var exponent = ShortestDigits(value).point - 1
    // The shortest digits may be those of the next power of ten.
    var digits = rounded(value, places: min(count - 1 - exponent, mostPlaces))
    let expected = min(count, mostPlaces + 1 + exponent)
    if digits.count < expected {
      exponent -= 1
      digits = rounded(value, places: min(count - 1 - exponent, mostPlaces))
    } else if digits.count > expected {
      exponent += 1
      digits.removeLast()
    }
    if digits.count < count {
      digits.append(contentsOf: repeatElement(0x30, count: count - digits.count))
    }
    return (digits, exponent)
  }

  /// The digits of the value times ten to the power of `places`, as an integer.
  private static func rounded(_ value: Double, places: Int) -> [UInt8] {
    let isNormal = value.exponentBitPattern != 0
    let significand = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let power = Int(max(value.exponentBitPattern, 1)) - 1_075
    // Twice the number, so that its last bit is the half.
    var number = Magnitude(UInt128(significand))
    number.shiftLeft(by: 1 + max(power, 0))
    if places > 0 { number.multiply(byPowerOfTen: places) }
    var isCut = places < 0 ? number.divide(byPowerOfTen: -places) : false
    var bits = max(-power, 0)
    while bits > 0, !number.isZero {
      let step = min(bits, 63)
      if number.divide(by: 1 << UInt64(step)) != 0 { isCut = true }
      bits -= step
    }
    let hasHalf = number.divide(by: 2) != 0
    if hasHalf, isCut || number.isOdd { number.multiply(by: 1, adding: 1) }
    return number.digits
  }
}
