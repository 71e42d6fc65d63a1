// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension NumberWriter {
  /// Writes the shortest text that reads back as `value`, as Python does.
  ///
  /// Plain digits with a point where the exponent of ten is from -4 to 15: `1.0`, `123456.789`,
  /// `0.0001`; else `1e+16`, `1.5e-07`. Values without digits become `inf`, `-inf` and `nan`.
  @inline(__always)
  package static func append(
    _ value: Double,
    to target: UnsafeMutablePointer<UInt8>,
    _ context: NumberContext
  ) -> UnsafeMutablePointer<UInt8> {
    target.pointee = 0x2D
    let start = value.sign == .minus ? target + 1 : target
    let magnitude = value.magnitude
    // Most doubles of real data have few decimals. Below 10¹⁵ parts, a decimal that reads back as
    // the value is the only one as short.
    if magnitude >= 0.0001 && magnitude < 1e12 {
      let scale = magnitude < 1e9 ? 1e6 : 1e3
      let parts = Int64(magnitude * scale + 0.5)
      if Double(parts) / scale == magnitude {
        let perWhole: UInt64 = magnitude < 1e9 ? 1_000_000 : 1_000
        return appendParts(UInt64(bitPattern: parts), perWhole, to: start)
      }
    }
    return appendAny(value, magnitude, to: start, target, context)
  }

  /// Writes `parts`, of which `perWhole` make one: a thousand or a million.
  @inline(__always)
  private static func appendParts(
    _ parts: UInt64,
    _ perWhole: UInt64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let whole = perWhole == 1_000 ? parts / 1_000 : parts / 1_000_000
    let rest = parts &- whole &* perWhole
    var end = append(whole, to: target)
    end.pointee = 0x2E
    end += 1
    // The decimals and zeros behind them, which are zero bytes at the upper end.
    let digits = eightDigits(rest &* (perWhole == 1_000 ? 100_000 : 100))
    store(digits | zeros, to: end)
    return end + (8 &- Swift.min(digits.leadingZeroBitCount &>> 3, 7))
  }

  @inline(never)
  private static func appendAny(
    _ value: Double,
    _ magnitude: Double,
    to start: UnsafeMutablePointer<UInt8>,
    _ target: UnsafeMutablePointer<UInt8>,
    _ context: NumberContext
  ) -> UnsafeMutablePointer<UInt8> {
    if magnitude == 0 {
      store(0x30_2E30, to: start)
      return start + 3
    }
    if !magnitude.isFinite {
      store(value.isNaN ? 0x6E_616E : 0x66_6E69, to: value.isNaN ? target : start)
      return (value.isNaN ? target : start) + 3
    }
    let (digits, power) = shortest(magnitude.bitPattern, context)
    return layOut(digits, power, to: start)
  }

  /// Writes `digits` times ten to the power of `power`.
  @inline(__always)
  private static func layOut(
    _ digits: UInt64,
    _ power: Int,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var end = append(digits, to: start + 1)
    let count = end - start &- 1
    let point = count &+ power
    if point > 0 && point <= 16 {
      for index in 0..<Swift.min(point, count) { start[index] = start[index &+ 1] }
      if power < 0 {
        start[point] = 0x2E
        return end
      }
      end -= 1
      for _ in 0..<power {
        end.pointee = 0x30
        end += 1
      }
      store(0x302E, to: end)
      return end + 2
    }
    if point <= 0 && point > -4 {
      let shift = 1 &- point
      // Backwards in two steps, because the digits move over themselves by two to five bytes.
      let raw = UnsafeMutableRawPointer(start)
      let head = raw.loadUnaligned(fromByteOffset: 1, as: UInt64.self)
      let body = raw.loadUnaligned(fromByteOffset: 9, as: UInt64.self)
      let last = start[17]
      store(0x3030_3030_302E30, to: start)
      raw.storeBytes(of: head, toByteOffset: 1 &+ shift, as: UInt64.self)
      raw.storeBytes(of: body, toByteOffset: 9 &+ shift, as: UInt64.self)
      start[17 &+ shift] = last
      return end + shift
    }
    start[0] = start[1]
    start[1] = 0x2E
    if count == 1 { end -= 1 }
    let exponent = point &- 1
    end[0] = 0x65
    end[1] = exponent < 0 ? 0x2D : 0x2B
    end += 2
    let size = exponent.magnitude
    if size < 10 {
      end.pointee = 0x30
      end += 1
    }
    return append(UInt64(size), to: end)
  }

  /// The shortest decimal that reads back as the finite double with these bits, the nearest one of
  /// several, without zeros at the end (Giulietti: The Schubfach Way To Render Doubles, 2020).
  @inline(__always)
  static func shortest(_ bits: UInt64, _ context: NumberContext) -> (digits: UInt64, power: Int) {
    let fraction = bits & (1 << 52 - 1)
    let field = Int(truncatingIfNeeded: bits &>> 52)
    let significand = field == 0 ? fraction : fraction | 1 << 52
    let binary = (field == 0 ? 1 : field) &- 1_075
    // Whole numbers below 2⁵³ are their own digits.
    if binary <= 0 && binary > -53 {
      let shift = UInt64(truncatingIfNeeded: 0 &- binary)
      let whole = significand &>> shift
      if whole &<< shift == significand { return withoutZeros(whole, 0) }
    }
    let isCloser = fraction == 0 && field > 1
    let power = (binary &* 1_262_611 &- (isCloser ? 524_031 : 0)) >> 22
    let shift = UInt64(truncatingIfNeeded: binary &+ ((0 &- power) &* 1_741_647) >> 19 &+ 1)
    let entry = context.powers + 2 &* (0 &- power &- NumberContext.minimumPower)
    var (high, low) = (entry[0], entry[1])
    // Here the powers must be rounded up, unless they are exact.
    if power < -55 || power > 27 {
      low &+= 1
      if low == 0 { high &+= 1 }
    }
    let central = significand &<< 2
    let odd = significand & 1
    let below = roundToOdd(high, low, (central &- 2 &+ (isCloser ? 1 : 0)) &<< shift) &+ odd
    let here = roundToOdd(high, low, central &<< shift)
    let above = roundToOdd(high, low, (central &+ 2) &<< shift) &- odd
    let whole = here &>> 2
    if whole >= 10 {
      let tenth = whole / 10
      let lowerFits = below <= 40 &* tenth
      let upperFits = 40 &* tenth &+ 40 <= above
      if lowerFits != upperFits { return withoutZeros(tenth &+ (upperFits ? 1 : 0), power &+ 1) }
    }
    let lowerFits = below <= 4 &* whole
    let upperFits = 4 &* whole &+ 4 <= above
    if lowerFits != upperFits { return (whole &+ (upperFits ? 1 : 0), power) }
    let middle = 4 &* whole &+ 2
    let roundsUp = here > middle || (here == middle && whole & 1 != 0)
    return withoutZeros(whole &+ (roundsUp ? 1 : 0), power)
  }

  /// The upper 64 bits of a product of 128 and 64 bits, with the last bit set if any was cut off.
  @inline(__always)
  private static func roundToOdd(_ high: UInt64, _ low: UInt64, _ factor: UInt64) -> UInt64 {
    let carry = low.multipliedFullWidth(by: factor).high
    let product = high.multipliedFullWidth(by: factor)
    let (sum, overflow) = product.low.addingReportingOverflow(carry)
    return (product.high &+ (overflow ? 1 : 0)) | (sum > 1 ? 1 : 0)
  }

  @inline(__always)
  private static func withoutZeros(_ digits: UInt64, _ power: Int) -> (digits: UInt64, power: Int) {
    var digits = digits
    var power = power
    if digits % 100_000_000 == 0 {
      digits /= 100_000_000
      power &+= 8
    }
    while true {
      let tenth = digits / 10
      if tenth &* 10 != digits { return (digits, power) }
      digits = tenth
      power &+= 1
    }
  }
}
