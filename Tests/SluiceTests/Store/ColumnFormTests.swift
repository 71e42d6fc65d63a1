// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Columns of batches lie in memory in the form that takes little room, and are the same in all of them.
@Suite struct ColumnFormTests {
  private static let types: [DataType] = [
    .bool, .bigint, DataType(.bigint, precision: 32), DataType(.bigint, precision: 100), .double,
    .date, .timestamp, .time, .decimal, DataType(.decimal, precision: 15, scale: 2), .wei, .text,
    .json, .binary,
  ]

  /// One of few values of a type, or none.
  private static func value(_ type: DataType, _ number: Int) -> Value {
    if number == 0 { return .null }
    switch type.kind {
    case .bool: return .bool(number % 2 == 0)
    case .bigint: return .int(Int64(number * 1_001))
    case .double: return number == 1 ? .double(.infinity) : .double(Double(number) / 3)
    case .date: return .date(CalendarDate(days: Int32(number * 400)))
    case .timestamp: return .timestamp(Timestamp(microseconds: Int64(number) << 40))
    case .time: return .time(TimeOfDay(microseconds: Int64(number) * 1_000_000))
    case .decimal: return .decimal(ExactDecimal(number * 100))
    case .wei: return .wei(ExactDecimal(number))
    case .json: return ["a", .int(Int64(number))]
    case .binary: return .binary(Array(repeating: UInt8(number & 0xFF), count: number % 20))
    case .text: return .text(number == 2 ? "" : "text \(number) ".repeated(number % 4))
    }
  }

  /// Rows of all types: of each column one value, few, many, or runs of either.
  private static func batch(_ count: Int, _ random: inout SplitMix) throws -> Batch {
    let vectors = try types.map { type in
      let builder = VectorBuilder(type)
      let kinds = [1, 2, 4, 300, 5_000][Int.random(in: 0..<5, using: &random)]
      let length = [1, 1, 5, 40, 1_000][Int.random(in: 0..<5, using: &random)]
      var value = Value.null
      var left = 0
      for _ in 0..<count {
        if left == 0 {
          left = Int.random(in: 1...length, using: &random)
          value = Self.value(type, Int.random(in: 0..<kinds, using: &random) + kinds % 2)
        }
        try builder.append(value)
        left -= 1
      }
      return builder.finish()
    }
    return Batch(names: names, vectors: vectors, rowCount: count)
  }

  private static var names: [String] { types.indices.map { "c\($0)" } }

  private static func validity(_ count: Int, _ random: inout SplitMix) -> Validity {
    let share = Int.random(in: 1...20, using: &random)
    var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
    for row in 0..<count where Int.random(in: 0..<20, using: &random) >= share {
      words[row >> 6] &= ~(1 << UInt64(row & 63))
    }
    return Validity(counting: words, count: count)
  }

  /// Reads all columns as a query does, so that they take the forms that suit it.
  private static func read(_ packed: PackedBatch) {
    for (name, type) in zip(packed.names, packed.types) {
      _ = packed.cells(of: name, SQLType(type))
      _ = packed.range(of: name)
    }
  }

  private static func picked(_ records: [Record], _ rows: Validity) -> [Record] {
    records.indices.filter { rows[$0] }.map { records[$0] }
  }

