// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables that reading and writing numbers needs, as plain pointers.
///
/// Access to ``shared`` costs a check whether it exists already, so loops fetch it once and keep it
/// in a local constant.
package struct NumberContext: @unchecked Sendable {
  // Unchecked because pointers are not `Sendable`: the tables are written before the first value of
  // this type exists, never written again and never freed.

  /// The smallest power of ten in ``powers``.
  package static let minimumPower = -342
  /// The greatest power of ten in ``powers``.
  package static let maximumPower = 324

  /// The leading 128 bits of each power of ten, high word first, from ``minimumPower`` on.
  ///
  /// Cut off, except from -27 to -1, where they are rounded up: that is what makes the products of
  /// Eisel and Lemire's method decide every number of up to 19 digits.
  package let powers: UnsafePointer<UInt64>
  /// 1e0 to 1e22: the powers of ten that a double holds exactly.
  package let exactDoubles: UnsafePointer<Double>
  /// 10⁰ to 10¹⁹.
  package let integerPowers: UnsafePointer<UInt64>

  /// The tables, computed when they are needed first (about 0.1 ms).
  package static let shared = NumberContext()

  private init() {
    let integers = UnsafeMutablePointer<UInt64>.allocate(capacity: 20)
    var integer: UInt64 = 1
    for exponent in 0..<20 {
      integers[exponent] = integer
      integer &*= 10
    }
    let doubles = UnsafeMutablePointer<Double>.allocate(capacity: 23)
    var double = 1.0
    for exponent in 0..<23 {
      doubles[exponent] = double
      double *= 10
    }
    let count = Self.maximumPower - Self.minimumPower + 1
    let wide = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * count)
    Self.fillPositive(wide + 2 * -Self.minimumPower)
    Self.fillNegative(wide + 2 * -Self.minimumPower)
    integerPowers = UnsafePointer(integers)
    exactDoubles = UnsafePointer(doubles)
    powers = UnsafePointer(wide)
  }

  /// Fills in 5⁰, 5¹, …, each shifted until its leading bit is bit 127.
  private static func fillPositive(_ zero: UnsafeMutablePointer<UInt64>) {
    var power = NaturalNumber(1)
    for exponent in 0...maximumPower {
      (zero[2 * exponent], zero[2 * exponent + 1]) = power.leadingBits
      power.multiply(by: 5)
    }
  }

  /// Fills in 5⁻¹, 5⁻², … by dividing 2¹⁰²⁴ again and again; the quotients keep over 200 bits.
  private static func fillNegative(_ zero: UnsafeMutablePointer<UInt64>) {
    var power = NaturalNumber(1)
    power.shiftLeft(by: 1_024)
    for exponent in 1...(-minimumPower) {
      power.divide(by: 5)
      var (high, low) = power.leadingBits
      if exponent <= 27 {
        low &+= 1
        if low == 0 { high &+= 1 }
      }
      (zero[-2 * exponent], zero[-2 * exponent + 1]) = (high, low)
    }
  }
}
