// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

struct FunctionTests {
  static let cases =
    FunctionCase.casts + FunctionCase.texts + FunctionCase.numbers + FunctionCase.dates
    + FunctionCase.lists + FunctionCase.json + FunctionCase.rareTypes

  @Test(arguments: cases)
  func `An expression has the text that DuckDB makes of it`(_ sample: FunctionCase) throws {
    #expect(try FunctionRunner.text(sample.expression) == sample.text)
  }

  @Test(arguments: FunctionCase.failures + FunctionCase.rareFailures)
  func `What DuckDB refuses is refused`(_ sample: FunctionCase) {
    #expect(throws: SQLError.self) { try FunctionRunner.text(sample.expression) }
  }

  @Test(arguments: FunctionCall.all)
  func `Constants and columns make the same values`(_ call: FunctionCall) throws {
    let expected = try FunctionRunner.text(
      "\(call.name)(\(call.arguments.joined(separator: ", ")))"
    )
    let names = call.arguments.indices.map { "x\($0)" }.joined(separator: ", ")
    let values = "(\(call.arguments.joined(separator: ", ")))"
    let rows = try FunctionRunner.rows(
      "SELECT \(call.name)(\(names)) FROM (VALUES \(values), \(values)) AS t(\(names))"
    )
    #expect(rows == [[expected], [expected]])
  }

  @Test(arguments: FunctionCall.all)
  func `A row in which all is missing changes no other`(_ call: FunctionCall) throws {
    let names = call.arguments.indices.map { "x\($0)" }.joined(separator: ", ")
    let values = "(\(call.arguments.joined(separator: ", ")))"
    let none = "(\(call.arguments.map { _ in "NULL" }.joined(separator: ", ")))"
    let rows = try FunctionRunner.rows(
      "SELECT \(call.name)(\(names)) FROM (VALUES \(none), \(values), \(none)) AS t(\(names))"
    )
    let expected = try FunctionRunner.text(
      "\(call.name)(\(call.arguments.joined(separator: ", ")))"
    )
    try #require(rows.count == 3)
    #expect(rows[1] == [expected])
    #expect(rows[0] == rows[2])
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `Functions and casts of anything never trap`(_ seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    let names = FunctionCatalog.standard.scalars.keys.sorted()
    for _ in 0..<250 {
      let count = 1 + random.next(below: 4)
      let arguments = (0..<count).map { _ in Self.values[random.next(below: Self.values.count)] }
      let name = names[random.next(below: names.count)]
      let call =
        switch random.next(below: 8) {
        case 0:
          "TRY_CAST(\(arguments[0]) AS \(Self.types[random.next(below: Self.types.count)]))"
        case 1:
          "\(arguments[0]) \(Self.signs[random.next(below: Self.signs.count)]) \(arguments[count - 1])"
        default: "\"\(name)\"(\(arguments.joined(separator: ", ")))"
        }
      _ = try? FunctionRunner.text(call)
    }
  }

  static let signs = ["+", "-", "*", "/", "//", "%", "**", "||", "&", "|", "<<", ">>", "^@", "->"]

  static let types = [
    "TINYINT", "INTEGER", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL(5,2)", "DECIMAL(38,10)",
    "VARCHAR", "BLOB", "JSON", "UUID", "BIT", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ",
    "INTERVAL",
    "INTEGER[]", "VARCHAR[]", "INTEGER[2]", "MAP(VARCHAR, INTEGER)", "STRUCT(a INTEGER)",
  ]

  static let values = [
    "NULL", "0", "1", "-1", "2", "100", "-128", "-2147483648", "9223372036854775807",
    "'-9223372036854775808'::BIGINT", "170141183460469231731687303715884105727", "1.5", "-0.25",
    "1e308", "'nan'::DOUBLE", "'-inf'::DOUBLE", "1.5::FLOAT", "''", "'a'", "'héllo wörld 🤦🏼‍♂️ text'",
    "'%a_'", "'['", "'(a|b)*'", "'-1.5'", "'year'", "'2020-01-01'", "'{\"a\":[1,{\"b\":null}]}'",
    "'$.a[0]'", "'%Y-%m-%d'", "'%d %5.2f %s'", "'{:>5} {}'", "true", "DATE '2020-02-29'",
    "'infinity'::DATE", "'-infinity'::TIMESTAMP", "DATE '5877642-06-25 (BC)'",
    "TIMESTAMP '2020-06-15 12:34:56.789'", "TIMESTAMP '294247-01-10 04:00:54.775806'",
    "TIME '12:34:56.789'", "INTERVAL '1 day'", "INTERVAL '-3 months'",
    "INTERVAL '1 month 2 days 3 hours'", "[1, 2, 3]", "[]", "[NULL, 1]", "['a', NULL]",
    "[[1], [2, 3], NULL]", "{'a': 1, 'b': 'x'}", "map(['a'], [1])", "'\\xAA\\x00'::BLOB",
    "'101'::BIT", "'[1,2.50]'::JSON", "5::TINYINT", "200::UTINYINT", "1.23::DECIMAL(5,2)",
  ]
}

extension FunctionTests {
  @Test(arguments: [
    ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("", "d41d8cd98f00b204e9800998ecf8427e"),
  ])
  func `MD5 is that of RFC 1321`(_ text: String, _ digest: String) throws {
    #expect(try FunctionRunner.text("md5('\(text)')") == digest)
  }

  @Test func `Names that are written out become fields`() throws {
    let parts = "date_part(['year', 'doy', 'julian'], DATE '2022-01-01')"
    #expect(try FunctionRunner.text(parts) == "{'year': 2022, 'doy': 1, 'julian': 2459581.0}")
    let rows = try FunctionRunner.rows(
      """
      SELECT regexp_extract(x, '(\\d+)-(\\d+)', ['y', 'm'])
      FROM (VALUES ('2020-01'), (NULL), ('x')) AS t(x)
      """
    )
    #expect(rows == [["{'y': 2020, 'm': 01}"], [nil], ["{'y': '', 'm': ''}"]])
  }

  @Test func `Rows beyond one chunk are computed as those of the first`() throws {
    let rows = try FunctionRunner.rows(
      """
      SELECT count(*), sum(length(upper(x::VARCHAR || 'é')))
      FROM (SELECT unnest(range(5000)) AS x)
      """
    )
    #expect(rows == [["5000", "23890"]])
  }
}

/// Numbers that are the same for the same seed.
private struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 1) % limit
  }
}
