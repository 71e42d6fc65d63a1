// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Dates, times and moments in text, as DuckDB 2.0 casts them from VARCHAR and back.
@Suite struct MomentConversionTests {
  /// Casts to DATE.
  static let dates: [ConversionExample] = [
    .init("2020-1-2", "2020-01-02"),
    .init("2020-01-02", "2020-01-02"),
    .init("20-1-2", "0020-01-02"),
    .init("0-1-1", "0001-01-01 (BC)"),
    .init("0000-01-01", "0001-01-01 (BC)"),
    .init("-1-1-1", "0002-01-01 (BC)"),
    .init("-0044-03-15", "0045-03-15 (BC)"),
    .init("0044-03-15 (BC)", "0044-03-15 (BC)"),
    .init("44-3-15 (bc)", "0044-03-15 (BC)"),
    .init("44-3-15(BC)", nil),
    .init("44-3-15  (BC)", nil),
    .init("44-3-15 BC", nil),
    .init("-44-3-15 (BC)", nil),
    .init("2020/1/2", "2020-01-02"),
    .init("2020 1 2", "2020-01-02"),
    .init("2020\\1\\2", "2020-01-02"),
    .init("2020-1/2", nil),
    .init("2020-13-1", nil),
    .init("2020-2-30", nil),
    .init("2020-02-29", "2020-02-29"),
    .init("2021-02-29", nil),
    .init("1900-02-29", nil),
    .init("2000-02-29", "2000-02-29"),
    .init("infinity", "infinity"),
    .init("-infinity", "-infinity"),
    .init("inf", "infinity"),
    .init("-inf", "-infinity"),
    .init("+inf", nil),
    .init("inf ", nil),
    .init("epoch", "1970-01-01"),
    .init("EPOCH", "1970-01-01"),
    .init("-epoch", "1970-01-01"),
    .init("Infinity", "infinity"),
    .init(" infinity ", "infinity"),
    .init("+infinity", nil),
    .init("today", nil),
    .init("2020-1-2x", nil),
    .init("2020-1-2 x", nil),
    .init("2020-1-2 10:00", "2020-01-02"),
    .init("2020-1-2 10:00:00", "2020-01-02"),
    .init("2020-1-2T10:00:00", "2020-01-02"),
    .init("2020-1-2 10:00:00+02", "2020-01-02"),
    .init("2020-1-2 24:00:00", "2020-01-02"),
    .init("2020-01-02 10:00 FOO", "2020-01-02"),
    .init("2020-1-2 10", nil),
    .init("2020-1-2 10:61", nil),
    .init("5881580-07-10", "5881580-07-10"),
    .init("5881580-07-11", nil),
    .init("5877642-06-25 (BC)", "5877642-06-25 (BC)"),
    .init("5877642-06-24 (BC)", nil),
    .init("99999999-1-1", nil),
    .init("1000000000-1-1", nil),
    .init(" 2020-1-2 ", "2020-01-02"),
    .init("20200102", nil),
    .init("2020-001-02", nil),
    .init("2020-1", nil),
    .init("2020-01-02Z", nil),
    .init("2020-1-2T", nil),
    .init("2020-1-2 ", "2020-01-02"),
    .init("2020-W01-1", nil),
    .init("--1-1-1", nil),
    .init("", nil),
    .init("-", nil),
    .init("12345-12-31", "12345-12-31"),
    .init("9999-12-31", "9999-12-31"),
    .init("10000-01-01", "10000-01-01"),
  ]

