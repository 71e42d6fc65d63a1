// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatePart {
  /// The number of beginnings of the unit that are passed between two days: `date_diff`.
  ///
  /// Weeks count as distances of seven days. `nil` stands for an infinity, an overflow and parts
  /// that are not counted.
  func boundaries(fromDate start: Int32, to end: Int32) -> Int64? {
    guard SQLDate.isFinite(start), SQLDate.isFinite(end) else { return nil }
    let (from, to) = (SQLDate.civil(start), SQLDate.civil(end))
    let days = Int64(end) - Int64(start)
    switch self {
    case .year: return Int64(to.year - from.year)
    case .month: return Int64(to.year * 12 + to.month - (from.year * 12 + from.month))
    case .quarter:
      return Int64((to.year * 12 + to.month - 1) / 3 - (from.year * 12 + from.month - 1) / 3)
    case .decade: return Int64(to.year / 10 - from.year / 10)
    case .century: return Int64(to.year / 100 - from.year / 100)
    case .millennium: return Int64(to.year / 1_000 - from.year / 1_000)
    case .day, .dayOfWeek, .isoDayOfWeek, .dayOfYear, .julianDay: return days
    case .week, .yearWeek: return days / 7
    case .isoYear: return Int64(SQLDate.week(end).year - SQLDate.week(start).year)
    case .era, .timezone, .timezoneHour, .timezoneMinute: return nil
    case .hour: return days * 24
    case .minute: return days * 1_440
    case .second, .epoch: return days * 86_400
    case .millisecond, .microsecond:
      guard let start = SQLDate.timestamp(start), let end = SQLDate.timestamp(end) else {
        return nil
      }
      return boundaries(fromTimestamp: start, to: end)
    }
  }

  /// The number of beginnings of the unit that are passed between two moments: `date_diff`.
  func boundaries(fromTimestamp start: Int64, to end: Int64) -> Int64? {
    guard SQLTimestamp.isFinite(start), SQLTimestamp.isFinite(end) else { return nil }
    guard let unit = clockUnit else {
      return boundaries(
        fromDate: SQLTimestamp.split(start).days,
        to: SQLTimestamp.split(end).days
      )
    }
    let (difference, overflow) = CivilCalendar.floorDivide(end, unit).subtractingReportingOverflow(
      CivilCalendar.floorDivide(start, unit)
    )
    return overflow ? nil : difference
  }

  /// The number of beginnings of the unit that are passed between two times of a day.
  func boundaries(fromTime start: Int64, to end: Int64) -> Int64? {
    clockUnit.map { end / $0 - start / $0 }
  }

  /// The number of whole units between two days: `date_sub`.
  func wholes(fromDate start: Int32, to end: Int32) -> Int64? {
    guard SQLDate.isFinite(start), SQLDate.isFinite(end), let start = SQLDate.timestamp(start),
      let end = SQLDate.timestamp(end)
    else { return nil }
    return wholes(fromTimestamp: start, to: end)
  }

  /// The number of whole units between two moments: `date_sub`.
  func wholes(fromTimestamp start: Int64, to end: Int64) -> Int64? {
    guard SQLTimestamp.isFinite(start), SQLTimestamp.isFinite(end) else { return nil }
    func months(_ unit: Int64) -> Int64? { Self.wholeMonths(start, end).map { $0 / unit } }
    switch self {
    case .month: return months(1)
    case .quarter: return months(3)
    case .year, .isoYear: return months(12)
    case .decade: return months(120)
    case .century: return months(1_200)
    case .millennium: return months(12_000)
    case .era, .timezone, .timezoneHour, .timezoneMinute: return nil
    default: break
    }
    let unit =
      self == .week || self == .yearWeek
      ? 7 * SQLTimestamp.perDay : clockUnit ?? SQLTimestamp.perDay
    return Int64(exactly: (Int128(end) - Int128(start)) / Int128(unit))
  }

  /// The number of whole units between two times of a day.
  func wholes(fromTime start: Int64, to end: Int64) -> Int64? {
    clockUnit.map { (end - start) / $0 }
  }

  private static func wholeMonths(_ start: Int64, _ end: Int64) -> Int64? {
    if start > end { return wholeMonths(end, start).map { -$0 } }
    var start = start
    // A month that is shorter than the first one is whole on its last day.
    let (endDays, endTime) = SQLTimestamp.split(end)
    let to = SQLDate.civil(endDays)
    let last = CivilCalendar.days(inMonth: to.month, of: to.year)
    if to.day == last {
      let (startDays, startTime) = SQLTimestamp.split(start)
      let from = SQLDate.civil(startDays)
      if from.day > last || (from.day == last && startTime < endTime) {
        guard let day = SQLDate.days(year: from.year, month: from.month, day: last),
          let moment = SQLTimestamp.joined(days: Int64(day), time: startTime)
        else { return nil }
        start = moment
      }
    }
    return Interval.age(end, since: start).map { Int64($0.months) }
  }
}
