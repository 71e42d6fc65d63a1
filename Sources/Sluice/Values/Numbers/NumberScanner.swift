// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A number read from text, and where its text ends.
package struct ScannedNumber {
  /// What kind of number was read.
  package enum Kind: UInt8, Sendable {
    /// An integer that fits in 64 bits.
    case integer
    /// A number with a fraction or an exponent, perhaps too great for a double: then it is infinite.
    case double
    /// An integer that does not fit in 64 bits; its digits are in the text up to `end`.
    case bigInteger
    /// No number; `end` is at the byte that does not belong there.
    case invalid
  }

  /// What kind of number was read.
  package let kind: Kind
  /// The bits of the integer or of the double.
  package let bits: UInt64
  /// The first byte after the number, or the first wrong one.
  package let end: UnsafePointer<UInt8>

  /// The value of an ``Kind/integer``.
  @inline(__always) package var integer: Int64 { Int64(bitPattern: bits) }
  /// The value of a ``Kind/double``.
  @inline(__always) package var double: Double { Double(bitPattern: bits) }

  @inline(__always) init(_ kind: Kind, _ bits: UInt64, _ end: UnsafePointer<UInt8>) {
    self.kind = kind
    self.bits = bits
    self.end = end
  }
}

/// Reads numbers as JSON writes them.
///
/// Input must be followed by at least eight readable bytes that are no part of a number, such as
/// NULs, because digits are read in words of eight.
package enum NumberScanner {
  /// Reads the number at `start`: `-`, digits, `.` digits, `e` digits, as RFC 8259 has them.
  ///
  /// Doubles are rounded correctly. The caller decides whether the byte at `end` may follow.
  @inline(__always)
  package static func scan(
    _ start: UnsafePointer<UInt8>,
    _ context: NumberContext
  ) -> ScannedNumber {
    let isNegative = start.pointee == 0x2D
    let digits = isNegative ? start + 1 : start
    var position = digits
    var significand: UInt64 = 0
    readDigits(&position, &significand, context)
    let next = position.pointee
    if next != 0x2E && next | 0x20 != 0x65 {
      let count = position - digits
      // One to eighteen digits, the first of which is no zero unless it is alone.
      if UInt(bitPattern: count &- 1) < 18 && (digits.pointee != 0x30 || count == 1) {
        let sign: UInt64 = isNegative ? .max : 0
        return ScannedNumber(.integer, (significand ^ sign) &- sign, position)
      }
      return longInteger(digits, position, significand, isNegative)
    }
    return fraction(digits, position, significand, isNegative, context)
  }

  /// Appends the digits at `position` to `value`, modulo 2⁶⁴, and moves past them.
  @inline(__always)
  static func readDigits(
    _ position: inout UnsafePointer<UInt8>,
    _ value: inout UInt64,
    _ context: NumberContext
  ) {
    while true {
      // Safe: see the note on padding at the type.
      let loaded = UnsafeRawPointer(position).loadUnaligned(as: UInt64.self)
      let word = UInt64(littleEndian: loaded) ^ 0x3030_3030_3030_3030
      let sums: UInt64 = (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676
      let others: UInt64 = (sums | word) & 0x8080_8080_8080_8080
      if others == 0 {
        value = value &* 100_000_000 &+ eightDigits(word)
        position += 8
        continue
      }
      // Shifting the digits to the end puts zeros in front of them.
      let count = others.trailingZeroBitCount >> 3
      let aligned: UInt64 = (word &<< UInt64(truncatingIfNeeded: 56 &- 8 &* count)) &<< 8
      value = value &* context.integerPowers[count] &+ eightDigits(aligned)
      position += count
      return
    }
  }

  /// The value of eight decimal digits, one per byte, the first in the lowest byte.
  @inline(__always)
  static func eightDigits(_ digits: UInt64) -> UInt64 {
    let pairs: UInt64 = digits &* 10 &+ (digits &>> 8)
    let odd: UInt64 = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let even: UInt64 = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (odd &+ even) &>> 32
  }

  /// Judges an integer that is not one to eighteen digits without leading zeros.
  @inline(never)
  private static func longInteger(
    _ digits: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ value: UInt64,
    _ isNegative: Bool
  ) -> ScannedNumber {
    let count = end - digits
    if count == 0 { return ScannedNumber(.invalid, 0, end) }
    if digits.pointee == 0x30 { return ScannedNumber(.invalid, 0, digits + 1) }
    // Nineteen digits always fit in 64 bits without a sign.
    if count == 19 && value <= UInt64(Int64.max) + (isNegative ? 1 : 0) {
      return ScannedNumber(.integer, isNegative ? 0 &- value : value, end)
    }
    return ScannedNumber(.bigInteger, 0, end)
  }

  /// Goes on after the integer digits, at a point or an exponent.
  @inline(never)
  private static func fraction(
    _ digits: UnsafePointer<UInt8>,
    _ integerEnd: UnsafePointer<UInt8>,
    _ integer: UInt64,
    _ isNegative: Bool,
    _ context: NumberContext
  ) -> ScannedNumber {
    var position = integerEnd
    var significand = integer
    var count = integerEnd - digits
    if count == 0 { return ScannedNumber(.invalid, 0, integerEnd) }
    if digits.pointee == 0x30 && count > 1 { return ScannedNumber(.invalid, 0, digits + 1) }
    var exponent = 0
    if position.pointee == 0x2E {
      position += 1
      let start = position
      readDigits(&position, &significand, context)
      exponent = start - position
      if exponent == 0 { return ScannedNumber(.invalid, 0, position) }
      count &-= exponent
    }
    let digitsEnd = position
    if position.pointee | 0x20 == 0x65 {
      position += 1
      let sign = position.pointee
      if sign == 0x2D || sign == 0x2B { position += 1 }
      let start = position
      var written = 0
      while position.pointee &- 0x30 < 10 {
        // Far beyond any double, yet far from overflow when the digits of the fraction are added.
        if written < 1 << 50 { written = written &* 10 &+ Int(position.pointee &- 0x30) }
        position += 1
      }
      if position == start { return ScannedNumber(.invalid, 0, position) }
      exponent = sign == 0x2D ? exponent - written : exponent + written
    }
    let sign: UInt64 = isNegative ? 1 << 63 : 0
    let bits =
      count <= 19
      ? nearest(significand, exponent, context)
      : nearest(digits, digitsEnd, significand, exponent, context)
    return ScannedNumber(.double, bits | sign, position)
  }
}
