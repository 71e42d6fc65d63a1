// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A decimal number without rounding: a coefficient of any length and a power of ten.
///
/// The form is kept, as in Python's `Decimal`: `1.50`, `1.5` and `15E-1` are three forms of one
/// number, and each is written as it was read. Equality, hashing and order look at the number
/// alone, so those three are equal, and so are zero and minus zero. Not-a-number equals itself and
/// comes after everything else.
public struct ExactDecimal: Sendable {
  enum Class: Sendable {
    case finite
    case infinite
    case notANumber
  }

  var form: Class
  /// Whether there is a minus sign, which zero may have too.
  public internal(set) var isNegative: Bool
  var coefficient: Magnitude
  var exponent: Int

  init(isNegative: Bool = false, coefficient: Magnitude, exponent: Int) {
    form = .finite
    self.isNegative = isNegative
    self.coefficient = coefficient
    self.exponent = exponent
  }

  private init(form: Class, isNegative: Bool) {
    self.init(isNegative: isNegative, coefficient: Magnitude(0), exponent: 0)
    self.form = form
  }

  /// Not a number.
  public static let notANumber = ExactDecimal(form: .notANumber, isNegative: false)
  /// More than every number.
  public static let infinity = ExactDecimal(form: .infinite, isNegative: false)
  /// Less than every number.
  public static let negativeInfinity = ExactDecimal(form: .infinite, isNegative: true)
  /// Zero.
  public static let zero = ExactDecimal(0 as Int64)
}

// MARK: - Making

extension ExactDecimal {
  /// Makes an integer.
  public init(_ value: some FixedWidthInteger) {
    let isNegative = value < 0
    if let small = UInt128(exactly: value.magnitude) {
      self.init(isNegative: isNegative, coefficient: Magnitude(small), exponent: 0)
    } else {
      // Wider than every standard type.
      let limbs = stride(from: 0, to: value.magnitude.bitWidth, by: 64).map {
        UInt64(truncatingIfNeeded: value.magnitude >> $0)
      }
      self.init(isNegative: isNegative, coefficient: Magnitude(limbs: limbs), exponent: 0)
    }
  }

  /// Makes the number that the shortest text of `value` names: `0.1`, `0.0`, `1E+16`.
  public init(_ value: Double) {
    self = ExactDecimal(pythonDescription(of: value)) ?? .notANumber
  }

  /// Makes the integer that `value` is to the last bit, or `nil` if it is not an integer.
  public init?(exactInteger value: Double) {
    guard value.isFinite, value.rounded(.towardZero) == value else { return nil }
    guard abs(value) >= 0x1p63 else {
      self.init(Int64(value))
      return
    }
    var coefficient = Magnitude(UInt128(value.significandBitPattern | 1 << 52))
    coefficient.shiftLeft(by: Int(value.exponent) - 52)
    self.init(isNegative: value < 0, coefficient: coefficient, exponent: 0)
  }

  /// Makes the number `unscaled` · 10^-`scale`.
  public init(unscaled: Int128, scale: Int) {
    self.init(
      isNegative: unscaled < 0,
      coefficient: Magnitude(unscaled.magnitude),
      exponent: -scale
    )
  }

  /// Makes an integer from 256 bits, the least significant limb first.
  public init(limbs: (UInt64, UInt64, UInt64, UInt64), isNegative: Bool) {
    self.init(
      isNegative: isNegative,
      coefficient: Magnitude(limbs: [limbs.0, limbs.1, limbs.2, limbs.3]),
      exponent: 0
    )
  }

  /// Makes a non-negative integer from bytes, the most significant first.
  init(bigEndian bytes: some BidirectionalCollection<UInt8>) {
    var limbs: [UInt64] = []
    for (index, byte) in bytes.reversed().enumerated() {
      if index % 8 == 0 { limbs.append(0) }
      limbs[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    self.init(coefficient: Magnitude(limbs: limbs), exponent: 0)
  }
}

// MARK: - Looking

extension ExactDecimal {
  /// Whether this is neither infinite nor not-a-number.
  public var isFinite: Bool { form == .finite }
  /// Whether this is not-a-number.
  public var isNaN: Bool { form == .notANumber }
  /// Whether this is zero in any form.
  public var isZero: Bool { form == .finite && coefficient.isZero }

  /// Whether this is a finite number without a fraction.
  public var isInteger: Bool {
    guard isFinite else { return false }
    if exponent >= 0 || coefficient.isZero { return true }
    var quotient = coefficient
    return !quotient.divide(byPowerOfTen: -exponent)
  }

  /// The number of digits before the point, and zero or less for numbers below one.
  var integerDigitCount: Int { coefficient.digitCount + exponent }
}

extension ExactDecimal: Comparable {
  /// Whether both are the same number, in whatever form.
  public static func == (left: Self, right: Self) -> Bool { order(left, right) == 0 }

  /// Whether `left` is the smaller number.
  public static func < (left: Self, right: Self) -> Bool { order(left, right) < 0 }

  private var rank: Int {
    switch form {
    case .notANumber: 3
    case .infinite: isNegative ? -2 : 2
    case .finite: coefficient.isZero ? 0 : isNegative ? -1 : 1
    }
  }

  /// Below zero if `left` is smaller, zero if both are equal.
  private static func order(_ left: Self, _ right: Self) -> Int {
    let rank = left.rank
    guard rank == right.rank else { return rank - right.rank }
    guard abs(rank) == 1 else { return 0 }
    if left.exponent == right.exponent {
      if left.coefficient == right.coefficient { return 0 }
      return left.coefficient < right.coefficient ? -rank : rank
    }
    let size = left.integerDigitCount - right.integerDigitCount
    guard size == 0 else { return size * rank }
    // As many digits before the point: the difference of the exponents is one of digit counts.
    var (first, second) = (left.coefficient, right.coefficient)
    first.multiply(byPowerOfTen: left.exponent - min(left.exponent, right.exponent))
    second.multiply(byPowerOfTen: right.exponent - min(left.exponent, right.exponent))
    if first == second { return 0 }
    return first < second ? -rank : rank
  }
}

extension ExactDecimal: Hashable {
  /// Feeds the number to `hasher`, equal for all of its forms.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    guard abs(rank) == 1 else { return }
    let (coefficient, exponent) = withoutTrailingZeros
    hasher.combine(coefficient)
    hasher.combine(exponent)
  }

  /// The shortest coefficient of the same number, and its exponent.
  var withoutTrailingZeros: (Magnitude, Int) {
    guard !coefficient.isZero else { return (coefficient, 0) }
    var (best, power) = (coefficient, exponent)
    for step in [19, 8, 4, 2, 1] {
      var quotient = best
      while !quotient.divide(byPowerOfTen: step) {
        best = quotient
        power += step
      }
    }
    return (best, power)
  }
}
