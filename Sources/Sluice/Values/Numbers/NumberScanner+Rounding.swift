// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension NumberScanner {
  /// The bits of the double nearest to `significand` times ten to the power of `exponent`.
  ///
  /// Ties go to the even one. What is too great becomes infinite.
  @inline(__always)
  package static func nearest(
    _ significand: UInt64,
    _ exponent: Int,
    _ context: NumberContext
  ) -> UInt64 {
    // Both factors are exact, so that the processor rounds only once (Clinger 1990).
    if significand <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      let value = Double(Int64(bitPattern: significand))
      let result =
        exponent < 0
        ? value / context.exactDoubles[0 &- exponent] : value * context.exactDoubles[exponent]
      return result.bitPattern
    }
    return product(significand, exponent, context)
  }

  /// Eisel and Lemire's method, which decides every case (Mushtak, Lemire: Fast Number Parsing
  /// Without Fallback, 2022).
  @inline(never)
  static func product(_ significand: UInt64, _ exponent: Int, _ context: NumberContext) -> UInt64 {
    let infinity: UInt64 = 0x7FF << 52
    if significand == 0 || exponent < NumberContext.minimumPower { return 0 }
    if exponent > 308 { return infinity }
    let zeros = significand.leadingZeroBitCount
    let normalized = significand &<< UInt64(truncatingIfNeeded: zeros)
    let power = context.powers + 2 &* (exponent &- NumberContext.minimumPower)
    var (high, low) = normalized.multipliedFullWidth(by: power[0])
    if high & 0x1FF == 0x1FF {
      let second = normalized.multipliedFullWidth(by: power[1]).high
      let (sum, overflow) = low.addingReportingOverflow(second)
      low = sum
      if overflow { high &+= 1 }
    }
    let upper = Int(truncatingIfNeeded: high &>> 63)
    let shift = UInt64(truncatingIfNeeded: upper &+ 9)
    var mantissa = high &>> shift
    // The exponent of two of ten to the power of `exponent`, by a product that is exact enough.
    var binary = (217_706 &* exponent) &>> 16 &+ 63 &+ upper &- zeros &+ 1_023
    if binary <= 0 {
      if 1 &- binary >= 64 { return 0 }
      mantissa &>>= UInt64(truncatingIfNeeded: 1 &- binary)
      mantissa = (mantissa &+ (mantissa & 1)) &>> 1
      // Rounding up to 2⁵² makes the exponent one by itself.
      return mantissa
    }
    if low <= 1 && exponent >= -4 && exponent <= 23 && mantissa & 3 == 1
      && mantissa &<< shift == high
    {
      mantissa &= ~1
    }
    mantissa = (mantissa &+ (mantissa & 1)) &>> 1
    if mantissa >= 2 << 52 {
      mantissa = 1 << 52
      binary &+= 1
    }
    if binary >= 0x7FF { return infinity }
    return mantissa & ~(1 << 52) | UInt64(truncatingIfNeeded: binary) &<< 52
  }

  /// As above, of the digits from `start` to `end` with or without a point, of which there are more
  /// than nineteen; `wrapped` is their value modulo 2⁶⁴.
  @inline(never)
  static func nearest(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ wrapped: UInt64,
    _ exponent: Int,
    _ context: NumberContext
  ) -> UInt64 {
    var first = start
    while first != end && (first.pointee == 0x30 || first.pointee == 0x2E) { first += 1 }
    var leading: UInt64 = 0
    var count = 0
    var position = first
    while position != end && count < 19 {
      if position.pointee != 0x2E {
        leading = leading &* 10 &+ UInt64(position.pointee &- 0x30)
        count &+= 1
      }
      position += 1
    }
    var rest = 0
    var isCut = false
    while position != end {
      if position.pointee != 0x2E {
        rest &+= 1
        if position.pointee != 0x30 { isCut = true }
      }
      position += 1
    }
    if rest == 0 { return nearest(wrapped, exponent, context) }
    let below = product(leading, exponent + rest, context)
    if !isCut { return below }
    let above = product(leading + 1, exponent + rest, context)
    if below == above { return below }
    return isAboveMiddle(first, end, exponent, below) ? above : below
  }

  /// Whether the digits from `first` to `end` are beyond the middle between the double `below` and
  /// the next one, or at the middle with `below` odd.
  private static func isAboveMiddle(
    _ first: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ exponent: Int,
    _ below: UInt64
  ) -> Bool {
    // A middle has at most 767 digits: of those that follow, it matters only whether one is not 0.
    var digits = NaturalNumber(0)
    var exponent = exponent
    var count = 0
    var isCut = false
    var position = first
    while position != end {
      if position.pointee != 0x2E {
        if count < 800 {
          digits.multiply(by: 10, adding: UInt64(position.pointee &- 0x30))
        } else {
          if position.pointee != 0x30 { isCut = true }
          exponent += 1
        }
        count += 1
      }
      position += 1
    }
    if isCut {
      digits.multiply(by: 10, adding: 1)
      exponent -= 1
    }
    let field = Int(below >> 52)
    let fraction = below & (1 << 52 - 1)
    var middle = NaturalNumber(2 * (field == 0 ? fraction : fraction | 1 << 52) + 1)
    let binary = max(field, 1) - 1_076
    if exponent >= 0 {
      digits.multiply(byPowerOfTen: exponent)
    } else {
      middle.multiply(byPowerOfTen: -exponent)
    }
    if binary >= 0 { middle.shiftLeft(by: binary) } else { digits.shiftLeft(by: -binary) }
    return digits == middle ? below & 1 == 1 : digits > middle
  }
}
