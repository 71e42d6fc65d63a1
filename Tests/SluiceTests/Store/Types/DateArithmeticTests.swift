// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Sums and differences of moments and spans, as DuckDB 2.0 gives them.
@Suite struct DateArithmeticTests {
  /// Moments and spans.
  static let sums: [CallExample] = [
    .init(["2020-01-31", "1 month"], "2020-02-29 00:00:00"),
    .init(["2020-01-31", "13 months"], "2021-02-28 00:00:00"),
    .init(["2020-03-31", "-1 month"], "2020-02-29 00:00:00"),
    .init(["2020-02-29", "1 year"], "2021-02-28 00:00:00"),
    .init(["2020-02-29", "-4 years"], "2016-02-29 00:00:00"),
    .init(["2020-01-01 23:59:59", "1 second"], "2020-01-02 00:00:00"),
    .init(["2020-01-01", "1 day 25:00:00"], "2020-01-03 01:00:00"),
    .init(["2020-01-01", "-00:00:00.000001"], "2019-12-31 23:59:59.999999"),
    .init(["infinity", "1 day"], "infinity"),
    .init(["-infinity", "1 day"], "-infinity"),
    .init(["294247-01-10 04:00:54.775806", "00:00:00.000001"], nil),
    .init(["2020-01-01", "178956970 years"], nil),
    .init(["2020-01-01", "2147483647 days"], nil),
    .init(["0001-12-31 (BC)", "1 day"], "0001-01-01 00:00:00"),
    .init(["2020-01-31", "1 month 1 day"], "2020-03-01 00:00:00"),
    .init(["2020-01-31", "1 month -1 day"], "2020-02-28 00:00:00"),
    .init(["1970-01-01", "-9223372036854775807 us"], nil),
  ]

  /// Moments less spans.
  static let differences: [CallExample] = [
    .init(["2020-01-31", "1 month"], "2019-12-31 00:00:00"),
    .init(["2020-01-31", "13 months"], "2018-12-31 00:00:00"),
    .init(["2020-03-31", "-1 month"], "2020-04-30 00:00:00"),
    .init(["2020-02-29", "1 year"], "2019-02-28 00:00:00"),
    .init(["2020-02-29", "-4 years"], "2024-02-29 00:00:00"),
    .init(["2020-01-01 23:59:59", "1 second"], "2020-01-01 23:59:58"),
    .init(["2020-01-01", "1 day 25:00:00"], "2019-12-29 23:00:00"),
    .init(["2020-01-01", "-00:00:00.000001"], "2020-01-01 00:00:00.000001"),
    .init(["infinity", "1 day"], "infinity"),
    .init(["-infinity", "1 day"], "-infinity"),
    .init(["294247-01-10 04:00:54.775806", "00:00:00.000001"], "294247-01-10 04:00:54.775805"),
    .init(["2020-01-01", "178956970 years"], nil),
    .init(["2020-01-01", "2147483647 days"], nil),
    .init(["0001-12-31 (BC)", "1 day"], "0001-12-30 (BC) 00:00:00"),
    .init(["2020-01-31", "1 month 1 day"], "2019-12-30 00:00:00"),
    .init(["2020-01-31", "1 month -1 day"], "2020-01-01 00:00:00"),
    .init(["1970-01-01", "-9223372036854775807 us"], nil),
  ]

  /// Times and spans.
  static let timeSums: [CallExample] = [
    .init(["10:00:00", "15 hours"], "01:00:00"),
    .init(["10:00:00", "-15 hours"], "19:00:00"),
    .init(["24:00:00", "1 second"], "00:00:01"),
    .init(["24:00:00", "0 seconds"], "00:00:00"),
    .init(["00:00:00", "-00:00:00.000001"], "23:59:59.999999"),
    .init(["10:00:00", "1 day 2 months"], "10:00:00"),
    .init(["10:00:00", "49:00:00"], "11:00:00"),
  ]