  @Test(arguments: [63, 64, 65, 128, 600, 3_000], 0..<6 as Range<UInt64>)
  func `rows are the same in all forms`(count: Int, seed: UInt64) throws {
    var random = SplitMix(state: seed &* 977 &+ UInt64(count))
    let batch = try Self.batch(count, &random)
    let packed = PackedBatch(batch)
    for _ in 0..<2 {
      let now = packed.batch
      #expect(now.records == batch.records)
      #expect(now.vectors.map(\.validity) == batch.vectors.map(\.validity))
      #expect(now.vectors.map(\.type) == batch.vectors.map(\.type))
      Self.read(packed)
    }
    let kept = Self.validity(count, &random)
    let expected = Self.picked(batch.records, kept)
    guard !expected.isEmpty else { return }
    #expect(packed.keeping(kept).batch.records == expected)
    let deleted = try #require(packed.deleting(allBut: kept))
    Self.read(deleted)
    #expect(deleted.batch.records == expected)
    let columns = zip(packed.names, packed.types).map { StoredColumn(name: $0, type: $1) }
    let joined = try #require(PackedBatch(joining: [packed, deleted], columns))
    Self.read(joined)
    #expect(joined.batch.records == batch.records + expected)
    let names = [StoreChange.PickedColumn(source: "c11", name: "a")]
    #expect(deleted.picking(names).batch["a"]?.count == expected.count)
    let other = PackedBatch(try Self.batch(count, &random))
    Self.read(other)
    let replaced = packed.replacing(other.picking(names + [.init(source: "c1", name: "c0")]))
    #expect(replaced.names == Self.names + ["a"])
    #expect(replaced.physical("a").map(\.texts) == other.physical("c11").map(\.texts))
    #expect(replaced.physical("c2").map(\.texts) == packed.physical("c2").map(\.texts))
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `chunks of all forms have the values of their rows`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let batch = try Self.batch(5_000, &random)
    let packed = PackedBatch(batch)
    let rows = Self.validity(2_000, &random)
    let selection = Selection(capacity: 2_000)
    for (place, row) in rows.rows.enumerated() { selection.rows[place] = row }
    selection.count = 2_000 - rows.missing
    for (name, vector) in zip(batch.names, batch.vectors) {
      let type = SQLType(vector.type)
      let plain = Chunk(
        [VectorCells(vector, type).column(from: 0, count: 5_000, nil)],
        count: 5_000
      )
      let cells = try #require(packed.cells(of: name, type))
      for start in stride(from: 0, to: 5_000, by: 1_024) {
        let size = min(1_024, 5_000 - start)
        let part = Chunk([cells.column(from: start, count: size, nil)], count: size)[0]
        #expect((0..<size).allSatisfy { part.datum($0, type) == plain[0].datum(start + $0, type) })
      }
      let part = Chunk([cells.column(from: 2_048, count: 2_000, selection)], count: selection.count)
      for place in 0..<selection.count {
        let expected = plain[0].datum(2_048 + Int(selection.rows[place]), type)
        #expect(part[0].datum(place, type) == expected)
      }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `some rows of all forms have their values`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let batch = try Self.batch(5_000, &random)
    let packed = PackedBatch(batch)
    let rows = (0..<300).map { _ in UInt32.random(in: 0..<5_000, using: &random) }
    for _ in 0..<2 {
      for (name, vector) in zip(batch.names, batch.vectors) {
        for rows in [rows, rows.sorted(), []] {
          let (found, expected) = (packed.gathered(name, rows), vector.gathered(rows))
          #expect(found?.texts == expected.texts)
          #expect(found?.type == expected.type)
          #expect(found?.validity.missing == expected.validity.missing)
        }
      }
      Self.read(packed)
    }
    #expect(packed.gathered("none", rows) == nil)
  }

  @Test func `what is known of other columns stays and counts`() throws {
    let (numbers, texts) = (
      try Self.column(.bigint) { .int(Int64($0)) }, try Self.column(.text) { .text("\($0)") }
    )
    let packed = numbers.replacing(
      texts.picking([StoreChange.PickedColumn(source: "c", name: "d")])
    )
    let before = packed.byteCount
    let keys = [packed.keys(["c"], [.int64]), packed.keys(["d"], [.bytes])]
    // Keys, hashes and chains; texts are copied.
    #expect(keys[0].byteCount >= 4_000 * (8 + 9 + 4))
    #expect(keys[1].byteCount >= keys[0].byteCount + 4_000 * 3)
    #expect(packed.byteCount == before + keys[0].byteCount + keys[1].byteCount)
    let replaced = packed.replacing(numbers)
    #expect(replaced.keys(["d"], [.bytes]) === keys[1])
    #expect(replaced.keys(["c"], [.int64]) !== keys[0])
    #expect(packed.keys(["c"], [.int64]) === keys[0])
  }

  /// A column of whole numbers or of texts, by the number of the row.
  private static func column(_ type: DataType, _ value: (Int) -> Value) throws -> PackedBatch {
    let builder = VectorBuilder(type)
    for row in 0..<4_000 { try builder.append(value(row)) }
    return PackedBatch(Batch(["c": builder.finish()]))
  }

  private static func form(_ packed: PackedBatch) throws -> String {
    switch try #require(packed["c"]).form {
    case .whole: "whole"
    case .packed: "packed"
    case .runs(let shared): "\(shared.values.count) runs"
    case .numbered(let shared): "\(shared.values.count) numbered"
    case .narrow: "narrow"
    }
  }

