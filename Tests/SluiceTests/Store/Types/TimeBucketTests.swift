// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Buckets and the making of moments, as DuckDB 2.0 does it.
@Suite struct TimeBucketTests {
  /// `time_bucket`.
  static let buckets: [CallExample] = [
    .init(["7 days", "2020-05-05 10:11:12"], "2020-05-04 00:00:00"),
    .init(["7 days", "1969-12-31 23:59:59.999999"], "1969-12-29 00:00:00"),
    .init(["7 days", "0044-03-15 (BC) 00:00:00"], "0044-03-11 (BC) 00:00:00"),
    .init(["1 day", "2020-05-05 10:11:12"], "2020-05-05 00:00:00"),
    .init(["1 day", "1969-12-31 23:59:59.999999"], "1969-12-31 00:00:00"),
    .init(["1 day", "0044-03-15 (BC) 00:00:00"], "0044-03-15 (BC) 00:00:00"),
    .init(["36 hours", "2020-05-05 10:11:12"], "2020-05-05 00:00:00"),
    .init(["36 hours", "1969-12-31 23:59:59.999999"], "1969-12-30 12:00:00"),
    .init(["36 hours", "0044-03-15 (BC) 00:00:00"], "0044-03-14 (BC) 12:00:00"),
    .init(["00:15:00", "2020-05-05 10:11:12"], "2020-05-05 10:00:00"),
    .init(["00:15:00", "1969-12-31 23:59:59.999999"], "1969-12-31 23:45:00"),
    .init(["00:15:00", "0044-03-15 (BC) 00:00:00"], "0044-03-15 (BC) 00:00:00"),
    .init(["1 month", "2020-05-05 10:11:12"], "2020-05-01 00:00:00"),
    .init(["1 month", "1969-12-31 23:59:59.999999"], "1969-12-01 00:00:00"),
    .init(["1 month", "0044-03-15 (BC) 00:00:00"], "0044-03-01 (BC) 00:00:00"),
    .init(["5 months", "2020-05-05 10:11:12"], "2020-01-01 00:00:00"),
    .init(["5 months", "1969-12-31 23:59:59.999999"], "1969-08-01 00:00:00"),
    .init(["5 months", "0044-03-15 (BC) 00:00:00"], "0044-02-01 (BC) 00:00:00"),
    .init(["1 year", "2020-05-05 10:11:12"], "2020-01-01 00:00:00"),
    .init(["1 year", "1969-12-31 23:59:59.999999"], "1969-01-01 00:00:00"),
    .init(["1 year", "0044-03-15 (BC) 00:00:00"], "0044-01-01 (BC) 00:00:00"),
    .init(["7 years", "2020-05-05 10:11:12"], "2014-01-01 00:00:00"),
    .init(["7 years", "1969-12-31 23:59:59.999999"], "1965-01-01 00:00:00"),
    .init(["7 years", "0044-03-15 (BC) 00:00:00"], "0045-01-01 (BC) 00:00:00"),
    .init(["-1 month", "2020-01-01"], nil),
    .init(["0 days", "2020-01-01"], nil),
    .init(["1 month 1 day", "2020-01-01"], nil),
    .init(["7 days", "infinity"], "infinity"),
  ]

