// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExactDecimal {
  enum Rounding {
    /// Up to the larger magnitude, as people round.
    case halfAwayFromZero
    /// To the even neighbour.
    case halfToEven
  }

  /// The magnitude in units of 10^-`scale`; `nil` if not finite or of over `limit` digits.
  func rounded(scale: Int, limit: Int, _ rounding: Rounding) -> Magnitude? {
    guard isFinite else { return nil }
    guard !coefficient.isZero else { return coefficient }
    let (shift, overflow) = exponent.addingReportingOverflow(scale)
    guard !overflow, integerDigitCount + scale <= limit else { return nil }
    var result = coefficient
    if shift >= 0 {
      result.multiply(byPowerOfTen: shift)
    } else {
      // The last digit decides, together with whether anything came after it.
      let hasRest = result.divide(byPowerOfTen: -shift - 1)
      let digit = result.divide(by: 10)
      let isUp =
        switch rounding {
        case .halfAwayFromZero: digit >= 5
        case .halfToEven: digit > 5 || digit == 5 && (hasRest || result.isOdd)
        }
      if isUp { result.multiply(by: 1, adding: 1) }
    }
    return result.digitCount <= limit ? result : nil
  }

  /// The number in units of 10^-`scale`, rounded half away from zero.
  ///
  /// `nil` if the result has more than `precision` digits, is not finite, or passes 38 digits.
  public func unscaled(scale: Int, precision: Int) -> Int128? {
    let digits = rounded(scale: scale, limit: min(precision, 38), .halfAwayFromZero)
    guard let small = digits?.small else { return nil }
    return isNegative ? -Int128(small) : Int128(small)
  }

  /// The number as an integer of 256 bits, a half rounded away from zero.
  ///
  /// The least significant limb comes first.
  ///
  /// `nil` if it is beyond 256 bits or not finite.
  public func limbs256() -> (
    limbs: (UInt64, UInt64, UInt64, UInt64), isNegative: Bool
  )? {
    guard let limbs = rounded(scale: 0, limit: 78, .halfAwayFromZero)?.limbs, limbs.count <= 4
    else { return nil }
    func limb(_ index: Int) -> UInt64 { index < limbs.count ? limbs[index] : 0 }
    return ((limb(0), limb(1), limb(2), limb(3)), isNegative)
  }

  /// The number as an integer of 64 bits, or `nil` if it is not one.
  public var int64: Int64? { int128.flatMap { Int64(exactly: $0) } }

  /// The number as an integer of 128 bits, or `nil` if it is not one.
  public var int128: Int128? {
    guard isInteger, let magnitude = integerMagnitude(limit: 40)?.small else { return nil }
    if isNegative, magnitude == Int128.min.magnitude { return .min }
    return Int128(exactly: magnitude).map { isNegative ? -$0 : $0 }
  }

  /// The same integer with an exponent of zero; `nil` if it is not one or has over 5000 digits.
  var normalizedInteger: ExactDecimal? {
    guard isInteger, let magnitude = integerMagnitude(limit: 5_000) else { return nil }
    return ExactDecimal(
      isNegative: isNegative && !magnitude.isZero,
      coefficient: magnitude,
      exponent: 0
    )
  }

  private func integerMagnitude(limit: Int) -> Magnitude? {
    exponent == 0 && isFinite ? coefficient : rounded(scale: 0, limit: limit, .halfToEven)
  }
}
