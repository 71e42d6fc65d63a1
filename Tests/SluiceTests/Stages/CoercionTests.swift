// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct CoercionTests {
  private func converted(_ value: Value, _ kind: DataType.Kind) -> Value? {
    guard case .converted(let result) = Coercion.convert(value, to: DataType(kind)) else {
      return nil
    }
    return result
  }

  @Test func `no value fits every column`() {
    for kind in DataType.Kind.allCases { #expect(converted(.null, kind) == .null) }
  }

  @Test(
    arguments: [
      ("1_000", 1_000), (" +7\n", 7), ("-0", 0), ("0x_1", nil), ("0x1_f", 31), ("0x", nil),
      ("1__0", nil), ("_1", nil), ("1_", nil), ("", nil), ("1.0", nil), ("٣", nil),
    ] as [(Value, Int64?)]
  )
  func `texts of integers are read as in Python`(text: Value, expected: Int64?) {
    #expect(converted(text, .bigint)?.int64 == expected)
  }

  @Test(
    arguments: [
      ("1_0.5", 10.5), (" 1e400 ", .infinity), ("-INF", -.infinity), ("0x10", 16), ("0x1p3", nil),
      ("1_.5", nil), ("1._5", nil), ("snan", nil), ("infinit", nil), ("1e", nil), (".", nil),
      (".5e1", 5), ("5.e1", 50), ("", nil), ("+-1", nil), ("1 2", nil),
    ] as [(Value, Double?)]
  )
  func `texts of doubles are read as in Python`(text: Value, expected: Double?) {
    #expect(converted(text, .double)?.number == expected)
  }

  @Test func `very long integers do not fit`() {
    #expect(converted(.text(String(repeating: "9", count: 4_300)), .bigint) != nil)
    #expect(converted(.text(String(repeating: "9", count: 4_301)), .bigint) == nil)
    let long = ExactDecimal("1E+28").map { Value.decimal($0) }
    #expect(long.flatMap { converted($0, .bigint) } == nil)
    let shorter = ExactDecimal("1E+27").map { Value.decimal($0) }
    #expect(shorter.flatMap { converted($0, .bigint) } != nil)
  }

  @Test(arguments: [
    ("9", DataType.Kind.bigint), ("9", .decimal), ("0.", .decimal), ("0", .wei), ("9", .double),
    ("0.", .double), ("0x", .bigint), ("0x", .decimal), ("0x", .wei), ("-0x", .double),
    ("_", .bigint),
  ])
  func `very long texts are no numbers`(start: String, kind: DataType.Kind) {
    for count in [4_301, 5_000_000] {
      let digits = String(repeating: "1", count: count - start.utf8.count)
      #expect(Coercion.convert(.text(start + digits), to: DataType(kind)) == .misfit)
    }
    let text = " " + start + String(repeating: "0", count: 4_300 - start.utf8.count) + "\n"
    let isNumber = start != "_" && start != "-0x" && !(start == "9" && kind == .wei)
    #expect((converted(.text(text), kind) != nil) == isNumber)
  }

  @Test func `a year that cannot be counted fails the load`() {
    #expect(
      Coercion.convert(.int(.min), to: .timestamp) == .failure(.secondsOutOfRange)
    )
    #expect(Coercion.convert(.double(1e18), to: .date) == .failure(.secondsOutOfRange))
    #expect(Coercion.convert(.double(1e19), to: .date) == .misfit)
    #expect(Coercion.convert(.int(253_402_300_800), to: .timestamp) == .misfit)
    #expect(converted(.int(253_402_300_799), .timestamp)?.description.hasPrefix("9999") == true)
    #expect(Coercion.convert(.double(253_402_300_799.9999999), to: .timestamp) == .misfit)
    #expect(Coercion.convert(.double(.nan), to: .timestamp) == .misfit)
  }

  @Test func `weis beyond their bounds become text`() throws {
    let largest = try #require(ExactDecimal("578960446186580977117854925043439539266"))
    let smallest = try #require(ExactDecimal("-578960446186580977117854925043439539267"))
    let tooSmall = try #require(ExactDecimal("-578960446186580977117854925043439539268"))
    #expect(Coercion.convert(.wei(largest), to: .wei) == .converted(.wei(largest)))
    #expect(Coercion.convert(.decimal(smallest), to: .wei) == .converted(.wei(smallest)))
    #expect(
      Coercion.convert(.decimal(tooSmall), to: .wei)
        == .variant(.text(tooSmall.description), typeName: "str")
    )
    #expect(Coercion.convert(.text("nan"), to: .wei) == .failure(.notANumberAsWei))
  }

  @Test func `a date is that of UTC`() throws {
    let timestamp = try #require(Timestamp("2024-03-01T23:30:00-05:30"))
    #expect(converted(.timestamp(timestamp), .date)?.description == "2024-03-02")
  }

  @Test(arguments: [
    (
      #"{"a": [1, -0, 1.5e3, "\u00e9\ud83d\ude00\n"], "b": {}}"#,
      #"{"a":[1,0,1500.0,"é😀\n"],"b":{}}"#
    ),
    (" [ ] ", "[]"), ("18446744073709551616", "18446744073709551616"),
    (#""\u0001\"\\\/""#, #""\u0001\"\\/""#),
  ])
  func `JSON goes in and out`(text: String, expected: String) {
    #expect(parseJSON(text).map { compactJSON($0) } == expected)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "NaN", "'a'", "\"a", "\"\t\"",
    #""\x""#, #""\ud800""#, #""\udc00""#, "1 2", "[1 2]", "{1:2}", "nul", "1e400", "-",
  ])
  func `what is not JSON is nothing`(text: String) {
    #expect(parseJSON(text) == nil)
  }

  @Test func `JSON nests a thousand levels`() {
    let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
    #expect(parseJSON(deep) != nil)
    #expect(parseJSON("[[" + deep + "]]") == nil)
  }
}
