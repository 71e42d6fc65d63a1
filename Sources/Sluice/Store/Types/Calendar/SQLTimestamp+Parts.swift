// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLTimestamp {
  /// The time of an hour, a minute and seconds with a fraction: `make_time`.
  ///
  /// Seconds may be 60 and a fraction, and 24:00:00 is a time.
  static func time(hour: Int64, minute: Int64, second: Double) -> Int64? {
    guard second >= 0, second < 61 else { return nil }
    let whole = second.rounded(.towardZero)
    let microseconds = ((second - whole) * 1e6).rounded(.toNearestOrEven)
    guard 0...59 ~= minute, 0...24 ~= hour else { return nil }
    let time = (hour * 60 + minute) * perMinute + Int64(whole) * perSecond + Int64(microseconds)
    return hour < 24 || time == perDay ? time : nil
  }

  /// The moment of a day and a time: `make_timestamp`.
  static func moment(
    year: Int64,
    month: Int64,
    day: Int64,
    hour: Int64,
    minute: Int64,
    second: Double
  ) -> Int64? {
    guard let days = date(year: year, month: month, day: day),
      let time = time(hour: hour, minute: minute, second: second)
    else { return nil }
    return joined(days: Int64(days), time: time)
  }

  /// The day of a year, a month and a day: `make_date`.
  static func date(year: Int64, month: Int64, day: Int64) -> Int32? {
    guard 1...31 ~= day, 1...12 ~= month, -10_000_000...10_000_000 ~= year else { return nil }
    return SQLDate.days(year: Int(year), month: Int(month), day: Int(day))
  }

  /// The moment `count` units of `unit` microseconds after 1970: `epoch_ms`, `make_timestamp_ms`.
  static func moment(_ count: Int64, unit: Int64) -> Int64? {
    let (moment, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : moment
  }

  /// The moment `seconds` seconds after 1970: `to_timestamp`.
  static func moment(seconds: Double) -> Int64? {
    let microseconds = (seconds * 1e6).rounded(.toNearestOrEven)
    guard let moment = Int64(exactly: microseconds), isFinite(moment), moment != .min else {
      return nil
    }
    return moment
  }

  /// The milliseconds since 1970 of a finite moment, halves rounded away from it: `epoch_ms`.
  static func milliseconds(_ moment: Int64) -> Int64? {
    guard isFinite(moment) else { return nil }
    let (sum, overflow) = moment.addingReportingOverflow(moment < 0 ? -500 : 500)
    return overflow ? nil : sum / 1_000
  }

  /// The nanoseconds since 1970 of a finite moment, unless they overflow: `epoch_ns`.
  static func nanoseconds(_ moment: Int64) -> Int64? {
    guard isFinite(moment) else { return nil }
    let (count, overflow) = moment.multipliedReportingOverflow(by: 1_000)
    return overflow ? nil : count
  }
}
