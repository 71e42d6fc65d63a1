// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A time of day, or a number of hours, at the beginning of a text.
struct ClockText {
  private(set) var microseconds: Int64
  /// The nanoseconds that come on top, fewer than a thousand.
  private(set) var nanoseconds: Int64 = 0

  /// Reads hours, minutes and, if they are there, seconds, and moves behind them.
  ///
  /// If it is strict, minutes and seconds need digits where there is a colon before them, and minutes
  /// two of them where no seconds follow.
  init?(_ cursor: inout TextCursor, isStrict: Bool) {
    guard let hour = Self.hours(&cursor) else { return nil }
    var minute = 0
    let minuteStart = cursor.place
    if let number = cursor.oneOrTwoDigits() {
      minute = number
    } else if isStrict || !cursor.isAtEnd {
      return nil
    }
    guard minute < 60 else { return nil }
    var second = 0
    if cursor.isAtEnd {
      guard !isStrict || cursor.place == minuteStart + 2 else { return nil }
    } else {
      guard cursor.skip(0x3A) else { return nil }
      if let number = cursor.oneOrTwoDigits() {
        second = number
      } else if isStrict || !cursor.isAtEnd {
        return nil
      }
    }
    guard second < 60 else { return nil }
    microseconds = ((hour * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000
    if cursor.skip(0x2E) { readFraction(&cursor) }
  }

  /// Reads hours, minutes and seconds behind a date; what is missing before an end or a zone is 0.
  private init?(afterDate cursor: inout TextCursor) {
    guard let hour = Self.hours(&cursor) else { return nil }
    let minutes = cursor.oneOrTwoDigits()
    let minute = minutes ?? 0
    var second = 0
    microseconds = 0
    if minutes != nil, cursor.skip(0x3A), let number = cursor.oneOrTwoDigits() {
      second = number
      if cursor.skip(0x2E) { readFraction(&cursor) }
    }
    guard minute < 60, second < 60 else { return nil }
    microseconds += ((hour * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000
  }

  /// Reads the time and the zone behind a date, up to the end of the text.
  static func afterDate(
    _ cursor: inout TextCursor
  ) throws(TextFault) -> (clock: ClockText, zone: ZoneText) {
    if cursor.byte == 0x20 || cursor.byte == 0x54 { cursor.place += 1 }
    guard let clock = ClockText(afterDate: &cursor) else { throw .malformed }
    let zone = try ZoneText(&cursor)
    guard clock.microseconds <= SQLTimestamp.perDay else { throw .outOfRange }
    return (clock, zone)
  }

  /// Reads up to nine digits and the colon behind them, with spaces in front.
  private static func hours(_ cursor: inout TextCursor) -> Int64? {
    cursor.skipSpaces()
    let start = cursor.place
    var hours: Int64 = 0
    while cursor.isAtDigit {
      guard cursor.place - start < 9 else { return nil }
      hours = hours * 10 + Int64(cursor.byte &- 0x30)
      cursor.place += 1
    }
    return cursor.place > start && cursor.skip(0x3A) ? hours : nil
  }

  /// Adds the digits after a point, of which those behind nanoseconds do not count.
  private mutating func readFraction(_ cursor: inout TextCursor) {
    var unit: Int64 = 100_000_000
    var fraction: Int64 = 0
    while cursor.isAtDigit {
      fraction += Int64(cursor.byte &- 0x30) * unit
      unit /= 10
      cursor.place += 1
    }
    microseconds += fraction / 1_000
    nanoseconds = fraction % 1_000
  }
}