  /// `age`.
  static let ages: [CallExample] = [
    .init(["2001-04-10", "1957-06-13"], "43 years 9 months 27 days"),
    .init(["1957-06-13", "2001-04-10"], "-43 years -9 months -27 days"),
    .init(["2020-03-01", "2020-01-31"], "1 month 1 day"),
    .init(["2020-03-30 10:00:00", "2020-02-29 11:00:00"], "1 month 23:00:00"),
    .init(["2020-02-29", "2019-02-28"], "1 year 1 day"),
    .init(["2020-01-01", "2020-01-01"], "00:00:00"),
    .init(["infinity", "2020-01-01"], nil),
    .init(["2021-01-01 00:00:00", "2020-12-31 23:59:59.999999"], "00:00:00.000001"),
    .init(["0044-03-15", "0044-03-15 (BC)"], "87 years"),
  ]

  /// Differences of moments.
  static let spans: [CallExample] = [
    .init(["2001-04-10", "1957-06-13"], "16007 days"),
    .init(["1957-06-13", "2001-04-10"], "-16007 days"),
    .init(["2020-03-01", "2020-01-31"], "30 days"),
    .init(["2020-03-30 10:00:00", "2020-02-29 11:00:00"], "29 days 23:00:00"),
    .init(["2020-02-29", "2019-02-28"], "366 days"),
    .init(["2020-01-01", "2020-01-01"], "00:00:00"),
    .init(["infinity", "2020-01-01"], nil),
    .init(["2021-01-01 00:00:00", "2020-12-31 23:59:59.999999"], "00:00:00.000001"),
    .init(["0044-03-15", "0044-03-15 (BC)"], "31777 days"),
    .init(["290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:00"], "-213503982 days -04:00:00"),
  ]

  /// Spans times numbers.
  static let products: [CallExample] = [
    .init(["1 month", "1.5"], "1 month 15 days"),
    .init(["1 month", "0.333"], "9 days 23:45:36"),
    .init(["1 month", "-2.0"], "-2 months"),
    .init(["1 month", "0.0"], "00:00:00"),
    .init(["1 month", "1e-05"], "00:00:25.92"),
    .init(["1 month", "0.1"], "3 days"),
    .init(["1 year 1 day", "1.5"], "1 year 6 months 1 day 12:00:00"),
    .init(["1 year 1 day", "0.333"], "3 months 30 days 05:06:43.2"),
    .init(["1 year 1 day", "-2.0"], "-2 years -2 days"),
    .init(["1 year 1 day", "0.0"], "00:00:00"),
    .init(["1 year 1 day", "1e-05"], "00:05:11.904"),
    .init(["1 year 1 day", "0.1"], "1 month 6 days 02:24:00"),
    .init(["10 months 15 days", "1.5"], "1 year 3 months 22 days 12:00:00"),
    .init(["10 months 15 days", "0.333"], "3 months 14 days 21:28:48"),
    .init(["10 months 15 days", "-2.0"], "-1 year -8 months -30 days"),
    .init(["10 months 15 days", "0.0"], "00:00:00"),
    .init(["10 months 15 days", "1e-05"], "00:04:32.16"),
    .init(["10 months 15 days", "0.1"], "1 month 1 day 12:00:00"),
    .init(["1 day 00:00:01", "1.5"], "1 day 12:00:01.5"),
    .init(["1 day 00:00:01", "0.333"], "07:59:31.533"),
    .init(["1 day 00:00:01", "-2.0"], "-2 days -00:00:02"),
    .init(["1 day 00:00:01", "0.0"], "00:00:00"),
    .init(["1 day 00:00:01", "1e-05"], "00:00:00.86401"),
    .init(["1 day 00:00:01", "0.1"], "02:24:00.1"),
    .init(["-1 month -1 day -1 second", "1.5"], "-1 month -16 days -12:00:01.5"),
    .init(["-1 month -1 day -1 second", "0.333"], "-10 days -07:45:07.533"),
    .init(["-1 month -1 day -1 second", "-2.0"], "2 months 2 days 00:00:02"),
    .init(["-1 month -1 day -1 second", "0.0"], "00:00:00"),
    .init(["-1 month -1 day -1 second", "1e-05"], "-00:00:26.78401"),
    .init(["-1 month -1 day -1 second", "0.1"], "-3 days -02:24:00.1"),
    .init(["00:00:00.000001", "1.5"], "00:00:00.000002"),
    .init(["00:00:00.000001", "0.333"], "00:00:00"),
    .init(["00:00:00.000001", "-2.0"], "-00:00:00.000002"),
    .init(["00:00:00.000001", "0.0"], "00:00:00"),
    .init(["00:00:00.000001", "1e-05"], "00:00:00"),
    .init(["00:00:00.000001", "0.1"], "00:00:00"),
    .init(["1 day", "1e300"], nil),
    .init(["2147483647 days", "2.0"], nil),
    .init(["1 day", "nan"], nil),
  ]

