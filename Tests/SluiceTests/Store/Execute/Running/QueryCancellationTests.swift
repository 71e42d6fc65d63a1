// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Queries that nobody waits for any more.
@Suite struct QueryCancellationTests {
  /// Queries of many chunks, of which the second is the last that is to be read.
  static let texts = [
    "SELECT * FROM t",
    "SELECT g, count(*) FROM t GROUP BY g",
    "SELECT * FROM t ORDER BY h",
    "SELECT count(*) FROM t a JOIN t b ON a.g = b.g",
    "SELECT DISTINCT h FROM t",
    "SELECT h FROM t INTERSECT SELECT g FROM t",
    "SELECT sum(i) OVER (ORDER BY h) FROM t",
    "SELECT * FROM t LIMIT 100000",
    "SELECT count(*) FROM t, t AS other, t AS third",
  ]

  private func tables() throws -> MadeTables {
    let tables = MadeTables()
    try tables.make(
      "t",
      "SELECT i, i % 7 AS g, i * 7919 % 100003 AS h FROM range(60000) r(i)"
    )
    return tables
  }

  @Test(arguments: texts, [1, 4]) func `no chunk is read once a query is cancelled`(
    _ text: String,
    _ threads: Int
  ) throws {
    let tables = try tables()
    let watch = ChunkWatch(cancellingAt: 2)
    tables.watch = watch
    #expect(throws: CancellationError.self) {
      try tables.rows(text, RunningQuery(threads: threads, laneRows: 1))
    }
    // Other threads may have been about to read one.
    #expect(watch.lateChunks < threads)
  }

  @Test(arguments: [
    "SELECT count(*) FROM range(9223372036854775807)",
    "SELECT count(*) FROM range(9223372036854775807) r(i) WHERE i < 0",
    "SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n % 9 FROM r) SELECT count(*) FROM r",
    "SELECT count(*) FROM (SELECT unnest(range(1000)) FROM range(9000000000))",
  ]) func `queries without an end are left with their task`(_ text: String) async throws {
    let tables = try tables()
    let (step, _) = try tables.plan(text)
    for threads in [1, 2] {
      let query = RunningQuery(threads: threads, laneRows: 1)
      let task = Task.detached { try step.stored(query) }
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
  }

  @Test func `a query is cancelled from another thread`() async throws {
    let (step, _) = try tables().plan("SELECT count(*) FROM range(9223372036854775807)")
    let query = RunningQuery(threads: 2)
    let task = Task.detached { try step.stored(query) }
    query.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }
}
