// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Ranges that are loaded window by window.
@Suite struct BackfillTests {
  private let store = ColumnStore()
  private struct Died: Error {}

  private func pipeline(_ windows: Int = 2) -> LoadPipeline<ColumnStore> {
    var limits = Limits()
    limits.concurrentResources = windows
    return .test("demo", into: store, limits: limits)
  }

  /// A source that can be asked for a range, and notes what it was asked for.
  private func numbers(_ asked: Locked<[[Int64?]]> = Locked([]), dyingAt death: Int64? = nil)
    -> Records
  {
    Records("t") { output in
      let start = try output.cursor.startValue(as: Int64.self)
      let end = try output.cursor.endValue(as: Int64.self)
      asked.withLock { $0.append([start, end]) }
      for n in (start ?? 0)..<(end ?? 100) {
        if n == death { throw Died() }
        try await output.send(["n": .int(n)] as Record)
      }
    }
    .incremental("n", as: Int64.self)
  }

  private func values() -> [Int64] {
    ((try? store.table("demo", "t"))?["n"]?.compactMap(\.int64) ?? []).sorted()
  }

  @Test func `windows are loaded once, and the cursor stays`() async throws {
    try await pipeline().run(numbers())
    let asked = Locked<[[Int64?]]>([])
    let before = try await pipeline().state()?.sources["demo"]?["resources"]?["t"]?["incremental"]
    let report = try await pipeline().backfill(numbers(asked), from: 200, to: 235, by: .count(10))
    #expect(asked.withLock { $0.map { $0[0] ?? 0 }.sorted() } == [200, 210, 220, 230])
    #expect(report.windows.map(\.records) == [10, 10, 10, 5] && report.runs.count == 2)
    #expect(report.rows == 35 + 4, "The windows themselves are rows, too.")
    #expect(values() == Array(0..<100) + Array(200..<235))
    let state = try await pipeline().state()?.sources["demo"]?["resources"]?["t"]
    #expect(state?["incremental"] == before)
    #expect(state?["_sluice_backfills"]?["n"] == [[200, 235]])
    let table = try store.table("demo", "_sluice_backfills")
    #expect(table["window_start"]?.compactMap(\.string) == ["200", "210", "220", "230"])
    #expect(table["records"]?.compactMap(\.int64) == [10, 10, 10, 5])
    let again = try await pipeline().backfill(numbers(asked), from: 190, to: 250, by: .count(20))
    #expect(again.windows.map(\.start) == [190, 235] && again.windows.map(\.end) == [200, 250])
    #expect(values() == Array(0..<100) + Array(190..<250))
  }

  @Test func `one that fails goes on where it stopped`() async throws {
    await #expect(throws: LoadError.self) {
      try await pipeline().backfill(numbers(dyingAt: 25), from: 0, to: 50, by: .count(10))
    }
    #expect(values() == Array(0..<20))
    let report = try await pipeline().backfill(numbers(), from: 0, to: 50, by: .count(10))
    #expect(report.windows.map(\.start) == [20, 30, 40])
    #expect(values() == Array(0..<50))
  }

  private struct Shop: Source {
    var resources: [any Resource] {
      Records("days") { output in
        let start = try output.cursor.startValue(as: CalendarDate.self)
        try await output.send(["day": .text(start?.description ?? "")] as Record)
      }
      .incremental("day", as: CalendarDate.self)
      Records("other", of: [["a": 1]] as [Record])
    }
  }

  @Test func `windows of months are those of the calendar`() async throws {
    let report = try await pipeline().backfill(
      "days",
      of: Shop(),
      from: .date("2026-01-31"),
      to: .date("2026-05-01"),
      by: .months(1)
    )
    #expect(
      report.windows.map(\.start.description)
        == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    )
    #expect(
      report.description.hasPrefix("backfilled 4 windows in 2 loads\n  2026-01-31 – 2026-02-28")
    )
    #expect(!store.tables(in: "demo").contains("other"))
  }

  @Test func `a record without a value is in no window`() async throws {
    var options = CursorOptions()
    options.missing = .include
    let records = Records("t", of: [["id": 1], ["n": 3]] as [Record])
      .incremental("n", as: Int64.self, options: options)
    let report = try await pipeline().backfill(records, from: 0, to: 10, by: .count(5))
    #expect(values() == [3])
    #expect(report.runs.flatMap(\.cursors).map(\.missing) == [1, 1])
  }

  @Test func `a backfill is taken back with its windows`() async throws {
    try await pipeline().backfill(numbers(), from: 0, to: 10, by: .count(10))
    let second = try await pipeline().backfill(numbers(), from: 10, to: 20, by: .count(10))
    try await pipeline().undo(load: try #require(second.runs.first).loadID)
    #expect(values() == Array(0..<10))
    #expect(try store.table("demo", "_sluice_backfills").rowCount == 1)
    let again = try await pipeline().backfill(numbers(), from: 0, to: 20, by: .count(10))
    #expect(again.windows.map(\.start) == [10])
  }

  @Test func `what cannot be backfilled is refused`() async throws {
    let plain = Records("t", of: [["n": 1]] as [Record])
    for records in [plain, numbers().replace(), plain.incremental("n", as: String.self)] {
      let error = await #expect(throws: LoadError.self) {
        try await pipeline().backfill(records, from: 0, to: 50, by: .count(10))
      }
      #expect(error?.code == .invalidConfiguration)
    }
    for width: Int64 in [0, -1] {
      await #expect(throws: LoadError.self) {
        try await pipeline().backfill(numbers(), from: 0, to: 50, by: .count(width))
      }
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `the ledger agrees with a set of numbers`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rule = Incremental(
      "n",
      Int64.self,
      from: nil,
      until: nil,
      lag: nil,
      CursorOptions()
    )
    var ledger = BackfillLedger(of: rule)
    var loaded: Set<Int64> = []
    for _ in 0..<12 {
      let start = Int64.random(in: 0..<60, using: &random)
      let end = start + Int64.random(in: 1...20, using: &random)
      let range = BackfillLedger.Range(start: .int(start), end: .int(end))
      let width = LagRule.count(Int64.random(in: 1...7, using: &random))
      let windows = try ledger.windows(of: range, by: width)
      let numbers = windows.flatMap { Array(($0.start.int64 ?? 0)..<($0.end.int64 ?? 0)) }
      #expect(numbers == (start..<end).filter { !loaded.contains($0) })
      for window in windows.shuffled(using: &random) { try ledger.add(window) }
      loaded.formUnion(start..<end)
      let kept = ledger.ranges.flatMap { Array(($0.start.int64 ?? 0)..<($0.end.int64 ?? 0)) }
      #expect(kept == loaded.sorted())
    }
  }
}