  /// Spans by numbers.
  static let quotients: [CallExample] = [
    .init(["1 month", "1.5"], "20 days"),
    .init(["1 month", "0.333"], "3 months 02:09:43.776"),
    .init(["1 month", "-2.0"], "-15 days"),
    .init(["1 month", "0.0"], nil),
    .init(["1 month", "1e-05"], "8333 years 3 months 30 days"),
    .init(["1 month", "0.1"], "10 months"),
    .init(["1 year 1 day", "1.5"], "8 months 16:00:00"),
    .init(["1 year 1 day", "0.333"], "3 years 4 days 02:01:04.857859"),
    .init(["1 year 1 day", "-2.0"], "-6 months -12:00:00"),
    .init(["1 year 1 day", "0.0"], nil),
    .init(["1 year 1 day", "1e-05"], "99999 years 11 months 100029 days 23:59:59.999999"),
    .init(["1 year 1 day", "0.1"], "10 years 10 days"),
    .init(["10 months 15 days", "1.5"], "6 months 30 days"),
    .init(["10 months 15 days", "0.333"], "2 years 6 months 45 days 22:42:09.738292"),
    .init(["10 months 15 days", "-2.0"], "-5 months -7 days -12:00:00"),
    .init(["10 months 15 days", "0.0"], nil),
    .init(["10 months 15 days", "1e-05"], "83333 years 3 months 1500029 days 23:59:59.999981"),
    .init(["10 months 15 days", "0.1"], "8 years 4 months 150 days"),
    .init(["1 day 00:00:01", "1.5"], "16:00:00.666667"),
    .init(["1 day 00:00:01", "0.333"], "3 days 00:04:22.462462"),
    .init(["1 day 00:00:01", "-2.0"], "-12:00:00.5"),
    .init(["1 day 00:00:01", "0.0"], nil),
    .init(["1 day 00:00:01", "1e-05"], "99999 days 51:46:39.999999"),
    .init(["1 day 00:00:01", "0.1"], "10 days 00:00:10"),
    .init(["-1 month -1 day -1 second", "1.5"], "-20 days -16:00:00.666667"),
    .init(["-1 month -1 day -1 second", "0.333"], "-3 months -3 days -02:14:06.238462"),
    .init(["-1 month -1 day -1 second", "-2.0"], "15 days 12:00:00.5"),
    .init(["-1 month -1 day -1 second", "0.0"], nil),
    .init(
      ["-1 month -1 day -1 second", "1e-05"],
      "-8333 years -3 months -100029 days -51:46:39.999999"
    ),
    .init(["-1 month -1 day -1 second", "0.1"], "-10 months -10 days -00:00:10"),
    .init(["00:00:00.000001", "1.5"], "00:00:00.000001"),
    .init(["00:00:00.000001", "0.333"], "00:00:00.000003"),
    .init(["00:00:00.000001", "-2.0"], "00:00:00"),
    .init(["00:00:00.000001", "0.0"], nil),
    .init(["00:00:00.000001", "1e-05"], "00:00:00.1"),
    .init(["00:00:00.000001", "0.1"], "00:00:00.00001"),
    .init(["1 day", "1e300"], "00:00:00"),
    .init(["2147483647 days", "2.0"], "1073741823 days 12:00:00"),
    .init(["1 day", "nan"], nil),
  ]

  /// `last_day`.
  static let lastDays: [CallExample] = [
    .init(["2020-02-01"], "2020-02-29"),
    .init(["2021-02-28"], "2021-02-28"),
    .init(["2020-12-31"], "2020-12-31"),
    .init(["0001-02-01 (BC)"], "0001-02-29 (BC)"),
    .init(["infinity"], nil),
  ]

