// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct CellsTests {
  private static func texts(
    _ result: SQLLogicResult,
    _ types: String,
    _ flavor: Flavor
  ) -> [String] {
    Cells(result, types: Array(types.utf8), flavor: flavor).texts
  }

  @Test func `DuckDB writes cells by the type of the column`() {
    #expect(
      Self.texts(.column(.boolean, "true", "false", nil), "T", .duckdb) == ["1", "0", "NULL"]
    )
    #expect(Self.texts(.column(.text, "", "a\0b", "ü"), "I", .duckdb) == ["(empty)", "a\\0b", "ü"])
    #expect(Self.texts(.column(.floating, "1.5", "1e+20"), "I", .duckdb) == ["1.5", "1e+20"])
  }

  @Test(
    arguments: [
      (.integer, "I", "12", "12"), (.floating, "I", "34.99", "34"), (.floating, "I", "-0.5", "0"),
      (.decimal, "I", "-34.99", "-34"), (.floating, "I", "1e+30", "1e+30"),
      (.boolean, "I", "true", "1"), (.text, "I", "abc", "0"), (.text, "I", " -12abc", "-12"),
      (.text, "I", "", "0"), (.integer, "R", "5", "5.000"), (.floating, "R", "1.23456", "1.235"),
      (.boolean, "R", "false", "0.000"), (.text, "R", "abc", "abc"), (.text, "T", "", "(empty)"),
      (.text, "T", "a\tb\u{7F}", "a@b@"), (.integer, "T", "12", "12"),
    ] as [(SQLLogicResult.Kind, String, String, String)]
  )
  func `SQLite writes cells by the letters of the query`(
    _ kind: SQLLogicResult.Kind,
    _ type: String,
    _ cell: String,
    _ expected: String
  ) {
    #expect(Self.texts(.column(kind, cell), type, .sqlite) == [expected])
    #expect(Self.texts(.column(kind, nil), type, .sqlite) == ["NULL"])
  }

  private static let rows = SQLLogicResult.rows(
    [.text, .integer],
    ["b", "10"],
    ["a", "9"],
    ["a", "10"],
    [nil, "1"],
    ["é", "2"]
  )

  @Test(
    arguments: [
      (.asFound, ["b", "10", "a", "9", "a", "10", "NULL", "1", "é", "2"]),
      (.byRow, ["NULL", "1", "a", "10", "a", "9", "b", "10", "é", "2"]),
      (.byValue, ["1", "10", "10", "2", "9", "NULL", "a", "a", "b", "é"]),
    ] as [(Query.Order, [String])]
  )
  func `the bytes decide the order`(_ order: Query.Order, _ expected: [String]) {
    var cells = Cells(Self.rows, types: [0x54, 0x49], flavor: .duckdb)
    cells.sort(order)
    #expect(cells.texts == expected)
  }

  @Test func `the hash is over the cells, each with a line feed`() {
    let cells = Cells(.column(.integer, "1", "2", "3"), types: [0x49], flavor: .sqlite)
    // printf '1\n2\n3\n' | md5sum
    #expect(cells.hash == "3 values hashing to c0710d6b4f15dfa88f600b0e6b624077")
  }

  @Test func `a result without columns has no rows`() {
    let cells = Cells(SQLLogicResult(), types: [], flavor: .duckdb)
    #expect(cells.rowCount == 0)
    #expect(cells.lines == [])
    // printf '' | md5sum
    #expect(cells.hash == "0 values hashing to d41d8cd98f00b204e9800998ecf8427e")
  }
}
