// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Every function returns the end of what it wrote; the caller leaves
// `ScalarText.room` bytes free.

/// The text of dates, times and long numbers, the same in all formats of text.
enum ScalarText {
  typealias Target = UnsafeMutablePointer<UInt8>

  /// Bytes that must be free for any value but texts and bytes.
  static let room = 128

  /// Writes `2024-03-01T10:20:30.000001`; a fraction of zero is left out.
  @inline(__always)
  static func timestamp(_ microseconds: Int64, to target: Target) -> Target {
    let day = CivilCalendar.microsecondsPerDay
    var days = microseconds / day
    var rest = microseconds &- days &* day
    if rest < 0 {
      days &-= 1
      rest &+= day
    }
    let out = date(Int32(truncatingIfNeeded: days), to: target)
    out.pointee = 0x54
    return time(rest, to: out + 1)
  }

  /// Writes `2024-03-01`.
  @inline(__always)
  static func date(_ days: Int32, to target: Target) -> Target {
    let (year, month, day) = CivilCalendar.civil(days: Int(days))
    guard UInt(bitPattern: year) <= 9_999 else { return farDate(days, to: target) }
    let digits = UInt64(truncatingIfNeeded: year &* 10_000 &+ month &* 100 &+ day)
    let text = NumberWriter.eightDigits(digits) | NumberWriter.zeros
    // Year and dash, month and dash; what comes later overwrites what is too much.
    NumberWriter.store(text & 0xFFFF_FFFF | 0x2D &<< 32, to: target)
    NumberWriter.store(text &>> 32 & 0xFFFF | 0x2D &<< 16, to: target + 5)
    NumberWriter.store(text &>> 48, to: target + 8)
    return target + 10
  }

  @inline(never)
  private static func farDate(_ days: Int32, to target: Target) -> Target {
    copy(CalendarDate(days: days).description, to: target)
  }

  /// Writes `10:20:30.000001`; a fraction of zero is left out.
  @inline(__always)
  static func time(_ microseconds: Int64, to target: Target) -> Target {
    let inDay = UInt64(bitPattern: microseconds) < 86_400_000_000
    let time = inDay ? microseconds : CivilCalendar.modulo(microseconds, 86_400_000_000)
    let seconds = UInt64(bitPattern: time) / 1_000_000
    let fraction = UInt64(bitPattern: time) &- seconds &* 1_000_000
    let minutes = seconds / 60
    let hours = minutes / 60
    let digits = hours &* 10_000 &+ (minutes &- hours &* 60) &* 100 &+ (seconds &- minutes &* 60)
    let text = NumberWriter.eightDigits(digits) | NumberWriter.zeros
    NumberWriter.store(text &>> 16 & 0xFFFF | 0x3A &<< 16, to: target)
    NumberWriter.store(text &>> 32 & 0xFFFF | 0x3A &<< 16, to: target + 3)
    NumberWriter.store(text &>> 48 & 0xFFFF | 0x2E &<< 16, to: target + 6)
    if fraction == 0 { return target + 8 }
    let parts = NumberWriter.eightDigits(fraction) | NumberWriter.zeros
    NumberWriter.store(parts &>> 16, to: target + 9)
    return target + 15
  }

  /// Writes an integer.
  static func integer(_ value: Int128, to target: Target) -> Target {
    target.pointee = 0x2D
    return natural(value.magnitude, to: value < 0 ? target + 1 : target)
  }

  private static func natural(_ value: UInt128, to target: Target) -> Target {
    if let small = UInt64(exactly: value) { return NumberWriter.append(small, to: target) }
    let (upper, lower) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
    let out = natural(upper, to: target)
    padded(UInt64(truncatingIfNeeded: lower), 19, to: out)
    return out + 19
  }

  /// Writes a number in exactly `count` digits.
  private static func padded(_ value: UInt64, _ count: Int, to target: Target) {
    var rest = value
    var place = count
    while place > 0 {
      place &-= 1
      target[place] = 0x30 | UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// Writes a decimal with `scale` digits after the point, or fewer where zeros are dropped.
  static func decimal(
    _ value: Int128,
    scale: Int,
    dropsZeros: Bool,
    to target: Target
  ) -> Target {
    guard scale > 0 && scale <= 38 else {
      return scale == 0 ? integer(value, to: target) : farDecimal(value, scale: scale, to: target)
    }
    target.pointee = 0x2D
    var out = value < 0 ? target + 1 : target
    // Powers beyond 19 do not fit one word: two steps.
    let lowCount = min(scale, 19)
    let highCount = scale - lowCount
    let (above, low) = value.magnitude.quotientAndRemainder(dividingBy: power(lowCount))
    let (whole, high) = above.quotientAndRemainder(dividingBy: power(highCount))
    out = natural(whole, to: out)
    let point = out
    out.pointee = 0x2E
    padded(UInt64(truncatingIfNeeded: high), highCount, to: out + 1)
    padded(UInt64(truncatingIfNeeded: low), lowCount, to: out + 1 + highCount)
    out += 1 + scale
    guard dropsZeros else { return out }
    while out[-1] == 0x30 { out -= 1 }
    return out - 1 == point ? point : out
  }

  private static func power(_ exponent: Int) -> UInt128 {
    UInt128(NumberContext.shared.integerPowers[exponent])
  }

  @inline(never)
  private static func farDecimal(_ value: Int128, scale: Int, to target: Target) -> Target {
    copy(ExactDecimal(unscaled: value, scale: scale).description, to: target)
  }

  /// Writes an integer of up to 256 bits.
  static func integer(_ value: WideInteger, to target: Target) -> Target {
    let limbs = value.limbs
    guard limbs.2 | limbs.3 == 0 else {
      let number = ExactDecimal(limbs: limbs, isNegative: value.isNegative)
      return copy(number.plainDescription, to: target)
    }
    let magnitude = UInt128(limbs.1) << 64 | UInt128(limbs.0)
    target.pointee = 0x2D
    return natural(magnitude, to: value.isNegative && magnitude != 0 ? target + 1 : target)
  }

  private static func copy(_ text: String, to target: Target) -> Target {
    var out = target
    for byte in text.utf8.prefix(room) {
      out.pointee = byte
      out += 1
    }
    return out
  }

  /// Writes `count` bytes in Base64 with padding; four bytes must be free for three of them.
  static func base64(
    _ source: UnsafePointer<UInt8>,
    _ count: Int,
    to target: Target
  ) -> Target {
    var out = target
    var index = 0
    while index < count {
      let rest = min(count &- index, 3)
      var group = UInt32(source[index]) &<< 16
      if rest > 1 { group |= UInt32(source[index &+ 1]) &<< 8 }
      if rest > 2 { group |= UInt32(source[index &+ 2]) }
      out[0] = letter(group &>> 18)
      out[1] = letter(group &>> 12 & 63)
      out[2] = rest > 1 ? letter(group &>> 6 & 63) : 0x3D
      out[3] = rest > 2 ? letter(group & 63) : 0x3D
      out += 4
      index &+= 3
    }
    return out
  }

  @inline(__always)
  private static func letter(_ digit: UInt32) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: digit)
    if digit < 26 { return 0x41 &+ digit }
    if digit < 52 { return 0x61 &- 26 &+ digit }
    if digit < 62 { return 0x30 &- 52 &+ digit }
    return digit == 62 ? 0x2B : 0x2F
  }
}