  /// Casts to TIME.
  static let times: [ConversionExample] = [
    .init("1:2:3", "01:02:03"),
    .init("01:02:03", "01:02:03"),
    .init("01:02", "01:02:00"),
    .init("1:2", "01:02:00"),
    .init("01:2", "01:02:00"),
    .init("1:02:", "01:02:00"),
    .init("24:00:00", "24:00:00"),
    .init("24:00:01", nil),
    .init("23:59:60", nil),
    .init("23:59:59.9999999", "23:59:59.999999"),
    .init("23:59:59.1234567", "23:59:59.123456"),
    .init("12:30:45.", "12:30:45"),
    .init("12:30:45.5Z", "12:30:45.5"),
    .init("12:30:45+02", "12:30:45"),
    .init("12:30 PM", nil),
    .init("2020-1-2 10:11:12", "10:11:12"),
    .init("2020-1-2", "00:00:00"),
    .init(" 1:2:3 ", "01:02:03"),
    .init("123:0:0", nil),
    .init("10:11:12abc", nil),
    .init("10:11:12,5", nil),
    .init("-1:0:0", nil),
    .init("01:02:03.a", nil),
    .init("infinity", nil),
    .init("10", nil),
    .init("10:", "10:00:00"),
    .init("10:1:", "10:01:00"),
    .init("2020-1-2 10:11:12+02", "10:11:12"),
    .init("101112", nil),
    .init("T10:00:00", nil),
    .init("01:02:03 x", nil),
    .init("1:2:3.5.6", nil),
    .init("012:01:01", "12:01:01"),
    .init("10:11:12 +02", "10:11:12"),
    .init("10:11:12-15:59", "10:11:12"),
    .init("10:11:12-15:59:59", "10:11:12"),
    .init("10:11:12+16", nil),
    .init("10:11:12Z", "10:11:12"),
    .init("10:11:12 UTC", nil),
    .init("10:11+02", nil),
    .init("epoch", "00:00:00"),
    .init("2020-1-2 24:00:00", "00:00:00"),
    .init("00:00:00.000001", "00:00:00.000001"),
    .init("10:11:12.100", "10:11:12.1"),
    .init("1000000000:00:00", nil),
  ]

