// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Days of the calendar as SQL counts them: days since 1970-01-01, with an infinity on either side.
///
/// The Gregorian calendar goes on in both directions; the year 0 is 1 BC.
enum SQLDate {
  /// After every day.
  static let infinity = Int32.max
  /// Before every day.
  static let negativeInfinity = -Int32.max

  /// The days that are none of the infinities.
  static let finiteDays: ClosedRange<Int64> = -2_147_483_646...2_147_483_646

  @inline(__always)
  static func isFinite(_ days: Int32) -> Bool { finiteDays.contains(Int64(days)) }

  /// The day, unless it is beyond those that can be counted.
  @inline(__always)
  static func exactly(_ days: Int64) -> Int32? {
    finiteDays.contains(days) ? Int32(truncatingIfNeeded: days) : nil
  }

  /// The number of a day of the calendar, unless there is no such day.
  static func days(year: Int, month: Int, day: Int) -> Int32? {
    guard 1...12 ~= month, day >= 1, -6_000_000...6_000_000 ~= year,
      day <= 28 || day <= CivilCalendar.days(inMonth: month, of: year)
    else { return nil }
    return exactly(Int64(CivilCalendar.days(year: year, month: month, day: day)))
  }

  /// The year, the month and the day of a day that is finite.
  @inline(__always)
  static func civil(_ days: Int32) -> (year: Int, month: Int, day: Int) {
    CivilCalendar.civil(days: Int(days))
  }

  /// The day of the week, from 1, which is Monday.
  @inline(__always)
  static func weekday(_ days: Int32) -> Int { Int(CivilCalendar.modulo(Int64(days) + 3, 7)) + 1 }

  /// The Monday of the week of a day.
  static func monday(_ days: Int32) -> Int64 { Int64(days) - Int64(weekday(days) - 1) }

  /// The number of the day in its year, from 1.
  static func dayOfYear(_ days: Int32) -> Int {
    Int(days) - CivilCalendar.days(year: civil(days).year, month: 1, day: 1) + 1
  }

  /// The week of ISO 8601 and the year that it belongs to.
  static func week(_ days: Int32) -> (year: Int, week: Int) {
    // A week belongs to the year of its Thursday.
    let thursday = Int(days) - weekday(days) + 4
    let year = CivilCalendar.civil(days: thursday).year
    let first = CivilCalendar.days(year: year, month: 1, day: 1)
    return (year, (thursday - first) / 7 + 1)
  }

  /// The last day of the month.
  static func lastDay(_ days: Int32) -> Int32? {
    guard isFinite(days) else { return nil }
    let (year, month, _) = civil(days)
    return Self.days(year: year, month: month, day: CivilCalendar.days(inMonth: month, of: year))
  }

  /// The date and the time 00:00 as a timestamp; an infinity stays one.
  static func timestamp(_ days: Int32) -> Int64? {
    if days == infinity { return SQLTimestamp.infinity }
    if days == negativeInfinity { return SQLTimestamp.negativeInfinity }
    return SQLTimestamp.joined(days: Int64(days), time: 0)
  }
}
