// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Spans of time, bytes, UUIDs and bits in text, as DuckDB 2.0 casts them from VARCHAR and back.
@Suite struct IntervalAndByteConversionTests {
  /// Casts to INTERVAL.
  static let intervals: [ConversionExample] = [
    .init("1 year 2 months", "1 year 2 months"),
    .init("1:30:00", "01:30:00"),
    .init("01:30", "01:30:00"),
    .init("-1:30:00", "-01:30:00"),
    .init("1 day 1:30", "1 day 01:30:00"),
    .init("P1Y2M", nil),
    .init("1 day ago", "-1 day"),
    .init("ago", nil),
    .init("1 ago", nil),
    .init("5", "00:00:05"),
    .init("5.5", "00:00:05.5"),
    .init("5 ", "00:00:05"),
    .init("1.5 years", "1 year 6 months"),
    .init("1.5 months", "1 month 15 days"),
    .init("1.5 days", "1 day 12:00:00"),
    .init("1.5 hours", "01:30:00"),
    .init("1.5 quarters", "4 months 15 days"),
    .init("1.5 weeks", "10 days 12:00:00"),
    .init("1.5 us", "00:00:00.000001"),
    .init("1.5 ms", "00:00:00.0015"),
    .init("1.5 seconds", "00:00:01.5"),
    .init(".5 days", nil),
    .init("1 y", "1 year"),
    .init("1 yr", "1 year"),
    .init("1 mon", "1 month"),
    .init("1 mons", "1 month"),
    .init("1 m", "00:01:00"),
    .init("1 min", "00:01:00"),
    .init("1 h", "01:00:00"),
    .init("1 hrs", "01:00:00"),
    .init("1 d", "1 day"),
    .init("1 dayofmonth", "1 day"),
    .init("1 s", "00:00:01"),
    .init("1 secs", "00:00:01"),
    .init("1 w", "7 days"),
    .init("1 msec", "00:00:00.001"),
    .init("1 useconds", "00:00:00.000001"),
    .init("1 decade", "10 years"),
    .init("1 dec", "10 years"),
    .init("1 c", "100 years"),
    .init("1 centuries", "100 years"),
    .init("1 mil", "1000 years"),
    .init("1 millennia", "1000 years"),
    .init("1 quarter", "3 months"),
    .init("1 q", nil),
    .init("1year2months", "1 year 2 months"),
    .init("1 YEAR", "1 year"),
    .init("1 year, 2 months", nil),
    .init("@ 1 day", "1 day"),
    .init("@1 day", "1 day"),
    .init("+1 day", nil),
    .init("1 day -2 hours", "1 day -02:00:00"),
    .init("- 1 day", nil),
    .init("1 year 5", nil),
    .init("1 day 1:30 ago", nil),
    .init("1 epoch", nil),
    .init("1 dow", nil),
    .init("1 day 2 days", "3 days"),
    .init("  1 day  ", "1 day"),
    .init("", nil),
    .init("178956970 years", "178956970 years"),
    .init("178956971 years", nil),
    .init("1.1.1 days", nil),
    .init("1e3 days", nil),
    .init("1 day\t2 hours", "1 day 02:00:00"),
    .init("-1 day -2 months", "-2 months -1 day"),
    .init("0.001 ms", "00:00:00.000001"),
    .init("1 day x", nil),
    .init("1 xyz", nil),
    .init("9223372036854775807 us", "2562047788:00:54.775807"),
    .init("9223372036854775808 us", nil),
    .init("2147483647 days", "2147483647 days"),
    .init("2147483648 days", nil),
    .init("999999999:00:00", "999999999:00:00"),
    .init("9999999999:00:00", nil),
    .init("1:60:00", nil),
    .init("1:2:3.4567899", "01:02:03.456789"),
    .init("1 hour 1:30", "02:30:00"),
    .init("00:00:01 1 day", "00:00:01"),
    .init("1 second 2", nil),
    .init("1 minutes ago ", "-00:01:00"),
    .init("1 day AGO", "-1 day"),
    .init("1 ns", nil),
    .init("1.0000005 s", "00:00:01.000001"),
    .init("1.0000004 s", "00:00:01"),
    .init("0.5 months", "15 days"),
    .init("0.33 months", "9 days 21:36:00"),
    .init("0.1 years", "1 month"),
    .init("1.99 years", "2 years"),
    .init("-1.5 months", "-1 month -15 days"),
    .init("-0.5 day", "-12:00:00"),
    .init("1 year 2 mons -3 days 4.5 hours", "1 year 2 months -3 days 04:30:00"),
    .init("@", nil),
    .init("-", nil),
    .init("1", "00:00:01"),
    .init("-5", "-00:00:05"),
    .init("0 days", "00:00:00"),
    .init("1 day 0:0:0", "1 day"),
  ]