  /// Casts to TIMESTAMP.
  static let timestamps: [ConversionExample] = [
    .init("2020-1-2", "2020-01-02 00:00:00"),
    .init("2020-01-02 03:04:05", "2020-01-02 03:04:05"),
    .init("2020-01-02T03:04:05", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04", "2020-01-02 03:04:00"),
    .init("2020-01-02 03", nil),
    .init("2020-01-02 3:4:5.678", "2020-01-02 03:04:05.678"),
    .init("2020-01-02 03:04:05.1234567", "2020-01-02 03:04:05.123456"),
    .init("2020-01-02 03:04:05Z", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 Z", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05+02", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05+02:30", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05+0230", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 +02", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05-02", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05+2", nil),
    .init("2020-01-02 03:04:05+99:99", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 UTC", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 utc", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 GMT", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05 America/New_York", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05UTC", nil),
    .init("2020-01-02 24:00:00", "2020-01-03 00:00:00"),
    .init("2020-01-02 24:00:01", nil),
    .init("2020-01-02 25:00", nil),
    .init("2020-01-02  03:04:05", "2020-01-02 03:04:05"),
    .init("2020-01-0203:04:05", nil),
    .init(" 2020-01-02 03:04:05 ", "2020-01-02 03:04:05"),
    .init("infinity", "infinity"),
    .init("-infinity", "-infinity"),
    .init("inf", "infinity"),
    .init("-inf", "-infinity"),
    .init("epoch", "1970-01-01 00:00:00"),
    .init("epoch 10:00", nil),
    .init("infinity ", "infinity"),
    .init("2020-01-02 (BC) 10:00", "2020-01-02 (BC) 10:00:00"),
    .init("2020-01-02 (BC)", "2020-01-02 (BC) 00:00:00"),
    .init("294247-01-10 04:00:54.775806", "294247-01-10 04:00:54.775806"),
    .init("294247-01-10 04:00:54.775807", nil),
    .init("290309-12-22 (BC) 00:00:00", "290309-12-22 (BC) 00:00:00"),
    .init("290309-12-21 (BC) 19:59:05.224193", nil),
    .init("290309-12-21 (BC) 19:59:05.224192", "290309-12-21 (BC) 19:59:05.224192"),
    .init("290309-12-21 (BC) 19:59:05.224191", nil),
    .init("2020-01-02 03:04:05 +02:00 ", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:05+02 x", nil),
    .init("2020-01-02x", nil),
    .init("2020-01-02T", nil),
    .init("2020-01-02t03:04:05", nil),
    .init("2020-01-02 ", nil),
    .init("2020/01/02 03:04:05", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04:", "2020-01-02 03:04:00"),
    .init("2020-01-02 03:", "2020-01-02 03:00:00"),
    .init("2020-01-02 03:04:05.", "2020-01-02 03:04:05"),
    .init("2020-01-02 03:04.5", nil),
    .init("2020-01-02 03::05", nil),
    .init("2020-01-02 03:04:05+02:3", nil),
    .init("2020-01-02T03:04:05+02:00:30", "2020-01-02 03:04:05"),
    .init("2020-01-02 +02", nil),
    .init("2020-01-02Z", nil),
    .init("2020-01-02 03:04:05Z+02", nil),
    .init("2020-01-02 03:04:05ZZ", nil),
    .init("2020-01-02 03:04+05:30", "2020-01-02 03:04:00"),
    .init("2020-01-02 23:59:60", nil),
    .init("2020-02-30 10:00", nil),
    .init("300000-01-01", nil),
    .init("10:00", nil),
    .init("", nil),
  ]

  /// Casts to TIMESTAMPTZ.
  static let instants: [ConversionExample] = [
    .init("2020-01-02 03:04:05", "2020-01-02 03:04:05+00"),
    .init("2020-01-02 03:04:05+02", "2020-01-02 01:04:05+00"),
    .init("2020-01-02", "2020-01-02 00:00:00+00"),
    .init("infinity", "infinity"),
    .init("2020-01-02 03:04:05.123+05:30", "2020-01-01 21:34:05.123+00"),
    .init("2020-01-02 03:04:05+02:00:30", "2020-01-02 01:03:35+00"),
    .init("2020-01-02 (BC) 03:04:05", "2020-01-02 (BC) 03:04:05+00"),
    .init("2020-01-02 03:04:05 FOO", nil),
    .init("2020-01-02 03:04:05+99:99", "2019-12-28 22:25:05+00"),
    .init("2020-01-02 03:04:05 UTC", "2020-01-02 03:04:05+00"),
    .init("2020-01-02 03:04:05 Etc/UTC", "2020-01-02 03:04:05+00"),
    .init("2020-01-02 03:04:05 Z", nil),
    .init("2020-01-02 03:04:05Z", "2020-01-02 03:04:05+00"),
    .init("294247-01-10 04:00:54.775806-01", nil),
    .init("294247-01-10 04:00:54.775806+01", "294247-01-10 03:00:54.775806+00"),
    .init("2020-01-02 03:04:05 +02", nil),
    .init("2020-01-02 24:00:00+01", "2020-01-02 23:00:00+00"),
    .init("2020-01-02 03:04:05-00:30", "2020-01-02 03:34:05+00"),
    .init("2020-01-02+02", nil),
    .init("-inf", "-infinity"),
  ]

  @Test(arguments: dates)
  func `dates are days of the calendar`(_ example: ConversionExample) {
    example.check({ try? TextReader.date($0) }, { TextWriter.append(date: $0, to: &$1) })
  }

  @Test(arguments: times)
  func `times may have a date or an offset`(_ example: ConversionExample) {
    example.check({ try? TextReader.time($0) }, { TextWriter.append(time: $0, to: &$1) })
  }

  @Test(arguments: timestamps)
  func `timestamps drop their zones`(_ example: ConversionExample) {
    example.check({ try? TextReader.timestamp($0) }, { TextWriter.append(timestamp: $0, to: &$1) })
  }

  @Test(arguments: instants)
  func `instants are moved to UTC`(_ example: ConversionExample) {
    example.check(
      { try? TextReader.timestampInUTC($0) },
      { TextWriter.append(timestamp: $0, isUTC: true, to: &$1) }
    )
  }

  @Test func `faults tell what is wrong`() {
    func fault<T>(_ text: String, _ read: (TextBytes) throws(TextFault) -> T) -> TextFault? {
      text.reading { text in
        do {
          _ = try read(text)
          return nil
        } catch {
          return error as? TextFault
        }
      }
    }
    #expect(fault("2020-1-2x", TextReader.date) == .malformed)
    #expect(fault("2020-13-2", TextReader.date) == .outOfRange)
    #expect(fault("25:00", TextReader.time) == .outOfRange)
    #expect(fault("25", TextReader.time) == .malformed)
    #expect(fault("2020-01-02 25:00", TextReader.timestamp) == .outOfRange)
    #expect(fault("2020-01-02 03:04:05+2", TextReader.timestamp) == .zone)
    #expect(fault("2020-01-02 03:04:05 Mars", TextReader.timestampInUTC) == .zone)
    #expect(fault("1 fortnight", TextReader.interval) == .unknownUnit)
    #expect(fault("1 epoch", TextReader.interval) == .unsupportedUnit)
    #expect(fault("178956971 years", TextReader.interval) == .outOfRange)
    #expect(fault("1 day,", TextReader.interval) == .malformed)
  }
}
