// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Recursions that nothing ends but those who read their rows.
@Suite struct EndlessRecursionTests {
  private static let numbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"

  private func tables() throws -> MadeTables {
    let tables = MadeTables()
    try tables.make("t", "SELECT i, i * i AS square FROM range(5000) r(i)")
    try tables.make("few", "SELECT i FROM range(3) r(i)")
    return tables
  }

  @Test(
    arguments: [
      ("SELECT i FROM n LIMIT 3", ["1", "2", "3"]),
      ("SELECT i FROM n LIMIT 2 OFFSET 4", ["5", "6"]),
      ("SELECT i FROM n LIMIT 0", []),
      ("SELECT i FROM n WHERE i % 1000 = 0 LIMIT 2", ["1000", "2000"]),
      ("SELECT count(*) FROM (SELECT i FROM n LIMIT 70000)", ["70000"]),
      ("SELECT sum(i) FROM (FROM n LIMIT 10)", ["55"]),
      ("SELECT n.i, square FROM n JOIN t ON n.i = t.i LIMIT 2", ["1|1", "2|4"]),
      ("SELECT n.i, square FROM t JOIN n ON n.i = t.i LIMIT 2", ["1|1", "2|4"]),
      ("SELECT n.i, square FROM n LEFT JOIN t ON n.i = t.i LIMIT 1", ["1|1"]),
      ("SELECT n.i, square FROM t RIGHT JOIN n ON n.i = t.i LIMIT 1", ["1|1"]),
      ("SELECT n.i, few.i FROM few, n LIMIT 4", ["1|0", "1|1", "1|2", "2|0"]),
      ("SELECT few.i FROM few WHERE EXISTS (SELECT 1 FROM n WHERE n.i > 5)", ["0", "1", "2"]),
      ("SELECT few.i FROM few WHERE NOT EXISTS (FROM n)", []),
      ("SELECT EXISTS (FROM n WHERE i = 77)", ["true"]),
      ("SELECT (SELECT i FROM n WHERE i > 10 LIMIT 1)", ["11"]),
      ("SELECT i FROM (FROM n UNION ALL SELECT 0) LIMIT 1", ["1"]),
      ("SELECT few.i, (SELECT n.i FROM n WHERE n.i > 2 LIMIT 1) FROM few LIMIT 1", ["0|3"]),
      ("SELECT 1", ["1"]),
      ("SELECT unnest([i, -i]) FROM n LIMIT 3", ["1", "-1", "2"]),
    ],
    [1, 4]
  ) func `whoever has rows enough ends a recursion`(
    _ example: (query: String, rows: [String]),
    _ threads: Int
  ) throws {
    let query = RunningQuery(threads: threads, laneRows: 1)
    #expect(try tables().rows("\(Self.numbers) \(example.query)", query) == example.rows)
  }

  @Test(arguments: [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT n.i FROM n, few) SELECT count(*) FROM n",
    """
    WITH RECURSIVE n(k, i) USING KEY (k) AS (
      SELECT 1, 1 UNION SELECT k + 1, 1 FROM n
    ) SELECT * FROM n
    """,
    """
    WITH RECURSIVE n(i) AS (
      SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE (SELECT count(*) FROM recurring.n) > 0
    ) SELECT count(*) FROM n
    """,
  ]) func `a recursion without an end reaches the limit of memory`(_ text: String) throws {
    let (step, _) = try tables().plan(text)
    let query = RunningQuery(threads: 1, memoryLimit: 1 << 16)
    let error = #expect(throws: SQLError.self) { try step.stored(query) }
    #expect(error?.kind == .memory)
  }
}
