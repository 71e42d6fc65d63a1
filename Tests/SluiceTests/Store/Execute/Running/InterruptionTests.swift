// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What works for long asks whether anyone waits for it.
@Suite struct InterruptionTests {
  /// Queries that work for long once they have read all rows.
  static let passes = [
    "SELECT i, rank() OVER (ORDER BY h) FROM t",
    "SELECT i, ntile(3) OVER (PARTITION BY g ORDER BY h) FROM t",
    "SELECT i, lag(h, 2, 0) IGNORE NULLS OVER (ORDER BY i) FROM t",
    "SELECT i, nth_value(h, 70000) OVER (ORDER BY i) FROM t",
    "SELECT i, sum(h) OVER (ORDER BY i ROWS 3 PRECEDING) FROM t",
    "SELECT i, sum(h) FILTER (WHERE g = 1) OVER () FROM t",
    "SELECT i, count(*) OVER (ORDER BY h RANGE 5 PRECEDING) FROM t",
    "SELECT i, fill(h) OVER (ORDER BY i) FROM t",
    "SELECT i, count(DISTINCT h) OVER (PARTITION BY g ORDER BY i) FROM t",
    "SELECT i, quantile_disc('a text of its own ' || h, [0.1, 0.9]) OVER (PARTITION BY g) FROM t",
    "SELECT quantile_cont(h, [0.1, 0.9]), mad(h), max(i) FROM t",
    "SELECT histogram(h), approx_top_k(h, 3), max(i) FROM t",
    "SELECT h FROM t INTERSECT SELECT h FROM t",
    "SELECT h + 1 FROM t EXCEPT SELECT h FROM t",
    "SELECT mode(h), count(DISTINCT h), max(i) FROM t",
    "SELECT sum(DISTINCT h), string_agg(h::VARCHAR, ','), max(i) FROM t",
    "SELECT list(h ORDER BY g, i) FROM t",
    "SELECT count(*) FROM t a ASOF JOIN t b ON a.g = b.g AND a.h >= b.h",
    "SELECT max(a.h) FROM t a JOIN t b ON a.g = b.g AND a.i = b.i",
  ]

  /// Queries of one row that takes long.
  static let rows = [
    "SELECT len(list_sort(list_transform(range(70000 + i), x -> x * 7919 % 100003))) FROM one",
    "SELECT len(list_filter(range(140000 + i), x -> x % 3 = 1)) FROM one",
    "SELECT list_reduce(range(3000 + i), (a, b) -> a + b) FROM one",
    "SELECT levenshtein(repeat('ab', 700 + i), repeat('ba', 700)) FROM one",
    "SELECT length(regexp_replace(repeat('lorem ip', 90000 + i), 'or', '', 'g')) FROM one",
    "SELECT sum(length(upper(repeat('x', 40000 + i)))) FROM few",
  ]

  private func makeTables() throws -> MadeTables {
    let tables = MadeTables()
    try tables.make(
      "t",
      "SELECT i, i % 7 AS g, i * 7919 % 100003 AS h FROM range(70000) r(i)"
    )
    try tables.make("few", "SELECT i FROM range(100) r(i)")
    try tables.make("one", "SELECT i FROM range(1) r(i)")
    return tables
  }

  private func run(
    _ text: String,
    _ tables: MadeTables,
    _ interruption: Interruption,
    threads: Int = 1
  ) throws {
    tables.parameters.interruption = interruption
    let (step, _) = try tables.plan(text)
    _ = try step.stored(RunningQuery(tables.parameters, threads: threads, laneRows: 1 << 13))
  }

  /// How often a query asks.
  private func questions(_ text: String, _ tables: MadeTables, threads: Int = 1) throws -> Int {
    let counting = Interruption(endingAfter: 1 << 40)
    try run(text, tables, counting, threads: threads)
    return 1 << 40 - counting.questionsLeft
  }

  @Test(arguments: passes + rows) func `long work asks, and ends when it hears so`(
    _ text: String
  ) throws {
    let tables = try makeTables()
    let asked = try questions(text, tables)
    if Self.passes.contains(text) {
      // Whoever reads all rows asks for each chunk, and each pass over them from time to time.
      #expect(asked > (try questions("SELECT i, g, h FROM t", tables)) + 2)
    } else {
      #expect(asked > 4)
    }
    for place in [asked / 2, asked * 9 / 10, asked - 2] {
      #expect(throws: CancellationError.self) {
        try run(text, tables, Interruption(endingAfter: max(0, place)))
      }
    }
  }

  @Test(arguments: passes) func `threads that work on the same query end together`(
    _ text: String
  ) throws {
    let tables = try makeTables()
    let asked = try questions(text, tables, threads: 3)
    for share in 1...7 {
      #expect(throws: CancellationError.self) {
        try run(text, tables, Interruption(endingAfter: asked * share / 8), threads: 3)
      }
    }
  }

  @Test func `a sort that ends early has all rows`() throws {
    let column = CellColumn(CellShape(.bigint))
    let count = 1 << 20 + 1_000
    for row in 0..<count { column.append(value: Int64(row * 7919 % 100_003)) }
    for questions in [0, 1, 2, 5] {
      let order = KeySorter.permutation(
        [column.cells],
        [KeyOrder()],
        count: count,
        Interruption(endingAfter: questions)
      )
      var isThere = Array(repeating: false, count: count)
      for place in 0..<order.count { isThere[Int(order.rows[place])] = true }
      #expect(!isThere.contains(false))
    }
  }
}