  /// Casts to BLOB.
  static let blobs: [ConversionExample] = [
    .init("abc", "abc"),
    .init("\\xAA", "\\xAA"),
    .init("\\xaa\\x0", nil),
    .init("\\x", nil),
    .init("a\\xAAb", "a\\xAAb"),
    .init("\\\\", nil),
    .init("\\xGG", nil),
    .init("ü", nil),
    .init("a\nb", "a\\x0Ab"),
    .init("\\x5c", "\\x5C"),
    .init("a\"b", "a\\x22b"),
    .init("a'b", "a\\x27b"),
    .init("~", "~"),
    .init("\u{7F}", "\\x7F"),
    .init("", ""),
    .init("\\xAA\\xBB", "\\xAA\\xBB"),
  ]

  /// Casts to UUID.
  static let uuids: [ConversionExample] = [
    .init("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init("A0EEBC999C0B4EF8BB6D6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init("{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init("a0eebc99-9c0b4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", nil),
    .init("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111", nil),
    .init("a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init("{a0eebc999c0b4ef8bb6d6bb9bd380a11", nil),
    .init("-a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    .init(" a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", nil),
    .init("", nil),
    .init("{", nil),
    .init("{}", nil),
    .init("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
    .init("ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    .init("g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", nil),
  ]

  /// Casts to BIT.
  static let bits: [ConversionExample] = [
    .init("0101", "0101"),
    .init("1", "1"),
    .init("", "0"),
    .init("012", nil),
    .init("0b01", nil),
    .init(" 01", nil),
    .init("11111111", "11111111"),
    .init("101010101", "101010101"),
    .init("0", "0"),
  ]

  @Test(arguments: intervals)
  func `units follow their numbers`(_ example: ConversionExample) {
    example.check({ try? TextReader.interval($0) }, { TextWriter.append($0, to: &$1) })
  }

  @Test(arguments: uuids)
  func `uuids have hyphens anywhere`(_ example: ConversionExample) {
    example.check({ TextReader.uuid($0) }, { TextWriter.append(uuid: $0, to: &$1) })
  }

  @Test(arguments: blobs)
  func `blobs are escaped where they are not printable`(_ example: ConversionExample) {
    example.check(
      { text -> [UInt8]? in
        var bytes: [UInt8] = []
        return TextReader.blob(text, to: &bytes) ? bytes : nil
      },
      { bytes, text in
        bytes.withUnsafeBufferPointer { TextWriter.append(blob: $0, to: &text) }
      }
    )
  }

  @Test(arguments: bits)
  func `bits are zeros and ones`(_ example: ConversionExample) {
    example.check(
      { text -> [UInt8]? in
        var bytes: [UInt8] = []
        return TextReader.bits(text, to: &bytes) ? bytes : nil
      },
      { bytes, text in
        bytes.withUnsafeBufferPointer { TextWriter.append(bits: $0, to: &text) }
      }
    )
  }

  @Test func `what is no blob leaves the bytes alone`() {
    var bytes: [UInt8] = [1, 2]
    let isBlob = "abc\\x0".reading { TextReader.blob($0, to: &bytes) }
    #expect(!isBlob)
    #expect(bytes == [1, 2])
  }

  @Test func `bits have their padding in front`() {
    var bytes: [UInt8] = []
    let isBits = "101".reading { TextReader.bits($0, to: &bytes) }
    #expect(isBits)
    #expect(bytes == [5, 0b1111_1101])
  }
}