  @Test func `runs are found when rows come, and texts are numbered when they are read`() throws {
    let amount = DataType(.decimal, precision: 15, scale: 2)
    let samples: [(DataType, (Int) -> Value, String, String)] = [
      (.bigint, { .int(Int64($0)) }, "whole", "whole"),
      (.bigint, { _ in 7 }, "1 runs", "1 runs"),
      (.bigint, { _ in .null }, "1 runs", "1 runs"),
      (.bigint, { .int(Int64($0 / 100)) }, "40 runs", "40 runs"),
      (.bigint, { .int(Int64($0 / 3)) }, "whole", "whole"),
      (.bigint, { $0 % 10 == 0 ? .int(Int64($0)) : .null }, "packed", "packed"),
      (.bigint, { $0 < 2_000 ? 7 : .int(Int64($0)) }, "whole", "whole"),
      (amount, { .decimal(ExactDecimal($0)) }, "whole", "narrow"),
      (DataType(.bigint, precision: 32), { .int(Int64($0)) }, "whole", "narrow"),
      (.text, { .text("text number \($0)") }, "whole", "whole"),
      (.text, { .text("text number \($0 % 3)") }, "whole", "3 numbered"),
      (.text, { .text("text number \($0 % 300)") }, "whole", "300 numbered"),
      (.text, { .text("text number \($0 / 100 % 3)") }, "40 runs", "40 runs"),
    ]
    for (type, value, before, after) in samples {
      let packed = try Self.column(type, value)
      #expect(try Self.form(packed) == before)
      Self.read(packed)
      #expect(try Self.form(packed) == after)
    }
  }

  @Test func `what lies in memory is what counts`() throws {
    let one = try Self.column(.text) { _ in .text("the same text in all rows") }
    #expect(one.byteCount < 200)
    let few = try Self.column(.text) { .text("text number \($0 % 3) of three") }
    #expect(few.byteCount >= 4_000 * 30)
    Self.read(few)
    #expect(few.byteCount < 4_000 * 2)
    let numbers = try Self.column(.decimal) { .decimal(ExactDecimal($0)) }
    let before = numbers.byteCount
    _ = numbers.cells(of: "c", .decimal(width: 18, scale: 9))
    #expect(numbers.byteCount == before / 2)
    let lists = try Self.column(.json) { [.int(Int64($0)), 2, 3] }
    let packed = lists.byteCount
    _ = lists.cells(of: "c", .list(.bigint))
    #expect(lists.byteCount > packed + 4_000 * 3 * 8)
  }

  @Test func `a heap goes when the texts are numbered that had most of it`() throws {
    let rows = 4_000
    var heap = ContiguousArray<UInt8>()
    var views = [ContiguousArray<UInt64>(), []]
    for row in 0..<rows {
      for (place, text) in ["a text that is there often \(row % 5)", "\(row)"].enumerated() {
        views[place].append(UInt64(heap.count) << 32 | UInt64(text.utf8.count))
        heap.append(contentsOf: text.utf8)
      }
    }
    let vectors = views.map { views in
      let texts = ByteViews(views: views, heap: heap)
      return Vector(type: .text, storage: .bytes(texts), validity: Validity(allValid: rows))
    }
    let batch = Batch(names: ["often", "once"], vectors: vectors, rowCount: rows)
    let packed = PackedBatch(batch)
    let cells = try #require(packed.cells(of: "once", .varchar))
    #expect(packed.byteCount > heap.count)
    _ = packed.cells(of: "often", .varchar)
    #expect(packed.byteCount < heap.count / 2 + rows * 9)
    #expect(packed.batch.records == batch.records)
    // Whoever has read the column before goes on.
    let chunk = Chunk([cells.column(from: 0, count: rows, nil)], count: rows)
    #expect(chunk[0].datum(3_999, .varchar) == .text("3999"))
  }

