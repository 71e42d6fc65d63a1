// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Interval {
  /// The span between two moments in years, months, days and a time: `age`.
  ///
  /// All parts have the same sign. `nil` stands for an infinity.
  static func age(_ end: Int64, since start: Int64) -> Interval? {
    guard SQLTimestamp.isFinite(end), SQLTimestamp.isFinite(start) else { return nil }
    let isNegative = end < start
    let (later, earlier) = isNegative ? (start, end) : (end, start)
    let (laterDays, laterTime) = SQLTimestamp.split(later)
    let (earlierDays, earlierTime) = SQLTimestamp.split(earlier)
    let (to, from) = (SQLDate.civil(laterDays), SQLDate.civil(earlierDays))
    var months = (to.year - from.year) * 12 + to.month - from.month
    var days = to.day - from.day
    var time = laterTime - earlierTime
    if time < 0 {
      time += SQLTimestamp.perDay
      days -= 1
    }
    while days < 0 {
      // The month that is cut is the one of the earlier moment.
      days += CivilCalendar.days(inMonth: from.month, of: from.year)
      months -= 1
    }
    let sign: Int64 = isNegative ? -1 : 1
    return Interval(
      months: Int32(truncatingIfNeeded: months) * Int32(sign),
      days: Int32(truncatingIfNeeded: days) * Int32(sign),
      microseconds: time * sign
    )
  }

  /// The span between two moments in days and a time: the operator `-`.
  ///
  /// `nil` stands for an infinity.
  static func difference(_ end: Int64, _ start: Int64) -> Interval? {
    guard SQLTimestamp.isFinite(end), SQLTimestamp.isFinite(start) else { return nil }
    let (days, time) = (Int128(end) - Int128(start)).quotientAndRemainder(
      dividingBy: Int128(SQLTimestamp.perDay)
    )
    return Interval(days: Int32(days), microseconds: Int64(time))
  }

  /// The day and whole days of the time later; days beyond the end of a month are its last one.
  private func added(toFiniteDate days: Int32) -> Int32? {
    var result = Int64(days)
    if months != 0 {
      let (year, month, day) = SQLDate.civil(days)
      let count = year * 12 + month - 1 + Int(months)
      let newYear = CivilCalendar.floorDivide(count, 12)
      let newMonth = CivilCalendar.modulo(count, 12) + 1
      let last = CivilCalendar.days(inMonth: newMonth, of: newYear)
      guard let moved = SQLDate.days(year: newYear, month: newMonth, day: min(day, last)) else {
        return nil
      }
      result = Int64(moved)
    }
    return SQLDate.exactly(result + Int64(self.days) + microseconds / SQLTimestamp.perDay)
  }

  /// The moment this much later; an infinity stays one, and `nil` stands for what is beyond.
  func added(toTimestamp moment: Int64) -> Int64? {
    guard SQLTimestamp.isFinite(moment) else { return moment }
    let (days, time) = SQLTimestamp.split(moment)
    guard let date = added(toFiniteDate: days) else { return nil }
    return SQLTimestamp.joined(
      days: Int64(date),
      time: time + microseconds % SQLTimestamp.perDay
    )
  }

  /// The moment this much earlier.
  func subtracted(fromTimestamp moment: Int64) -> Int64? {
    negated?.added(toTimestamp: moment)
  }

  /// The moment this much after the beginning of a day.
  func added(toDate days: Int32) -> Int64? {
    SQLDate.timestamp(days).flatMap { added(toTimestamp: $0) }
  }

  /// The moment this much before the beginning of a day.
  func subtracted(fromDate days: Int32) -> Int64? {
    negated?.added(toDate: days)
  }

  /// The time this much later, on whatever day; months and days do not count.
  func added(toTime time: Int64) -> Int64 {
    let sum = time + microseconds % SQLTimestamp.perDay
    if sum >= SQLTimestamp.perDay { return sum - SQLTimestamp.perDay }
    return sum < 0 ? sum + SQLTimestamp.perDay : sum
  }

  /// The time this much earlier, on whatever day.
  func subtracted(fromTime time: Int64) -> Int64? {
    microseconds == .min ? nil : Interval(microseconds: -microseconds).added(toTime: time)
  }
}

extension SQLDate {
  /// The day `count` days later; an infinity stays one, and `nil` stands for what is beyond.
  static func sum(_ days: Int32, _ count: Int32) -> Int32? {
    isFinite(days) ? exactly(Int64(days) + Int64(count)) : days
  }

  /// The day `count` days earlier.
  static func difference(_ days: Int32, _ count: Int32) -> Int32? {
    isFinite(days) ? exactly(Int64(days) - Int64(count)) : days
  }
}
