// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Reads up to 48 bytes from where a timestamp may stand; the caller pads.

/// The form that almost all timestamps in data have, read in one go.
///
/// `YYYY-MM-DDTHH:MM:SS`, with a blank for the `T`, a fraction of up to nine digits, and `Z` or an offset
/// if there is one. Whatever differs is for the general parser.
enum UsualTimestamp {
  /// Reads the timestamp at `p`: microseconds since 1970 in UTC, and the byte after it.
  ///
  /// A timestamp without an offset counts as UTC. Years 1 and 9999 are left to the general parser.
  @inline(__always)
  static func scan(_ p: UnsafePointer<UInt8>) -> (Int64, UnsafePointer<UInt8>)? {
    // Safe: the caller pads.
    var text = UnsafeRawPointer(p).loadUnaligned(as: SIMD16<UInt8>.self)
    if text[10] == 0x20 { text[10] = 0x54 }
    let digits =
      text
      &- SIMD16<UInt8>(
        0x30,
        0x30,
        0x30,
        0x30,
        0x2D,
        0x30,
        0x30,
        0x2D,
        0x30,
        0x30,
        0x54,
        0x30,
        0x30,
        0x3A,
        0x30,
        0x30
      )
    let tooLarge = digits .> SIMD16<UInt8>(9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9)
    let wrong = unsafeBitCast(tooLarge, to: SIMD2<UInt64>.self)
    guard wrong[0] | wrong[1] == 0 else { return nil }
    let year =
      Int(digits[0]) &* 1000 &+ Int(digits[1]) &* 100 &+ Int(digits[2]) &* 10 &+ Int(digits[3])
    let month = Int(digits[5]) &* 10 &+ Int(digits[6])
    let day = Int(digits[8]) &* 10 &+ Int(digits[9])
    let hour = Int(digits[11]) &* 10 &+ Int(digits[12])
    let minute = Int(digits[14]) &* 10 &+ Int(digits[15])
    guard year > 1, year < 9999, month >= 1, month <= 12, day >= 1, hour < 24 else { return nil }
    let isLeap = year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length = month == 2 ? (isLeap ? 29 : 28) : 30 &+ ((month &+ month &>> 3) & 1)
    guard day <= length else { return nil }
    guard p[16] == 0x3A else { return nil }
    let tens = Int(p[17] &- 0x30)
    let ones = Int(p[18] &- 0x30)
    guard tens <= 5, ones <= 9 else { return nil }
    let before = year &- 1
    var days = before &* 365 &+ before / 4 &- before / 100 &+ before / 400 &- 719_162
    // Days before a month: 30 each, and what they differ by.
    days &+= (month &* 367 &- 362) / 12 &+ day &- 1
    if month > 2 { days &-= isLeap ? 1 : 2 }
    var seconds = days &* 86_400 &+ hour &* 3_600
    seconds &+= minute &* 60 &+ tens &* 10 &+ ones
    var end = p + 19
    var micros = 0
    if end.pointee == 0x2E {
      end += 1
      var scale = 100_000
      let first = end
      while end.pointee &- 0x30 <= 9 {
        micros &+= Int(end.pointee &- 0x30) &* scale
        scale /= 10
        end += 1
      }
      guard end != first, end - first <= 9 else { return nil }
    }
    if end.pointee == 0x5A {
      end += 1
    } else if end.pointee == 0x2B || end.pointee == 0x2D {
      let hours = Int(end[1] &- 0x30) &* 10 &+ Int(end[2] &- 0x30)
      let minutes = Int(end[4] &- 0x30) &* 10 &+ Int(end[5] &- 0x30)
      guard end[1] &- 0x30 <= 2, end[2] &- 0x30 <= 9, end[3] == 0x3A, end[4] &- 0x30 <= 5,
        end[5] &- 0x30 <= 9, hours < 24
      else { return nil }
      let offset = hours &* 3_600 &+ minutes &* 60
      seconds &+= end.pointee == 0x2B ? 0 &- offset : offset
      end += 6
    }
    return (Int64(seconds &* 1_000_000 &+ micros), end)
  }
}
