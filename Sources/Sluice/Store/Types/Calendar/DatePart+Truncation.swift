// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatePart {
  /// The beginning of the year, the week … that a day is in, as a day.
  ///
  /// Decades, centuries and millennia begin with years that they divide. An infinity stays one;
  /// `nil` stands for what cannot be counted, and for parts that nothing begins with.
  func truncate(date days: Int32) -> Int32? {
    guard SQLDate.isFinite(days) else { return days }
    let (year, month, _) = SQLDate.civil(days)
    switch self {
    case .millennium: return SQLDate.days(year: year / 1_000 * 1_000, month: 1, day: 1)
    case .century: return SQLDate.days(year: year / 100 * 100, month: 1, day: 1)
    case .decade: return SQLDate.days(year: year / 10 * 10, month: 1, day: 1)
    case .year: return SQLDate.days(year: year, month: 1, day: 1)
    case .quarter: return SQLDate.days(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
    case .month: return SQLDate.days(year: year, month: month, day: 1)
    case .week, .yearWeek: return SQLDate.exactly(SQLDate.monday(days))
    case .isoYear:
      let first = SQLDate.monday(days) - Int64(SQLDate.week(days).week - 1) * 7
      return SQLDate.exactly(first)
    case .day, .dayOfWeek, .isoDayOfWeek, .dayOfYear, .julianDay, .hour, .minute, .second, .epoch,
      .millisecond, .microsecond:
      return days
    case .era, .timezone, .timezoneHour, .timezoneMinute: return nil
    }
  }

  /// The beginning of the year, the hour … that a moment is in.
  func truncate(timestamp moment: Int64) -> Int64? {
    guard SQLTimestamp.isFinite(moment) else { return moment }
    let (days, time) = SQLTimestamp.split(moment)
    if let unit = clockUnit {
      return SQLTimestamp.joined(days: Int64(days), time: time - time % unit)
    }
    return truncate(date: days).flatMap { SQLDate.timestamp($0) }
  }

  /// A span of time without the units below this one.
  func truncate(_ interval: Interval) -> Interval? {
    func months(_ unit: Int32) -> Interval { Interval(months: interval.months / unit * unit) }
    switch self {
    case .millennium: return months(12_000)
    case .century: return months(1_200)
    case .decade: return months(120)
    case .year, .isoYear: return months(12)
    case .quarter: return months(3)
    case .month: return months(1)
    case .week, .yearWeek: return Interval(months: interval.months, days: interval.days / 7 * 7)
    case .day, .dayOfWeek, .isoDayOfWeek, .dayOfYear, .julianDay:
      return Interval(months: interval.months, days: interval.days)
    case .era, .timezone, .timezoneHour, .timezoneMinute: return nil
    default:
      var result = interval
      result.microseconds -= interval.microseconds % (clockUnit ?? 1)
      return result
    }
  }

  /// The microseconds of the unit, if it is one of the clock.
  var clockUnit: Int64? {
    switch self {
    case .hour: SQLTimestamp.perHour
    case .minute: SQLTimestamp.perMinute
    case .second, .epoch: SQLTimestamp.perSecond
    case .millisecond: 1_000
    case .microsecond: 1
    default: nil
    }
  }
}
