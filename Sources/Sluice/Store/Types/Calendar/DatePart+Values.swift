// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatePart {
  /// Whether the part has digits behind the point: it is a double then, and an integer else.
  var isFractional: Bool { self == .epoch || self == .julianDay }

  /// Whether spans of time have the part.
  var isOfIntervals: Bool {
    switch self {
    case .year, .month, .day, .decade, .century, .millennium, .quarter, .microsecond, .millisecond,
      .second, .minute, .hour, .epoch:
      true
    default: false
    }
  }

  /// Whether times of day have the part.
  var isOfTimes: Bool {
    switch self {
    case .microsecond, .millisecond, .second, .minute, .hour, .epoch, .timezone, .timezoneHour,
      .timezoneMinute:
      true
    default: false
    }
  }

  /// Whether dates have the part. Times of dates are 0, but dates have no zone.
  var isOfDates: Bool {
    switch self {
    case .timezone, .timezoneHour, .timezoneMinute: false
    default: true
    }
  }

  /// The part of a day; `nil` of an infinity, and of what is ``isFractional``.
  func value(ofDate days: Int32) -> Int64? {
    guard SQLDate.isFinite(days) else { return nil }
    switch self {
    case .year: return Int64(SQLDate.civil(days).year)
    case .month: return Int64(SQLDate.civil(days).month)
    case .day: return Int64(SQLDate.civil(days).day)
    case .decade: return Int64(SQLDate.civil(days).year / 10)
    case .century: return Self.count(SQLDate.civil(days).year, 100)
    case .millennium: return Self.count(SQLDate.civil(days).year, 1_000)
    case .quarter: return Int64((SQLDate.civil(days).month - 1) / 3 + 1)
    case .dayOfWeek: return Int64(SQLDate.weekday(days) % 7)
    case .isoDayOfWeek: return Int64(SQLDate.weekday(days))
    case .dayOfYear: return Int64(SQLDate.dayOfYear(days))
    case .week: return Int64(SQLDate.week(days).week)
    case .isoYear: return Int64(SQLDate.week(days).year)
    case .yearWeek:
      let (year, week) = SQLDate.week(days)
      return Int64(year * 100 + (year > 0 ? week : -week))
    case .era: return SQLDate.civil(days).year > 0 ? 1 : 0
    case .microsecond, .millisecond, .second, .minute, .hour, .timezone, .timezoneHour,
      .timezoneMinute:
      return 0
    case .epoch, .julianDay: return nil
    }
  }

  /// The number of the span of `years` years, of which there is none with the number 0.
  private static func count(_ year: Int, _ years: Int) -> Int64 {
    Int64(year > 0 ? (year - 1) / years + 1 : year / years - 1)
  }

  /// The part of a time of day; `nil` if it has no such part, and of the epoch.
  func value(ofTime time: Int64) -> Int64? {
    switch self {
    case .hour: time / SQLTimestamp.perHour
    case .minute: time % SQLTimestamp.perHour / SQLTimestamp.perMinute
    case .second: time % SQLTimestamp.perMinute / SQLTimestamp.perSecond
    case .millisecond: time % SQLTimestamp.perMinute / 1_000
    case .microsecond: time % SQLTimestamp.perMinute
    case .timezone, .timezoneHour, .timezoneMinute: 0
    default: nil
    }
  }

  /// The part of a time with an offset; `nil` if it has no such part, and of the epoch.
  func value(of time: ZonedTime) -> Int64? {
    switch self {
    case .timezone: Int64(time.offset)
    case .timezoneHour: Int64(time.offset / 3_600)
    case .timezoneMinute: Int64(time.offset / 60 % 60)
    default: value(ofTime: time.time)
    }
  }

  /// The part of a moment; `nil` of an infinity, and of what is ``isFractional``.
  func value(ofTimestamp moment: Int64) -> Int64? {
    guard SQLTimestamp.isFinite(moment) else { return nil }
    let (days, time) = SQLTimestamp.split(moment)
    return value(ofTime: time) ?? value(ofDate: days)
  }

  /// The part of a span of time; `nil` if it has no such part, and of the epoch.
  func value(of interval: Interval) -> Int64? {
    let months = Int64(interval.months)
    switch self {
    case .year: return months / 12
    case .month: return months % 12
    case .day: return Int64(interval.days)
    case .decade: return months / 120
    case .century: return months / 1_200
    case .millennium: return months / 12_000
    case .quarter: return months % 12 / 3 + 1
    case .timezone, .timezoneHour, .timezoneMinute: return nil
    default: return value(ofTime: interval.microseconds)
    }
  }

  /// The seconds since 1970 or the number of the Julian day; `nil` of an infinity and other parts.
  func fraction(ofDate days: Int32) -> Double? {
    guard SQLDate.isFinite(days) else { return nil }
    switch self {
    case .epoch: return Double(Int64(days) * 86_400)
    case .julianDay: return Double(Int64(days) + Self.julianDayOf1970)
    default: return nil
    }
  }

  /// The seconds since 1970 or the number of the Julian day; `nil` of an infinity and other parts.
  func fraction(ofTimestamp moment: Int64) -> Double? {
    guard SQLTimestamp.isFinite(moment) else { return nil }
    switch self {
    case .epoch: return Double(moment) / 1e6
    case .julianDay:
      let (days, time) = SQLTimestamp.split(moment)
      return Double(time) / Double(SQLTimestamp.perDay)
        + Double(Int64(days) + Self.julianDayOf1970)
    default: return nil
    }
  }

  /// The seconds since midnight; `nil` of other parts.
  func fraction(ofTime time: Int64) -> Double? {
    self == .epoch ? Double(time) / 1e6 : nil
  }

  /// The seconds, in months of 30 days and years of 365 and a quarter; `nil` of other parts.
  func fraction(of interval: Interval) -> Double? {
    guard self == .epoch else { return nil }
    let years = Int64(interval.months) / 12
    let days = years * 365 + Int64(interval.months) % 12 * 30 + Int64(interval.days)
    return Double(days * 86_400 + years * 21_600) + Double(interval.microseconds) / 1e6
  }

  private static let julianDayOf1970: Int64 = 2_440_588
}