  /// `time_bucket` with an offset.
  static let offsets: [CallExample] = [
    .init(["7 days", "2020-05-05 10:11:12", "2 days"], "2020-04-29 00:00:00"),
    .init(["7 days", "2020-05-05 10:11:12", "-1 month"], "2020-05-01 00:00:00"),
    .init(["7 days", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-05-03 01:00:00"),
    .init(["7 days", "1969-12-31 23:59:59.999999", "2 days"], "1969-12-31 00:00:00"),
    .init(["7 days", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-26 00:00:00"),
    .init(
      ["7 days", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-12-27 01:00:00"
    ),
    .init(["1 day", "2020-05-05 10:11:12", "2 days"], "2020-05-05 00:00:00"),
    .init(["1 day", "2020-05-05 10:11:12", "-1 month"], "2020-05-05 00:00:00"),
    .init(["1 day", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-05-05 01:00:00"),
    .init(["1 day", "1969-12-31 23:59:59.999999", "2 days"], "1969-12-31 00:00:00"),
    .init(["1 day", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-31 00:00:00"),
    .init(
      ["1 day", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-12-30 01:00:00"
    ),
    .init(["36 hours", "2020-05-05 10:11:12", "2 days"], "2020-05-04 00:00:00"),
    .init(["36 hours", "2020-05-05 10:11:12", "-1 month"], "2020-05-04 00:00:00"),
    .init(["36 hours", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-05-05 01:00:00"),
    .init(["36 hours", "1969-12-31 23:59:59.999999", "2 days"], "1969-12-31 00:00:00"),
    .init(["36 hours", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-31 00:00:00"),
    .init(
      ["36 hours", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-12-30 13:00:00"
    ),
    .init(["00:15:00", "2020-05-05 10:11:12", "2 days"], "2020-05-05 10:00:00"),
    .init(["00:15:00", "2020-05-05 10:11:12", "-1 month"], "2020-05-05 10:00:00"),
    .init(["00:15:00", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-05-05 10:00:00"),
    .init(["00:15:00", "1969-12-31 23:59:59.999999", "2 days"], "1969-12-31 23:45:00"),
    .init(["00:15:00", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-31 23:45:00"),
    .init(
      ["00:15:00", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-12-30 23:45:00"
    ),
    .init(["1 month", "2020-05-05 10:11:12", "2 days"], "2020-05-03 00:00:00"),
    .init(["1 month", "2020-05-05 10:11:12", "-1 month"], "2020-05-01 00:00:00"),
    .init(["1 month", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-05-04 01:00:00"),
    .init(["1 month", "1969-12-31 23:59:59.999999", "2 days"], "1969-12-03 00:00:00"),
    .init(["1 month", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-01 00:00:00"),
    .init(
      ["1 month", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-12-04 01:00:00"
    ),
    .init(["5 months", "2020-05-05 10:11:12", "2 days"], "2020-01-03 00:00:00"),
    .init(["5 months", "2020-05-05 10:11:12", "-1 month"], "2020-05-01 00:00:00"),
    .init(["5 months", "2020-05-05 10:11:12", "1 month 3 days 01:00:00"], "2020-02-04 01:00:00"),
    .init(["5 months", "1969-12-31 23:59:59.999999", "2 days"], "1969-08-03 00:00:00"),
    .init(["5 months", "1969-12-31 23:59:59.999999", "-1 month"], "1969-12-01 00:00:00"),
    .init(
      ["5 months", "1969-12-31 23:59:59.999999", "1 month 3 days 01:00:00"],
      "1969-09-04 01:00:00"
    ),
  ]

  /// `time_bucket` with an origin.
  static let origins: [CallExample] = [
    .init(["7 days", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-05-03 06:00:00"),
    .init(["7 days", "2020-05-05 10:11:12", "1950-03-01"], "2020-04-29 00:00:00"),
    .init(["7 days", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"], "1969-12-28 06:00:00"),
    .init(["7 days", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-12-31 00:00:00"),
    .init(["1 day", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-05-05 06:00:00"),
    .init(["1 day", "2020-05-05 10:11:12", "1950-03-01"], "2020-05-05 00:00:00"),
    .init(["1 day", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"], "1969-12-31 06:00:00"),
    .init(["1 day", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-12-31 00:00:00"),
    .init(["36 hours", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-05-04 06:00:00"),
    .init(["36 hours", "2020-05-05 10:11:12", "1950-03-01"], "2020-05-04 00:00:00"),
    .init(
      ["36 hours", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"],
      "1969-12-31 06:00:00"
    ),
    .init(["36 hours", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-12-31 00:00:00"),
    .init(["00:15:00", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-05-05 10:00:00"),
    .init(["00:15:00", "2020-05-05 10:11:12", "1950-03-01"], "2020-05-05 10:00:00"),
    .init(
      ["00:15:00", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"],
      "1969-12-31 23:45:00"
    ),
    .init(["00:15:00", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-12-31 23:45:00"),
    .init(["1 month", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-05-01 00:00:00"),
    .init(["1 month", "2020-05-05 10:11:12", "1950-03-01"], "2020-05-01 00:00:00"),
    .init(["1 month", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"], "1969-12-01 00:00:00"),
    .init(["1 month", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-12-01 00:00:00"),
    .init(["5 months", "2020-05-05 10:11:12", "2020-01-05 06:00:00"], "2020-01-01 00:00:00"),
    .init(["5 months", "2020-05-05 10:11:12", "1950-03-01"], "2020-03-01 00:00:00"),
    .init(
      ["5 months", "1969-12-31 23:59:59.999999", "2020-01-05 06:00:00"],
      "1969-08-01 00:00:00"
    ),
    .init(["5 months", "1969-12-31 23:59:59.999999", "1950-03-01"], "1969-10-01 00:00:00"),
  ]

  /// `make_timestamp`.
  static let made: [CallExample] = [
    .init(["2020", "1", "2", "3", "4", "5.6789"], "2020-01-02 03:04:05.6789"),
    .init(["2020", "1", "2", "24", "0", "0.0"], "2020-01-03 00:00:00"),
    .init(["2020", "1", "2", "24", "0", "1.0"], nil),
    .init(["2020", "1", "2", "3", "4", "60.0"], "2020-01-02 03:05:00"),
    .init(["2020", "1", "2", "3", "4", "60.5"], "2020-01-02 03:05:00.5"),
    .init(["2020", "1", "2", "3", "4", "61.0"], nil),
    .init(["2020", "1", "2", "3", "4", "59.9999999"], "2020-01-02 03:05:00"),
    .init(["2020", "13", "1", "0", "0", "0.0"], nil),
    .init(["2021", "2", "29", "0", "0", "0.0"], nil),
    .init(["-43", "3", "15", "0", "0", "0.0"], "0044-03-15 (BC) 00:00:00"),
    .init(["2020", "1", "1", "-1", "0", "0.0"], nil),
    .init(["2020", "1", "1", "0", "60", "0.0"], nil),
    .init(["300000", "1", "1", "0", "0", "0.0"], nil),
    .init(["2020", "1", "1", "0", "0", "-0.5"], nil),
  ]

  /// `to_years` … `to_microseconds`.
  static let units: [CallExample] = [
    .init(["year", "2"], "2 years"),
    .init(["year", "-3"], "-3 years"),
    .init(["year", "2147483647"], nil),
    .init(["month", "2"], "2 months"),
    .init(["month", "-3"], "-3 months"),
    .init(["month", "2147483647"], "178956970 years 7 months"),
    .init(["day", "2"], "2 days"),
    .init(["day", "-3"], "-3 days"),
    .init(["day", "2147483647"], "2147483647 days"),
    .init(["decade", "2"], "20 years"),
    .init(["decade", "-3"], "-30 years"),
    .init(["decade", "2147483647"], nil),
    .init(["century", "2"], "200 years"),
    .init(["century", "-3"], "-300 years"),
    .init(["century", "2147483647"], nil),
    .init(["millennium", "2"], "2000 years"),
    .init(["millennium", "-3"], "-3000 years"),
    .init(["millennium", "2147483647"], nil),
    .init(["quarter", "2"], "6 months"),
    .init(["quarter", "-3"], "-9 months"),
    .init(["quarter", "2147483647"], nil),
    .init(["week", "2"], "14 days"),
    .init(["week", "-3"], "-21 days"),
    .init(["week", "2147483647"], nil),
    .init(["hour", "2"], "02:00:00"),
    .init(["hour", "-3"], "-03:00:00"),
    .init(["hour", "2147483647"], "2147483647:00:00"),
    .init(["minute", "2"], "00:02:00"),
    .init(["minute", "-3"], "-00:03:00"),
    .init(["minute", "2147483647"], "35791394:07:00"),
    .init(["microsecond", "2"], "00:00:00.000002"),
    .init(["microsecond", "-3"], "-00:00:00.000003"),
    .init(["microsecond", "2147483647"], "00:35:47.483647"),
  ]

  @Test(arguments: buckets)
  func `moments fall into buckets`(_ example: CallExample) throws {
    let interval = try example.interval(0)
    let moment = try example.timestamp(1)
    example.expect(timestamp: try? TimeBucket(interval).start(ofTimestamp: moment))
  }

  @Test(arguments: offsets)
  func `buckets have offsets`(_ example: CallExample) throws {
    let bucket = try TimeBucket(example.interval(0))
    example.expect(
      timestamp: try bucket.start(ofTimestamp: example.timestamp(1), offset: example.interval(2))
    )
  }

  @Test(arguments: origins)
  func `buckets have origins`(_ example: CallExample) throws {
    let bucket = try TimeBucket(example.interval(0))
    example.expect(
      timestamp: try bucket.start(ofTimestamp: example.timestamp(1), origin: example.timestamp(2))
    )
  }

  @Test(arguments: made)
  func `moments are made of parts`(_ example: CallExample) throws {
    let parts = try (0..<5).map { try example.integer($0) }
    let second = try example.double(5)
    example.expect(
      timestamp: SQLTimestamp.moment(
        year: parts[0],
        month: parts[1],
        day: parts[2],
        hour: parts[3],
        minute: parts[4],
        second: second
      )
    )
  }

  @Test(arguments: units)
  func `units become spans`(_ example: CallExample) throws {
    example.expect(Interval(try example.integer(1), try example.part()))
  }

  @Test func `faults of buckets are told apart`() {
    #expect(throws: TimeBucket.Fault.notPositive) { try TimeBucket(Interval(months: -1)) }
    #expect(throws: TimeBucket.Fault.notPositive) { try TimeBucket(Interval()) }
    #expect(throws: TimeBucket.Fault.mixed) { try TimeBucket(Interval(months: 1, days: 1)) }
    #expect(throws: TimeBucket.Fault.outOfRange) { try TimeBucket(Interval(days: .max)) }
  }

  @Test func `moments are counted in other units`() {
    #expect(SQLTimestamp.milliseconds(-999) == -1)
    #expect(SQLTimestamp.milliseconds(1_499) == 1)
    #expect(SQLTimestamp.milliseconds(SQLTimestamp.infinity) == nil)
    #expect(SQLTimestamp.nanoseconds(1) == 1_000)
    #expect(SQLTimestamp.nanoseconds(.max / 2) == nil)
    #expect(SQLTimestamp.moment(2, unit: 1_000) == 2_000)
    #expect(SQLTimestamp.moment(.max, unit: 1_000) == nil)
    #expect(SQLTimestamp.moment(seconds: 1.5) == 1_500_000)
    #expect(SQLTimestamp.moment(seconds: .nan) == nil)
    #expect(SQLTimestamp.moment(seconds: .infinity) == nil)
    #expect(Interval(rounding: 1.5, .second) == Interval(microseconds: 1_500_000))
    #expect(Interval(rounding: 1e30, .second) == nil)
  }

  @Test func `months and days have names`() throws {
    let name = try #require(CalendarNames.month(ofDate: 0))
    #expect("\(name)" == "January")
    let day = try #require(CalendarNames.day(ofDate: 0))
    #expect("\(day)" == "Thursday")
    #expect(CalendarNames.day(ofDate: SQLDate.infinity) == nil)
  }
}
