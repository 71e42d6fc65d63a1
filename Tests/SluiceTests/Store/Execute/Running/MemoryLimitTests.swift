// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Queries that may not have all the memory that they could use.
@Suite struct MemoryLimitTests {
  private static let columns = [
    "SELECT h, count(*), sum(i), min(s), list(n), first(lt) FROM t GROUP BY h",
    "SELECT lt, g, count(DISTINCT h), sum(n), string_agg(s, ',' ORDER BY i DESC) FROM t GROUP BY lt, g",
    "SELECT g, s, count(*), sum(h) FILTER (WHERE n > 500) FROM t GROUP BY ROLLUP (g, s)",
    "SELECT st, l, b, w, iv, count(*) FROM t GROUP BY ALL",
    "SELECT t.i, t.lt, u.name FROM t JOIN u ON t.h = u.k",
    "SELECT t.i, u.name FROM t LEFT JOIN u ON t.h = u.k AND u.c > 3",
    "SELECT t.i, t.l, u.name FROM u RIGHT JOIN t ON t.h = u.k",
    "SELECT t.st, u.name FROM t FULL JOIN u ON t.h = u.k",
    "SELECT i FROM t WHERE h IN (SELECT k FROM u WHERE c = 3)",
    "SELECT i FROM t WHERE n NOT IN (SELECT k FROM u WHERE k > 100)",
    "SELECT i FROM t WHERE h NOT IN (SELECT kn FROM u)",
    "SELECT i, h IN (SELECT kn FROM u) FROM t",
    "SELECT x.i, y.lt FROM t x JOIN t y ON x.lt = y.lt AND x.iv = y.iv",
    "SELECT x.i, y.i FROM t x JOIN t y ON x.st = y.st AND x.l = y.l",
    "SELECT DISTINCT h, lt FROM t",
  ]

  private static let sorts = [
    "SELECT * FROM t ORDER BY h, i",
    "SELECT i, s, n FROM t ORDER BY n NULLS FIRST, s DESC",
    "SELECT i, lt, l FROM t ORDER BY lt DESC, d",
    "SELECT i, w FROM t ORDER BY h % 100",
    "SELECT * FROM t ORDER BY st, l DESC",
    "SELECT i, iv FROM t ORDER BY b, iv DESC",
  ]

  /// A table with columns of all kinds.
  private func tables() throws -> MadeTables {
    let tables = MadeTables()
    try tables.make(
      "t",
      """
      SELECT i, i % 37 AS g, (i * 7919) % 10007 AS h, i * 0.5::DOUBLE AS d, i % 3 = 0 AS b,
        CASE WHEN i % 5 = 0 THEN NULL ELSE i % 1000 END AS n, 'text number ' || (i % 777) AS s,
        CASE WHEN i % 7 = 0 THEN NULL ELSE 'a text that lies elsewhere ' || (i % 3000) END AS lt,
        (i * 7919 % 10007)::HUGEINT * 1000000000000000000000 AS w, [i % 90, NULL, i % 50] AS l,
        {'a': i % 10, 'b': 'x' || i % 2000, 'c': [{'d': NULL, 'e': i % 2}]} AS st,
        to_days((i % 300)::INTEGER) AS iv
      FROM range(9000) r(i)
      """
    )
    try tables.make(
      "u",
      """
      SELECT i AS k, 'name of ' || i AS name, i % 11 AS c,
        CASE WHEN i % 17 = 0 THEN NULL ELSE i END AS kn
      FROM range(8000) r(i)
      """
    )
    return tables
  }

  /// The rows of a query that may have so many bytes and a folder.
  private func rows(
    _ text: String,
    _ tables: MadeTables,
    _ disk: MemoryFileSystem,
    threads: Int,
    limit: Int
  ) throws -> [String] {
    let query = RunningQuery(
      threads: threads,
      laneRows: 2_000,
      memoryLimit: limit,
      spillFolder: SpillFolder(fileSystem: disk, path: "temporary/queries")
    )
    let rows = try tables.rows(text, query)
    #expect(query.memory.byteCount == 0)
    #expect(query.memory.greatestByteCount <= limit)
    #expect(try disk.names(in: "temporary/queries") == [])
    return rows
  }

  @Test(arguments: columns) func `rows that pass through files are the same`(
    _ text: String
  ) throws {
    let (tables, disk) = (try tables(), MemoryFileSystem())
    let expected = try tables.rows(text, RunningQuery(threads: 1)).sorted()
    for (threads, limit) in [(1, 400_000), (2, 400_000), (2, 2_500_000)] {
      let found = try rows(text, tables, disk, threads: threads, limit: limit)
      #expect(found.sorted() == expected)
    }
  }

  @Test(arguments: sorts) func `rows that are sorted in files are in the same order`(
    _ text: String
  ) throws {
    let (tables, disk) = (try tables(), MemoryFileSystem())
    let expected = try tables.rows(text, RunningQuery(threads: 1))
    for (threads, limit) in [(1, 400_000), (2, 200_000), (2, 2_500_000)] {
      #expect(try rows(text, tables, disk, threads: threads, limit: limit) == expected)
    }
  }

  @Test(arguments: [
    ("SELECT h, count(*) FROM t GROUP BY h", "the groups of an aggregation"),
    ("SELECT * FROM t ORDER BY h", "the rows of a sort"),
    ("SELECT count(*) FROM u JOIN t ON t.h = u.k", "the right side of a join"),
    ("SELECT sum(i) OVER (ORDER BY h) FROM t", "the rows of a window"),
    ("SELECT DISTINCT h FROM t", "rows that differ from each other"),
    ("SELECT n FROM t INTERSECT SELECT h FROM t", "rows that are counted"),
  ]) func `without a folder the error says what has no room`(
    _ text: String,
    _ name: String
  ) throws {
    let tables = try tables()
    for threads in [1, 2] {
      let query = RunningQuery(threads: threads, laneRows: 2_000, memoryLimit: 60_000)
      let error = #expect(throws: SQLError.self) { try tables.rows(text, query) }
      #expect(error?.kind == .memory)
      #expect(
        error?.message
          == "the query needs more memory than the limit of 60000 bytes: there is no room for \(name)"
      )
    }
  }

  @Test func `files go when a query fails or is cancelled`() throws {
    let (tables, disk) = (try tables(), MemoryFileSystem())
    let folder = SpillFolder(fileSystem: disk, path: "q")
    let failing = "SELECT CAST(lt AS INTEGER) FROM t ORDER BY h"
    let query = RunningQuery(threads: 2, memoryLimit: 300_000, spillFolder: folder)
    #expect(throws: SQLError.self) { try tables.rows(failing, query) }
    let watch = ChunkWatch(cancellingAt: 4)
    tables.watch = watch
    let cancelled = RunningQuery(threads: 1, memoryLimit: 100_000, spillFolder: folder)
    #expect(throws: CancellationError.self) {
      try tables.rows("SELECT h, lt, count(*) FROM t GROUP BY h, lt", cancelled)
    }
    #expect(disk.isFolder("q"))
    #expect(try disk.names(in: "q") == [])
  }
}