  private static let queries = [
    "SELECT * FROM t ORDER BY ALL LIMIT 50",
    "SELECT c1, c11, count(*), min(c5), max(c9) FROM t GROUP BY ALL ORDER BY ALL LIMIT 300",
    "SELECT c11, c12, count(*), count(c4) FROM t GROUP BY ALL ORDER BY ALL",
    "SELECT count(*), sum(c1), sum(c9), min(c11), max(c11) FROM t WHERE c5 > DATE '1973-01-01'",
    "SELECT count(*) FROM t WHERE c11 LIKE '%1%' OR c11 IS NULL",
    "SELECT count(*), sum(c9) FROM t WHERE c1 IN (1001, 2002) AND c0",
    "SELECT a.c1, count(*) FROM t a JOIN (SELECT DISTINCT c1 FROM t) b USING (c1) GROUP BY ALL "
      + "ORDER BY ALL",
    "SELECT c11, row_number() OVER (PARTITION BY c0 ORDER BY c1, c4, c11, c9) n FROM t ORDER BY ALL "
      + "LIMIT 99",
    "SELECT length(c11), c11 || 'x', c4 + 1, c2 * 2 FROM t WHERE c2 IS NOT NULL ORDER BY ALL LIMIT 80",
  ]

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `queries find the same in all forms`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let batch = try Self.batch(3_000, &random)
    let columns = zip(batch.names, batch.vectors).map {
      StoredColumn(name: $0, type: $1.type)
    }
    var (encoded, plain) = (Catalog.Table(name: "t"), Catalog.Table(name: "t"))
    encoded.columns = columns
    plain.columns = columns
    encoded.batches = [PackedBatch(batch)]
    // Batches of few rows stay as they are.
    for start in stride(from: 0, to: 3_000, by: 32) {
      let rows = (start..<min(start + 32, 3_000)).map { UInt32($0) }
      let vectors = batch.vectors.map { $0.gathered(rows) }
      let part = Batch(names: batch.names, vectors: vectors, rowCount: rows.count)
      plain.batches.append(PackedBatch(part))
    }
    for query in Self.queries {
      let found = try TableQueries([encoded]).rows(query).map { "\($0)" }
      #expect(try found == TableQueries([plain]).rows(query).map { "\($0)" }, "\(query)")
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `rows in files are the same`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let batch = try Self.batch(2_000, &random)
    let disk = MemoryFileSystem()
    let packed = PackedBatch(batch)
    Self.read(packed)
    let columns = zip(packed.names, packed.types).map { StoredColumn(name: $0, type: $1) }
    let rows = Self.validity(2_000, &random)
    try ColumnStore(at: "store", in: disk).edit { edit throws(LoadError) in
      edit.make(.columns(columns), in: "d", "t")
      edit.make(.append(packed), in: "d", "t")
      edit.make(.delete(batch: 0, allBut: rows), in: "d", "t")
    }
    let store = try ColumnStore(at: "store", in: disk)
    let found = try store.table("d", "t")
    #expect(found.records == Self.picked(batch.records, rows))
    _ = try store.query("SELECT * FROM d.t")
    #expect(try store.table("d", "t").records == found.records)
  }

  @Test func `tables tell their memory, and count towards the limit`() throws {
    let store = ColumnStore()
    let connection = store.connect()
    try connection.query(
      "CREATE TABLE t AS SELECT i, 7 AS seven, i // 1000 AS runs, 'text ' || i % 3 AS few, "
        + "(i % 9)::DECIMAL(10, 2) AS price FROM range(20000) r(i)"
    )
    try connection.query("SELECT sum(price), min(few) FROM t")
    let forms = try connection.query(
      "SELECT DISTINCT column_name || ' ' || compression f FROM pragma_storage_info('t') ORDER BY 1"
    )
    #expect(
      try forms.values("f", as: String.self) == [
        "few Dictionary", "i Uncompressed", "price BitPacking", "runs RLE", "seven Constant",
      ]
    )
    let parts = try connection.query("SELECT sum(memory_usage_bytes) FROM pragma_storage_info('t')")
      .value(as: Int.self)
    let whole = try connection.query("SELECT memory_usage_bytes FROM duckdb_memory()")
      .value(as: Int.self)
    #expect(parts == whole)
    #expect(whole > 20_000 * 17 && whole < 20_000 * 19)
    try connection.query("SET memory_limit = '400KB'")
    #expect(try connection.query("SELECT count(*) FROM t").value(as: Int.self) == 20_000)
    let full = #expect(throws: SQLError.self) {
      try connection.query("INSERT INTO t SELECT i, i, i, i, 0 FROM range(2000) r(i)")
    }
    #expect(full?.kind == .memory)
    #expect(try connection.query("SELECT count(*) FROM t").value(as: Int.self) == 20_000)
    let sorted = #expect(throws: SQLError.self) { try connection.query("SELECT * FROM t") }
    #expect(sorted?.message.contains("of which tables take") == true)
    try connection.query("RESET memory_limit")
    #expect(try connection.query("SELECT * FROM t").rowCount == 20_000)
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}

extension Vector {
  fileprivate var texts: [String] { (0..<count).map { "\(self[$0])" } }
}
