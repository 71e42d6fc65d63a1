// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Queries on several threads.
@Suite struct LaneTests {
  /// Queries whose rows come in a certain order, or in any.
  static let ordered = [
    "SELECT * FROM t",
    "SELECT i, s FROM t WHERE h % 3 = 1",
    "SELECT * FROM t LIMIT 10",
    "SELECT * FROM t LIMIT 10 OFFSET 5000",
    "SELECT i FROM t WHERE i > 8900 LIMIT 30",
    "SELECT i, s FROM t LIMIT 10%",
    "SELECT * FROM t ORDER BY h, i",
    "SELECT i, s, n FROM t ORDER BY n NULLS FIRST, s DESC, g",
    "SELECT g FROM t ORDER BY g LIMIT 5000",
    "SELECT t.i, u.name FROM t JOIN u ON t.n = u.k",
    "SELECT t.i, u.name FROM t LEFT JOIN u ON t.h = u.k",
    "SELECT g FROM t UNION ALL SELECT c FROM u",
    "SELECT i, sum(i) OVER (PARTITION BY g ORDER BY h, i) FROM t",
    "SELECT * FROM range(50000)",
    "SELECT * FROM generate_series(30000, -5, -11)",
    "SELECT * FROM range(9223372036854775807) LIMIT 3",
    "SELECT * FROM range(-9223372036854775807, 9223372036854775807, 9000000000000000000)",
    "SELECT i, unnest([i, i + 1]) FROM t",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 300) FROM r",
    "WITH c AS (SELECT i, h FROM t WHERE g = 3) SELECT a.i FROM c a JOIN c b ON a.i = b.i",
    "SELECT * FROM t POSITIONAL JOIN u LIMIT 3000",
    "SELECT count(*), sum(h), sum(d), avg(d), first(i), last(i), list(g)[77] FROM t",
  ]

  static let unordered = [
    "SELECT g, count(*), sum(h), min(s), max(n), first(i), last(s) FROM t GROUP BY g",
    "SELECT h, count(*), sum(i), min(s) FROM t GROUP BY h",
    "SELECT i // 3 AS k, count(*), sum(h), min(s), list(s ORDER BY h), first(i) FROM t GROUP BY k",
    "SELECT (9000 - i) // 2 AS k, count(*), last(i), quantile_disc(h, 0.5) FROM t GROUP BY k",
    "SELECT if(i % 9 < 7, i // 100, NULL) AS k, count(*), avg(h) FROM t GROUP BY k",
    "SELECT (i // 50 * 1000000000000)::BIGINT AS k, count(*), max(s) FROM t GROUP BY k",
    "SELECT n, count(*), min(i) FROM t GROUP BY n",
    "SELECT s, g, count(DISTINCT h), sum(n) FROM t GROUP BY s, g",
    "SELECT g, list(i), string_agg(s, ',' ORDER BY i DESC) FROM t GROUP BY g",
    "SELECT g, s, count(*) FILTER (WHERE n > 500) FROM t GROUP BY ROLLUP (g, s)",
    "SELECT DISTINCT s FROM t",
    "SELECT DISTINCT ON (g) g, i FROM t",
    "SELECT t.i, u.name FROM t RIGHT JOIN u ON t.h = u.k",
    "SELECT t.i, u.name FROM t FULL JOIN u ON t.h = u.k",
    "SELECT i FROM t WHERE h NOT IN (SELECT k FROM u WHERE c = 3)",
    "SELECT i, (SELECT name FROM u WHERE u.k = t.h) FROM t",
    "SELECT n FROM t INTERSECT SELECT k FROM u",
    "SELECT h FROM t EXCEPT ALL SELECT k FROM u",
  ]

  /// Tables of a few chunks, with lanes of one chunk.
  static func tables() throws -> MadeTables {
    let tables = MadeTables()
    try tables.make(
      "t",
      """
      SELECT i, i % 37 AS g, (i * 7919) % 10007 AS h, i * 0.1::DOUBLE AS d,
        CASE WHEN i % 5 = 0 THEN NULL ELSE i % 1000 END AS n, 'text number ' || (i % 777) AS s
      FROM range(9000) r(i)
      """
    )
    try tables.make(
      "u",
      "SELECT i AS k, 'name of ' || i AS name, i % 11 AS c FROM range(5000) r(i)"
    )
    return tables
  }

  @Test(arguments: ordered) func `rows in order are the same on any number of threads`(
    _ text: String
  ) throws {
    let tables = try Self.tables()
    let expected = try tables.rows(text, RunningQuery(threads: 1))
    for threads in [2, 3, 8] {
      let query = RunningQuery(threads: threads, laneRows: 1)
      let rows = try tables.rows(text, query)
      // Sums of doubles are those of the lanes.
      if !text.contains("(d)") { #expect(rows == expected) }
      #expect(try tables.rows(text, RunningQuery(threads: threads, laneRows: 1)) == rows)
    }
  }

  @Test(arguments: unordered) func `rows in any order are the same on any number of threads`(
    _ text: String
  ) throws {
    let tables = try Self.tables()
    let expected = try tables.rows(text, RunningQuery(threads: 1)).sorted()
    for threads in [2, 3, 8] {
      let query = RunningQuery(threads: threads, laneRows: 1)
      #expect(try tables.rows(text, query).sorted() == expected)
    }
  }

  @Test func `of several errors the one of the first row is thrown`() throws {
    let tables = try Self.tables()
    let text = "SELECT CAST(CASE WHEN i > 2500 THEN 'x' || i ELSE '1' END AS INTEGER) FROM t"
    let message = { (query: RunningQuery) -> String in
      do {
        _ = try tables.rows(text, query)
        return ""
      } catch { return (error as? SQLError)?.message ?? "\(error)" }
    }
    let expected = message(RunningQuery(threads: 1))
    #expect(expected.contains("x2501"))
    for _ in 0..<20 { #expect(message(RunningQuery(threads: 4, laneRows: 1)) == expected) }
  }

  @Test func `a limit ends the lanes behind it`() throws {
    let tables = try Self.tables()
    let watch = ChunkWatch()
    tables.watch = watch
    _ = try tables.rows("SELECT i FROM t LIMIT 1", RunningQuery(threads: 1))
    #expect(watch.chunkCount == 1)
  }

  @Test func `steps that are measured count their rows`() throws {
    let tables = try Self.tables()
    let text = "SELECT g, count(*) FROM t WHERE i < 4000 GROUP BY g"
    let step = try tables.plan(text, isMeasuring: true).step
    _ = try step.stored(RunningQuery(threads: 2, laneRows: 1))
    var counts: [Int] = []
    var next = step as? MeasuredStep
    while let step = next {
      counts.append(step.measures.totals.rows)
      #expect(step.ownTime >= .zero)
      next = step.measuredInputs.first
    }
    #expect(counts.first == 37)
    // The condition belongs to the part of the plan that reads the table.
    #expect(counts.last == 4000)
  }
}
