// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Aggregates of different values over frames, beside those over the rows that each frame has.
@Suite struct DistinctWindowTests {
  private static let calls = [
    "count(DISTINCT x)", "sum(DISTINCT x)", "list(DISTINCT x)", "string_agg(DISTINCT s, ',')",
    "count(DISTINCT (x, s))", "count(DISTINCT x) FILTER (WHERE i % 3 <> 0)",
    "max(DISTINCT s) FILTER (WHERE x > 2)",
  ]

  /// Frames, and which rows they have.
  private static let frames = [
    ("ORDER BY i", "u.i <= t.i"),
    ("ORDER BY o", "u.o <= t.o"),
    ("ORDER BY i DESC", "u.i >= t.i"),
    ("ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND 3 PRECEDING", "u.n <= t.n - 3"),
    ("ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND o FOLLOWING", "u.n <= t.n + t.o"),
    ("ORDER BY o RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING", "u.o <= t.o - 1"),
    (
      "ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW",
      "u.n <= t.n + 1 AND u.n <> t.n"
    ),
    ("ORDER BY i ROWS BETWEEN 4 PRECEDING AND 1 FOLLOWING", "u.n BETWEEN t.n - 4 AND t.n + 1"),
    ("ORDER BY i ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", "u.n >= t.n"),
  ]

  @Test(arguments: ["sum(x)", "sum(DISTINCT x)", "avg(x)"])
  func `sums that no row asks for do not overflow`(call: String) throws {
    let connection = ColumnStore().connect()
    let rows =
      "(SELECT i, '100000000000000000000000000000000000000'::HUGEINT + i AS x FROM range(40) r(i))"
    let sums = try connection.query("SELECT \(call) OVER (PARTITION BY i ORDER BY i) FROM \(rows)")
    #expect(sums.rowCount == 40)
    #expect(throws: SQLError.self) {
      try connection.query("SELECT \(call) OVER (ORDER BY i) FROM \(rows)")
    }
    #expect(throws: SQLError.self) { try connection.query("SELECT \(call) FROM \(rows)") }
  }

  @Test func `sums that fit in the end are right`() throws {
    let sums = try ColumnStore().connect().query(
      """
      SELECT sum(x) OVER (ORDER BY i) FROM (
        SELECT i, CASE WHEN i = 0 THEN -170000000000000000000000000000000000000::HUGEINT
          WHEN i < 16 THEN 0::HUGEINT ELSE 12000000000000000000000000000000000000::HUGEINT END AS x
        FROM range(32) r(i)) QUALIFY i = 31
      """
    )
    #expect(sums.texts == [["22000000000000000000000000000000000000"]])
  }

  @Test(arguments: calls, frames) func `each frame has each value once`(
    call: String,
    frame: (window: String, condition: String)
  ) throws {
    let connection = ColumnStore().connect()
    try connection.run(
      """
      CREATE TABLE t AS
        SELECT i, row_number() OVER (PARTITION BY p ORDER BY i) AS n, * EXCLUDE i FROM (
          SELECT i, i % 3 AS p, i // 7 AS o, nullif(hash(i) % 9, 4) AS x, substr('abcde', 1 + i * i % 5, 1) AS s
          FROM range(300) r(i))
      """
    )
    // In what order different values come is not said of lists.
    let value = call.hasPrefix("list") ? "list_sort(v)" : "v"
    let order = call.hasPrefix("string") ? "list_sort(string_split(v, ','))" : value
    let found = try connection.query(
      "SELECT i, \(order) FROM "
        + "(SELECT i, \(call) OVER (PARTITION BY p \(frame.window)) AS v FROM t) ORDER BY i"
    )
    let wanted = try connection.query(
      "SELECT i, \(order) FROM (SELECT t.i, (SELECT \(call) FROM t u WHERE u.p = t.p "
        + "AND \(frame.condition)) AS v FROM t) ORDER BY i"
    )
    #expect(found.texts == wanted.texts)
    #expect(found.rowCount == 300)
  }
}
