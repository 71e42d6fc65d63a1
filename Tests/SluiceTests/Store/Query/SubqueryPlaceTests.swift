// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Queries in expressions at places where rows are grouped, marked or numbered already.
@Suite struct SubqueryPlaceTests {
  private static let tables =
    "CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1), (2);"
    + "CREATE TABLE u(a INTEGER, b INTEGER); INSERT INTO u VALUES (1, 5);"

  @Test(
    arguments: [
      // What is selected is a condition, too.
      ("SELECT a, a IN (SELECT a FROM u) AS m FROM t WHERE m", [["1", "true"]]),
      (
        "SELECT a, m FROM (SELECT a, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS m FROM t) WHERE NOT m",
        [["2", "false"]]
      ),
      (
        "SELECT m, count(*) FROM (SELECT a IN (SELECT a FROM u) AS m FROM t) GROUP BY m HAVING m",
        [["true", "1"]]
      ),
      (
        "SELECT v.k, x.m FROM (VALUES (1), (2)) v(k) LEFT JOIN "
          + "(SELECT a, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS m FROM t) x ON x.m AND x.a = v.k "
          + "ORDER BY k",
        [["1", "true"], ["2", nil]]
      ),
      ("SELECT count(*) FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a)", [["1"]]),
      // What rows are grouped by is asked about.
      (
        "SELECT a + 1 AS k FROM t GROUP BY a + 1 HAVING a + 1 IN (SELECT a + 1 FROM u)",
        [["2"]]
      ),
      (
        "SELECT a + 1 AS k, (SELECT count(*) FROM u WHERE u.a + 1 = t.a + 1) FROM t "
          + "GROUP BY a + 1 ORDER BY k IN (SELECT 2), k",
        [["3", "0"], ["2", "1"]]
      ),
      // So is what windows have numbered.
      (
        "SELECT a, row_number() OVER (ORDER BY a) AS r FROM t QUALIFY r IN (SELECT a FROM u)",
        [["1", "1"]]
      ),
      (
        "SELECT a, max(a) OVER () + 1 AS m, m > ALL (SELECT b FROM u) FROM t ORDER BY a",
        [["1", "3", "false"], ["2", "3", "false"]]
      ),
      // Rows that no key is left of say so, also where there are none.
      (
        "SELECT t.a, x.g FROM t, LATERAL "
          + "(SELECT grouping(b) AS g FROM u WHERE u.a = t.a GROUP BY ROLLUP (b)) x ORDER BY ALL",
        [["1", "0"], ["1", "1"], ["2", "1"]]
      ),
    ] as [(String, [[String?]])]
  )
  func `values are those of the place`(sql: String, rows: [[String?]]) throws {
    let connection = ColumnStore().connect()
    #expect(try connection.run(Self.tables + sql).last?.texts == rows)
  }

  @Test func `several empty grouping sets of a dependent query are refused`() throws {
    let connection = ColumnStore().connect()
    let error = #expect(throws: SQLError.self) {
      try connection.run(
        Self.tables
          + "SELECT (SELECT count(*) FROM (SELECT 1 FROM u WHERE u.a = t.a "
          + "GROUP BY GROUPING SETS ((), ()))) FROM t"
      )
    }
    #expect(error?.kind == .unsupported)
  }
}
