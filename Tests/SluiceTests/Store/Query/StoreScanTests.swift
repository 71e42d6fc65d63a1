// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// How stored columns are read: where they lie, by number, or not at all.
@Suite struct StoreScanTests {
  private static let columns: [(name: String, type: DataType)] = [
    ("id", .bigint), ("small", DataType(.bigint, precision: 32)),
    ("price", DataType(.decimal, precision: 15, scale: 2)), ("kind", .text), ("note", .text),
    ("day", .date),
  ]

  /// Rows in order of `id`; some kinds, prices and days are missing.
  private static func rows(_ count: Int) -> [[Value]] {
    (0..<count).map { row in
      [
        .int(Int64(row)), .int(Int64(row % 100)),
        row % 13 == 0 ? .null : .decimal(ExactDecimal(digits(row) * 100)),
        row % 11 == 0 ? .null : .text(["red", "green", "a very long word indeed"][row % 3]),
        .text("note number \(row)"),
        row % 7 == 0 ? .null : .date(CalendarDate(days: Int32(10_000 + row / 10))),
      ]
    }
  }

  private static func digits(_ row: Int) -> Int { (row * 37) % 1_000 }

  private static let large = Result { try makeQueries(10_000) }

  private func queries() throws -> TableQueries { try Self.large.get() }

  private static func makeQueries(_ count: Int) throws -> TableQueries {
    TableQueries([try Catalog.Table("t", columns, rows(count), batchSize: 2_500)])
  }

  private func scan(_ text: String) throws -> StoreScanStep {
    var steps = [try queries().step(text).step]
    while let step = steps.popLast() {
      if let scan = step as? StoreScanStep { return scan }
      steps += step.inputs
    }
    throw SQLError(.unsupported, "the query reads no table")
  }

  @Test(
    arguments: [
      ("id = 3000", 1), ("id < 10", 1), ("id >= 2500 AND id < 5000", 1), ("5000 <= id", 2),
      ("id IN (1, 9999)", 4), ("id IN (1, 2)", 1), ("id > 20000", 0), ("small = 500", 0),
      ("small = 5", 4), ("day >= DATE '1999-01-01'", 2), ("price > 1000000", 0),
      ("kind = 'red'", 4), ("id = 1 OR id = 9000", 4),
    ] as [(String, Int)]
  )
  func `batches without a value between the limits are left out`(
    condition: String,
    expected: Int
  ) throws {
    let scan = try scan("SELECT id FROM t WHERE \(condition)")
    let read = scan.table.batches.filter { batch in
      scan.bounds.allSatisfy { bound in
        batch.range(of: scan.table.columns[bound.place].name).map { bound.mayHold(in: $0) } ?? false
      }
    }
    #expect(read.count == expected)
  }

  @Test(
    arguments: [
      "kind = 'red'", "kind <> 'red'", "kind LIKE '%e%'", "kind IS NULL", "kind IS NOT NULL",
      "kind IN ('green', 'blue')", "length(kind) > 4", "upper(kind) = 'GREEN' OR kind IS NULL",
      "coalesce(kind, 'red') = 'red'", "NOT (kind = 'red' OR kind = 'green')",
      "kind > 'b' AND id % 3 = 1", "kind IS NOT DISTINCT FROM NULL",
    ]
  )
  func `conditions on numbered texts are as those on plain ones`(condition: String) throws {
    let queries = try queries()
    // What is put together anew is not numbered.
    let plain = condition.replacing("kind", with: "(kind || left(note, 0))")
    let found = try queries.rows("SELECT id FROM t WHERE \(condition)")
    let expected = try queries.rows("SELECT id FROM t WHERE \(plain)")
    #expect(found == expected)
    #expect(!found.isEmpty && found.count < 10_000)
  }

  @Test func `texts of few values are numbered and others are not`() throws {
    let table = try #require(try queries().tables["t"])
    for batch in table.batches {
      #expect(batch.cells(of: "kind", .varchar)?.distinctCount == 4)
      #expect(batch.cells(of: "note", .varchar)?.distinctCount == nil)
    }
  }

  @Test func `values come out as they went in, from wherever they lie`() throws {
    let rows = try Self.makeQueries(300).rows("SELECT id, small, price, kind, note, day FROM t")
    for (row, found) in rows.enumerated() {
      #expect(found[0] == .integer(Int128(row)))
      #expect(found[1] == .integer(Int128(row % 100)))
      #expect(found[2] == (row % 13 == 0 ? .null : .integer(Int128(Self.digits(row) * 10_000))))
      #expect(found[4] == .bytes(Array("note number \(row)".utf8)))
      #expect(found[5] == (row % 7 == 0 ? .null : .integer(Int128(10_000 + row / 10))))
    }
    #expect(rows.count == 300)
  }

  @Test func `groups of numbered texts are as those of plain ones`() throws {
    let queries = try queries()
    for keys in ["kind", "kind, small % 2", "kind, kind", "left(note, 0), kind"] {
      let aggregates = "count(*), sum(id), avg(price), min(day), count(price)"
      let found = try queries.rows("SELECT \(keys), \(aggregates) FROM t GROUP BY \(keys)")
      let plain = keys.replacing("kind", with: "(kind || left(note, 0))")
      let expected = try queries.rows(
        "SELECT \(plain), \(aggregates) FROM t GROUP BY \(plain)"
      )
      #expect(found == expected)
    }
  }

  @Test func `deleted rows are skipped, and what is known of the others stays`() throws {
    let queries = try Self.makeQueries(5_000)
    var table = try #require(queries.tables["t"])
    let memo = table.batches[0].memo
    var words = ContiguousArray<UInt64>(repeating: .max, count: (2_500 + 63) / 64)
    words[0] = 0
    let rest = Validity(words: words, count: 2_500, missing: 64)
    let batch = try #require(table.batches[0].deleting(allBut: rest))
    #expect(batch.memo === memo)
    table.batches[0] = batch
    let left = TableQueries([table])
    #expect(try left.rows("SELECT min(id), count(*) FROM t") == [[.integer(64), .integer(4_936)]])
    #expect(
      try left.rows("SELECT count(kind) FROM t WHERE id < 66")
        == [[.integer(65 % 11 == 0 ? 1 : 2)]]
    )
    let kept = batch.keeping(Validity(allValid: batch.rowCount))
    #expect(kept.memo !== memo)
  }

  private struct Note: MemoEntry {
    let byteCount: Int
  }

  private struct OtherNote: MemoEntry {
    var byteCount: Int { 100 }
  }

  @Test func `an entry of a memo is made once for its type, columns and variant`() {
    let memo = BatchMemo()
    func make(_ columns: [String], variant: UInt8 = 0, _ bytes: Int) -> Int {
      memo.entry(of: columns, variant: variant) { Note(byteCount: bytes) }.byteCount
    }
    #expect(make(["a"], 1) == 1)
    #expect(make(["a"], 2) == 1)
    #expect(make(["a", "b"], 3) == 3)
    #expect(make(["a"], variant: 1, 4) == 4)
    #expect(memo.entry(of: ["a"]) { OtherNote() }.byteCount == 100)
    #expect(memo.byteCount == 108 && memo.byteCount(of: "a") == 105)
    memo.forget("b")
    #expect(make(["a", "b"], 5) == 5 && make(["a"], 6) == 1)
  }
}
