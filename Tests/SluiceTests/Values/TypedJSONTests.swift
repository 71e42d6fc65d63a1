// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct TypedJSONTests {
  @Test(
    arguments: [
      .null, .bool(true), .int(.min), .int(.max), .double(1), .double(-0.0), .double(1e300),
      .double(.infinity), .double(-.infinity), "", "plain", "\u{F027}2024-01-01T00:00:00",
      "\u{F02E}",
      "\u{F030}", .binary([]), .binary([0]), .binary([1, 2, 3, 255]), .hexBytes([]),
      .hexBytes([10]),
      .decimal(ExactDecimal(unscaled: 1_50, scale: 2)),
      .decimal(ExactDecimal(unscaled: -7, scale: 0)),
      .wei(ExactDecimal(12)), .timestamp(Timestamp(microseconds: 1, offset: 0)),
      .timestamp(Timestamp(microseconds: 1_700_000_000_123_456, offset: 7_200)),
      .timestamp(Timestamp(microseconds: 5_000_000, offset: nil)), .date(CalendarDate(days: -1)),
      .time(TimeOfDay(microseconds: 3_600_000_001)), .list([]), .record(Record()),
      .bigInt(ExactDecimal(UInt64.max)),
      ["a": [1, ["b": .binary([])], "\u{F02B}"], "\u{F026}": .date(CalendarDate(days: 3))],
    ] as [Value]
  )
  func `a value comes back as it was`(_ value: Value) throws {
    #expect(try TypedJSON.value(TypedJSON.string(value)) == value)
    #expect(try TypedJSON.value(TypedJSON.string(.list([value]))) == .list([value]))
  }

  @Test func `a number that is none comes back as none`() throws {
    let value = try TypedJSON.value(TypedJSON.string(.double(.nan)))
    #expect(value.number?.isNaN == true)
  }

  @Test func `a mark whose content is wrong is a text`() throws {
    for text in ["\u{F026}abc", "\u{F027}", "\u{F02B}!", "\u{F02D}25:00", "\u{F029}x"] {
      #expect(try TypedJSON.value("\"\(text)\"") == .text(text))
    }
  }

  @Test func `deep values need no stack`() throws {
    var value = Value.binary([])
    for _ in 0..<1_500 { value = .list([value]) }
    #expect(try TypedJSON.value(TypedJSON.string(value)) == value)
  }

  @Test func `plain JSON writes no marks`() {
    #expect(JSONWriter().string("\u{F026}1") == "\"\u{F026}1\"")
    #expect(JSONWriter().string(.binary([])) == "\"\"")
  }
}