  @Test(arguments: sums)
  func `moments move by spans`(_ example: CallExample) throws {
    example.expect(
      timestamp: try example.interval(1).added(toTimestamp: example.timestamp(0))
    )
  }

  @Test(arguments: differences)
  func `moments move back by spans`(_ example: CallExample) throws {
    example.expect(
      timestamp: try example.interval(1).subtracted(fromTimestamp: example.timestamp(0))
    )
  }

  @Test(arguments: timeSums)
  func `times go round`(_ example: CallExample) throws {
    example.expect(time: try example.interval(1).added(toTime: example.time(0)))
  }

  @Test(arguments: ages)
  func `ages have years and months`(_ example: CallExample) throws {
    example.expect(try Interval.age(example.timestamp(0), since: example.timestamp(1)))
  }

  @Test(arguments: spans)
  func `differences have days`(_ example: CallExample) throws {
    example.expect(try Interval.difference(example.timestamp(0), example.timestamp(1)))
  }

  @Test(arguments: products)
  func `spans are multiplied`(_ example: CallExample) throws {
    example.expect(try example.interval(0).multiplied(by: example.double(1)))
  }

  @Test(arguments: quotients)
  func `spans are divided`(_ example: CallExample) throws {
    example.expect(try example.interval(0).divided(by: example.double(1)))
  }

  @Test(arguments: lastDays)
  func `months end`(_ example: CallExample) throws {
    example.expect(date: SQLDate.lastDay(try example.date(0)))
  }

  @Test func `days are counted with integers`() {
    #expect(SQLDate.sum(18_262, 5) == 18_267)
    #expect(SQLDate.difference(18_262, 5) == 18_257)
    #expect(SQLDate.sum(SQLDate.infinity, 5) == SQLDate.infinity)
    #expect(SQLDate.sum(2_147_483_646, 1) == nil)
    #expect(SQLDate.difference(-2_147_483_646, 1) == nil)
  }

  @Test func `spans add up part by part`() {
    let month = Interval(months: 1, days: -1, microseconds: 5)
    #expect(Interval.sum(month, month) == Interval(months: 2, days: -2, microseconds: 10))
    #expect(Interval.difference(month, month) == Interval())
    #expect(Interval.sum(Interval(days: .max), Interval(days: 1)) == nil)
    #expect(Interval.difference(Interval(), Interval(days: .min)) == nil)
    #expect(month.negated == Interval(months: -1, days: 1, microseconds: -5))
    #expect(Interval(months: .min).negated == nil)
    #expect(month.multiplied(by: Int64(3)) == Interval(months: 3, days: -3, microseconds: 15))
    #expect(month.multiplied(by: Int64.max) == nil)
  }

  @Test func `spans are compared with months of thirty days`() {
    let month = Interval(months: 1)
    #expect(Interval.isSame(month, Interval(days: 30)))
    #expect(Interval.isSame(month, Interval(microseconds: 30 * SQLTimestamp.perDay)))
    #expect(Interval.isLess(month, Interval(days: 31)))
    #expect(!Interval.isLess(Interval(days: 31), month))
    #expect(Interval.isSame(Interval(months: 2, days: -30), month))
    #expect(Interval.isSame(Interval(months: 1, days: -1), Interval(days: 29)))
    #expect(Interval.isLess(Interval(days: -407), Interval(months: -15, days: 56)))
    #expect(!Interval.isLess(Interval(months: .max, days: .max), Interval(days: 1)))
  }

  @Test func `spans are justified`() {
    #expect(Interval(days: 65).justifiedDays == Interval(months: 2, days: 5))
    #expect(Interval(months: 1, days: -1).justifiedDays == Interval(days: 29))
    let hours = Interval(microseconds: 50 * SQLTimestamp.perHour)
    #expect(hours.justifiedHours == Interval(days: 2, microseconds: 2 * SQLTimestamp.perHour))
    let mixed = Interval(months: 1, microseconds: -SQLTimestamp.perHour)
    #expect(mixed.justified == Interval(days: 29, microseconds: 23 * SQLTimestamp.perHour))
    #expect(Interval(months: .max, days: 30).justifiedDays == nil)
  }
}
