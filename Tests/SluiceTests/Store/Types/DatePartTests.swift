// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Parts of dates, times and spans, as DuckDB 2.0 gives them: `date_part` and `date_trunc`.
@Suite struct DatePartTests {
  /// Parts of moments.
  static let ofTimestamps: [CallExample] = [
    .init(["year", "2021-03-04 05:06:07.891234"], "2021"),
    .init(["year", "1969-12-31 23:59:59.999999"], "1969"),
    .init(["year", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["year", "0044-03-15 (BC) 12:00:00"], "-43"),
    .init(["year", "infinity"], nil),
    .init(["month", "2021-03-04 05:06:07.891234"], "3"),
    .init(["month", "1969-12-31 23:59:59.999999"], "12"),
    .init(["month", "0001-01-01 (BC) 00:00:00"], "1"),
    .init(["month", "0044-03-15 (BC) 12:00:00"], "3"),
    .init(["month", "infinity"], nil),
    .init(["day", "2021-03-04 05:06:07.891234"], "4"),
    .init(["day", "1969-12-31 23:59:59.999999"], "31"),
    .init(["day", "0001-01-01 (BC) 00:00:00"], "1"),
    .init(["day", "0044-03-15 (BC) 12:00:00"], "15"),
    .init(["day", "infinity"], nil),
    .init(["decade", "2021-03-04 05:06:07.891234"], "202"),
    .init(["decade", "1969-12-31 23:59:59.999999"], "196"),
    .init(["decade", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["decade", "0044-03-15 (BC) 12:00:00"], "-4"),
    .init(["decade", "infinity"], nil),
    .init(["century", "2021-03-04 05:06:07.891234"], "21"),
    .init(["century", "1969-12-31 23:59:59.999999"], "20"),
    .init(["century", "0001-01-01 (BC) 00:00:00"], "-1"),
    .init(["century", "0044-03-15 (BC) 12:00:00"], "-1"),
    .init(["century", "infinity"], nil),
    .init(["millennium", "2021-03-04 05:06:07.891234"], "3"),
    .init(["millennium", "1969-12-31 23:59:59.999999"], "2"),
    .init(["millennium", "0001-01-01 (BC) 00:00:00"], "-1"),
    .init(["millennium", "0044-03-15 (BC) 12:00:00"], "-1"),
    .init(["millennium", "infinity"], nil),
    .init(["quarter", "2021-03-04 05:06:07.891234"], "1"),
    .init(["quarter", "1969-12-31 23:59:59.999999"], "4"),
    .init(["quarter", "0001-01-01 (BC) 00:00:00"], "1"),
    .init(["quarter", "0044-03-15 (BC) 12:00:00"], "1"),
    .init(["quarter", "infinity"], nil),
    .init(["microsecond", "2021-03-04 05:06:07.891234"], "7891234"),
    .init(["microsecond", "1969-12-31 23:59:59.999999"], "59999999"),
    .init(["microsecond", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["microsecond", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["microsecond", "infinity"], nil),
    .init(["millisecond", "2021-03-04 05:06:07.891234"], "7891"),
    .init(["millisecond", "1969-12-31 23:59:59.999999"], "59999"),
    .init(["millisecond", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["millisecond", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["millisecond", "infinity"], nil),
    .init(["second", "2021-03-04 05:06:07.891234"], "7"),
    .init(["second", "1969-12-31 23:59:59.999999"], "59"),
    .init(["second", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["second", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["second", "infinity"], nil),
    .init(["minute", "2021-03-04 05:06:07.891234"], "6"),
    .init(["minute", "1969-12-31 23:59:59.999999"], "59"),
    .init(["minute", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["minute", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["minute", "infinity"], nil),
    .init(["hour", "2021-03-04 05:06:07.891234"], "5"),
    .init(["hour", "1969-12-31 23:59:59.999999"], "23"),
    .init(["hour", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["hour", "0044-03-15 (BC) 12:00:00"], "12"),
    .init(["hour", "infinity"], nil),
    .init(["epoch", "2021-03-04 05:06:07.891234"], "1614834367.891234"),
    .init(["epoch", "1969-12-31 23:59:59.999999"], "-1e-06"),
    .init(["epoch", "0001-01-01 (BC) 00:00:00"], "-62167219200.0"),
    .init(["epoch", "0044-03-15 (BC) 12:00:00"], "-63517780800.0"),
    .init(["epoch", "infinity"], nil),
    .init(["dow", "2021-03-04 05:06:07.891234"], "4"),
    .init(["dow", "1969-12-31 23:59:59.999999"], "3"),
    .init(["dow", "0001-01-01 (BC) 00:00:00"], "6"),
    .init(["dow", "0044-03-15 (BC) 12:00:00"], "5"),
    .init(["dow", "infinity"], nil),
    .init(["isodow", "2021-03-04 05:06:07.891234"], "4"),
    .init(["isodow", "1969-12-31 23:59:59.999999"], "3"),
    .init(["isodow", "0001-01-01 (BC) 00:00:00"], "6"),
    .init(["isodow", "0044-03-15 (BC) 12:00:00"], "5"),
    .init(["isodow", "infinity"], nil),
    .init(["week", "2021-03-04 05:06:07.891234"], "9"),
    .init(["week", "1969-12-31 23:59:59.999999"], "1"),
    .init(["week", "0001-01-01 (BC) 00:00:00"], "52"),
    .init(["week", "0044-03-15 (BC) 12:00:00"], "11"),
    .init(["week", "infinity"], nil),
    .init(["isoyear", "2021-03-04 05:06:07.891234"], "2021"),
    .init(["isoyear", "1969-12-31 23:59:59.999999"], "1970"),
    .init(["isoyear", "0001-01-01 (BC) 00:00:00"], "-1"),
    .init(["isoyear", "0044-03-15 (BC) 12:00:00"], "-43"),
    .init(["isoyear", "infinity"], nil),
    .init(["doy", "2021-03-04 05:06:07.891234"], "63"),
    .init(["doy", "1969-12-31 23:59:59.999999"], "365"),
    .init(["doy", "0001-01-01 (BC) 00:00:00"], "1"),
    .init(["doy", "0044-03-15 (BC) 12:00:00"], "74"),
    .init(["doy", "infinity"], nil),
    .init(["yearweek", "2021-03-04 05:06:07.891234"], "202109"),
    .init(["yearweek", "1969-12-31 23:59:59.999999"], "197001"),
    .init(["yearweek", "0001-01-01 (BC) 00:00:00"], "-152"),
    .init(["yearweek", "0044-03-15 (BC) 12:00:00"], "-4311"),
    .init(["yearweek", "infinity"], nil),
    .init(["era", "2021-03-04 05:06:07.891234"], "1"),
    .init(["era", "1969-12-31 23:59:59.999999"], "1"),
    .init(["era", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["era", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["era", "infinity"], nil),
    .init(["timezone", "2021-03-04 05:06:07.891234"], "0"),
    .init(["timezone", "1969-12-31 23:59:59.999999"], "0"),
    .init(["timezone", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["timezone", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["timezone", "infinity"], nil),
    .init(["timezone_hour", "2021-03-04 05:06:07.891234"], "0"),
    .init(["timezone_hour", "1969-12-31 23:59:59.999999"], "0"),
    .init(["timezone_hour", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["timezone_hour", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["timezone_hour", "infinity"], nil),
    .init(["timezone_minute", "2021-03-04 05:06:07.891234"], "0"),
    .init(["timezone_minute", "1969-12-31 23:59:59.999999"], "0"),
    .init(["timezone_minute", "0001-01-01 (BC) 00:00:00"], "0"),
    .init(["timezone_minute", "0044-03-15 (BC) 12:00:00"], "0"),
    .init(["timezone_minute", "infinity"], nil),
    .init(["julian", "2021-03-04 05:06:07.891234"], "2459278.212591334"),
    .init(["julian", "1969-12-31 23:59:59.999999"], "2440588.0"),
    .init(["julian", "0001-01-01 (BC) 00:00:00"], "1721060.0"),
    .init(["julian", "0044-03-15 (BC) 12:00:00"], "1705428.5"),
    .init(["julian", "infinity"], nil),
  ]

  /// Parts of days.
  static let ofDates: [CallExample] = [
    .init(["year", "2021-01-03"], "2021"),
    .init(["year", "2000-12-31"], "2000"),
    .init(["year", "0001-01-01 (BC)"], "0"),
    .init(["year", "-infinity"], nil),
    .init(["month", "2021-01-03"], "1"),
    .init(["month", "2000-12-31"], "12"),
    .init(["month", "0001-01-01 (BC)"], "1"),
    .init(["month", "-infinity"], nil),
    .init(["day", "2021-01-03"], "3"),
    .init(["day", "2000-12-31"], "31"),
    .init(["day", "0001-01-01 (BC)"], "1"),
    .init(["day", "-infinity"], nil),
    .init(["decade", "2021-01-03"], "202"),
    .init(["decade", "2000-12-31"], "200"),
    .init(["decade", "0001-01-01 (BC)"], "0"),
    .init(["decade", "-infinity"], nil),
    .init(["century", "2021-01-03"], "21"),
    .init(["century", "2000-12-31"], "20"),
    .init(["century", "0001-01-01 (BC)"], "-1"),
    .init(["century", "-infinity"], nil),
    .init(["millennium", "2021-01-03"], "3"),
    .init(["millennium", "2000-12-31"], "2"),
    .init(["millennium", "0001-01-01 (BC)"], "-1"),
    .init(["millennium", "-infinity"], nil),
    .init(["quarter", "2021-01-03"], "1"),
    .init(["quarter", "2000-12-31"], "4"),
    .init(["quarter", "0001-01-01 (BC)"], "1"),
    .init(["quarter", "-infinity"], nil),
    .init(["microsecond", "2021-01-03"], "0"),
    .init(["microsecond", "2000-12-31"], "0"),
    .init(["microsecond", "0001-01-01 (BC)"], "0"),
    .init(["microsecond", "-infinity"], nil),
    .init(["millisecond", "2021-01-03"], "0"),
    .init(["millisecond", "2000-12-31"], "0"),
    .init(["millisecond", "0001-01-01 (BC)"], "0"),
    .init(["millisecond", "-infinity"], nil),
    .init(["second", "2021-01-03"], "0"),
    .init(["second", "2000-12-31"], "0"),
    .init(["second", "0001-01-01 (BC)"], "0"),
    .init(["second", "-infinity"], nil),
    .init(["minute", "2021-01-03"], "0"),
    .init(["minute", "2000-12-31"], "0"),
    .init(["minute", "0001-01-01 (BC)"], "0"),
    .init(["minute", "-infinity"], nil),
    .init(["hour", "2021-01-03"], "0"),
    .init(["hour", "2000-12-31"], "0"),
    .init(["hour", "0001-01-01 (BC)"], "0"),
    .init(["hour", "-infinity"], nil),
    .init(["epoch", "2021-01-03"], "1609632000.0"),
    .init(["epoch", "2000-12-31"], "978220800.0"),
    .init(["epoch", "0001-01-01 (BC)"], "-62167219200.0"),
    .init(["epoch", "-infinity"], nil),
    .init(["dow", "2021-01-03"], "0"),
    .init(["dow", "2000-12-31"], "0"),
    .init(["dow", "0001-01-01 (BC)"], "6"),
    .init(["dow", "-infinity"], nil),
    .init(["isodow", "2021-01-03"], "7"),
    .init(["isodow", "2000-12-31"], "7"),
    .init(["isodow", "0001-01-01 (BC)"], "6"),
    .init(["isodow", "-infinity"], nil),
    .init(["week", "2021-01-03"], "53"),
    .init(["week", "2000-12-31"], "52"),
    .init(["week", "0001-01-01 (BC)"], "52"),
    .init(["week", "-infinity"], nil),
    .init(["isoyear", "2021-01-03"], "2020"),
    .init(["isoyear", "2000-12-31"], "2000"),
    .init(["isoyear", "0001-01-01 (BC)"], "-1"),
    .init(["isoyear", "-infinity"], nil),
    .init(["doy", "2021-01-03"], "3"),
    .init(["doy", "2000-12-31"], "366"),
    .init(["doy", "0001-01-01 (BC)"], "1"),
    .init(["doy", "-infinity"], nil),
    .init(["yearweek", "2021-01-03"], "202053"),
    .init(["yearweek", "2000-12-31"], "200052"),
    .init(["yearweek", "0001-01-01 (BC)"], "-152"),
    .init(["yearweek", "-infinity"], nil),
    .init(["era", "2021-01-03"], "1"),
    .init(["era", "2000-12-31"], "1"),
    .init(["era", "0001-01-01 (BC)"], "0"),
    .init(["era", "-infinity"], nil),
    .init(["julian", "2021-01-03"], "2459218.0"),
    .init(["julian", "2000-12-31"], "2451910.0"),
    .init(["julian", "0001-01-01 (BC)"], "1721060.0"),
    .init(["julian", "-infinity"], nil),
  ]

  /// Parts of times.
  static let ofTimes: [CallExample] = [
    .init(["microsecond", "05:06:07.891234"], "7891234"),
    .init(["microsecond", "24:00:00"], "0"),
    .init(["millisecond", "05:06:07.891234"], "7891"),
    .init(["millisecond", "24:00:00"], "0"),
    .init(["second", "05:06:07.891234"], "7"),
    .init(["second", "24:00:00"], "0"),
    .init(["minute", "05:06:07.891234"], "6"),
    .init(["minute", "24:00:00"], "0"),
    .init(["hour", "05:06:07.891234"], "5"),
    .init(["hour", "24:00:00"], "24"),
    .init(["epoch", "05:06:07.891234"], "18367.891234"),
    .init(["epoch", "24:00:00"], "86400.0"),
    .init(["timezone", "05:06:07.891234"], "0"),
    .init(["timezone", "24:00:00"], "0"),
  ]

  /// Parts of spans.
  static let ofIntervals: [CallExample] = [
    .init(["year", "1 year 2 months 3 days 04:05:06.7"], "1"),
    .init(["year", "-13 months -3 days -04:05:06.7"], "-1"),
    .init(["month", "1 year 2 months 3 days 04:05:06.7"], "2"),
    .init(["month", "-13 months -3 days -04:05:06.7"], "-1"),
    .init(["day", "1 year 2 months 3 days 04:05:06.7"], "3"),
    .init(["day", "-13 months -3 days -04:05:06.7"], "-3"),
    .init(["decade", "1 year 2 months 3 days 04:05:06.7"], "0"),
    .init(["decade", "-13 months -3 days -04:05:06.7"], "0"),
    .init(["century", "1 year 2 months 3 days 04:05:06.7"], "0"),
    .init(["century", "-13 months -3 days -04:05:06.7"], "0"),
    .init(["millennium", "1 year 2 months 3 days 04:05:06.7"], "0"),
    .init(["millennium", "-13 months -3 days -04:05:06.7"], "0"),
    .init(["quarter", "1 year 2 months 3 days 04:05:06.7"], "1"),
    .init(["quarter", "-13 months -3 days -04:05:06.7"], "1"),
    .init(["microsecond", "1 year 2 months 3 days 04:05:06.7"], "6700000"),
    .init(["microsecond", "-13 months -3 days -04:05:06.7"], "-6700000"),
    .init(["millisecond", "1 year 2 months 3 days 04:05:06.7"], "6700"),
    .init(["millisecond", "-13 months -3 days -04:05:06.7"], "-6700"),
    .init(["second", "1 year 2 months 3 days 04:05:06.7"], "6"),
    .init(["second", "-13 months -3 days -04:05:06.7"], "-6"),
    .init(["minute", "1 year 2 months 3 days 04:05:06.7"], "5"),
    .init(["minute", "-13 months -3 days -04:05:06.7"], "-5"),
    .init(["hour", "1 year 2 months 3 days 04:05:06.7"], "4"),
    .init(["hour", "-13 months -3 days -04:05:06.7"], "-4"),
    .init(["epoch", "1 year 2 months 3 days 04:05:06.7"], "37015506.7"),
    .init(["epoch", "-13 months -3 days -04:05:06.7"], "-34423506.7"),
  ]

  @Test(arguments: ofTimestamps)
  func `moments have parts`(_ example: CallExample) throws {
    let part = try example.part()
    let moment = try example.timestamp(1)
    if part.isFractional {
      example.expect(double: part.fraction(ofTimestamp: moment))
    } else {
      example.expect(integer: part.value(ofTimestamp: moment))
    }
  }

  @Test(arguments: ofDates)
  func `days have parts`(_ example: CallExample) throws {
    let part = try example.part()
    let days = try example.date(1)
    if part.isFractional {
      example.expect(double: part.fraction(ofDate: days))
    } else {
      example.expect(integer: part.value(ofDate: days))
    }
  }

  @Test(arguments: ofTimes)
  func `times have parts`(_ example: CallExample) throws {
    let part = try example.part()
    let time = try example.time(1)
    if part.isFractional {
      example.expect(double: part.fraction(ofTime: time))
    } else {
      example.expect(integer: part.value(ofTime: time))
    }
  }

  @Test(arguments: ofIntervals)
  func `spans have parts`(_ example: CallExample) throws {
    let part = try example.part()
    let interval = try example.interval(1)
    if part.isFractional {
      example.expect(double: part.fraction(of: interval))
    } else {
      example.expect(integer: part.value(of: interval))
    }
  }
}
