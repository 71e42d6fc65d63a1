// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Rows that are deleted while others stay where they are.
@Suite struct StoreDeletionTests {
  private static func batch(_ numbers: Range<Int64>) -> Batch {
    let (number, word) = (VectorBuilder(.bigint), VectorBuilder(.text))
    for value in numbers {
      number.append(value)
      word.append("word \(value)")
    }
    return Batch(["n": number.finish(), "word": word.finish()])
  }

  private static func validity(_ count: Int, without rows: [Int]) -> Validity {
    var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
    for row in rows { words[row >> 6] &= ~(1 << UInt64(row & 63)) }
    return Validity(counting: words, count: count)
  }

  @Test func `deleted rows are skipped, and the rest moves together once most are gone`() throws {
    var packed = PackedBatch(Self.batch(0..<100))
    packed = try #require(packed.deleting(allBut: Self.validity(100, without: [3, 99])))
    #expect((packed.rowCount, packed.physicalCount) == (98, 100))
    #expect(packed.batch.records.first { $0["n"] == 3 } == nil)
    let bytes = packed.byteCount
    packed = try #require(packed.deleting(allBut: Self.validity(100, without: Array(10..<99))))
    #expect((packed.rowCount, packed.physicalCount) == (9, 9))
    #expect(packed.batch["word"]?[8] == "word 9")
    #expect(packed.byteCount * 4 < bytes)
    #expect(packed.deleting(allBut: Self.validity(9, without: Array(0..<9))) == nil)
  }

  @Test func `types change, loads go and files tell it all with rows deleted`() async throws {
    let disk = MemoryFileSystem()
    var store = try ColumnStore(at: "/s", in: disk)
    let clock = TestClock()
    func run(_ records: Records) async throws -> RunReport {
      clock.advance(by: .seconds(1))
      return try await LoadPipeline("p", into: store, dataset: "d", settings: .test(clock: clock))
        .run(records)
    }
    func rows(_ ids: Range<Int>, _ v: Value) -> [Value] {
      ids.map { ["id": Value(integer: $0), "v": v] }
    }
    func found() throws -> [String] {
      try store.table("d", "t").records
        .map { "\($0["id"] ?? .null) \($0["v"] ?? .null)" }.sorted()
    }
    _ = try await run(Records("t", of: rows(0..<8, 1)))
    _ = try await run(Records("t", of: rows(2..<4, 2)).merge(on: "id"))
    let added = try await run(Records("t", of: rows(20..<22, 3)).append())
    // A wider type rewrites batches in which rows were deleted.
    _ = try await run(
      Records("t", of: [["id": 30, "v": 2.5]] as [Value]).column("v", onConflict: .widen).append()
    )
    _ = try await LoadPipeline("p", into: store, dataset: "d", settings: .test(clock: clock))
      .undo(load: added.loadID)
    let wanted = try found()
    #expect(wanted.count == 9)
    for _ in 0..<2 {
      store = ColumnStore()
      store = try ColumnStore(at: "/s", in: disk)
      #expect(try found() == wanted)
      try store.compact()
    }
    _ = try await run(Records("t", of: rows(0..<7, 9)).merge(on: "id"))
    let last = try found()
    #expect(last.count == 9)
    store = ColumnStore()
    store = try ColumnStore(at: "/s", in: disk)
    #expect(try found() == last)
  }

  @Test func `what was read before a merge stays as it was`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    try await pipeline.run(Records("t", of: [["id": 1, "v": 1]] as [Value]).merge(on: "id"))
    let before = try pipeline.destination.table("d", "t")
    try await pipeline.run(Records("t", of: [["id": 1, "v": 2]] as [Value]).merge(on: "id"))
    #expect(before["v"] == [1])
    #expect(try pipeline.destination.table("d", "t")["v"] == [2])
  }

  @Test func `a merge goes by the rows that are there when it is committed`() async throws {
    let store = ColumnStore()
    let records = Records("t") { output in
      try await output.send([["id": 1, "v": "first"]] as [Value])
      // Another pipeline is faster.
      try await LoadPipeline("other", into: store, dataset: "d", settings: .test(seed: 2))
        .run(Records("t", of: [["id": 1, "v": "second"]] as [Value]).merge(on: "id"))
    }
    .merge(on: "id")
    try await LoadPipeline("p", into: store, dataset: "d", settings: .test()).run(records)
    #expect(try store.table("d", "t")["v"] == ["first"])
  }
}
