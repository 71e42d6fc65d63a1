// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Numbers where SQLite is to be followed: whether they are whole is a matter of the row.
@Suite struct DialectModeTests {
  private static let mixed = "CASE WHEN w THEN 7 ELSE avg(5) END"

  @Test(
    arguments: [
      ("\(mixed) / 2", "3.0", "2.5"),
      ("- \(mixed) / 2", "-3.0", "-2.5"),
      ("(\(mixed) + 1) / 3 / 2", "1.0", "1.0"),
      ("100 / \(mixed)", "14.0", "20.0"),
      ("\(mixed) / \(mixed)", "1.0", "1.0"),
      ("coalesce(if(w, 7, NULL), avg(5)) / 2", "3.0", "2.5"),
      ("CASE WHEN w THEN CAST(7 AS DOUBLE) ELSE avg(5) END / 2", "3.5", "2.5"),
      ("CASE WHEN w THEN 7 ELSE CASE WHEN NOT w THEN 9 ELSE avg(5) END END / 2", "3.0", "4.0"),
    ]
  ) func `each row has its kind of number`(
    _ expression: String,
    _ whole: String,
    _ other: String
  ) throws {
    let connection = ColumnStore().connect()
    try connection.run(
      "SET integer_division = true; SET dialect_compatibility_mode = 'sqlite';"
        + "CREATE TABLE t AS SELECT w FROM (VALUES (true), (false)) v(w)"
    )
    let rows = try connection.query(
      "SELECT (\(expression))::VARCHAR AS x FROM t GROUP BY w ORDER BY w DESC"
    )
    #expect(try rows.values("x", as: String.self) == [whole, other])
  }

  @Test func `choices of choices do not grow without a limit`() throws {
    let connection = ColumnStore().connect()
    try connection.run(
      "SET integer_division = true; SET dialect_compatibility_mode = 'sqlite'"
    )
    let choice = "CASE WHEN count(*) > 0 THEN 8 ELSE avg(5) END"
    let chain = Array(repeating: choice, count: 60).joined(separator: " / ")
    #expect(try connection.query("SELECT \(chain) < 1").rowCount == 1)
  }

  @Test func `an expression has one type for all rows otherwise`() throws {
    let rows = try ColumnStore().query("SELECT CASE WHEN true THEN 7 ELSE avg(5) END / 2 AS x")
    #expect(try rows.values("x", as: Double.self) == [3.5])
  }
}
