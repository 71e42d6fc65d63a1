// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct ConcurrencyTests {
  private func rows(_ count: Int64) -> [Record] {
    (0..<count).map { record(("id", .int($0)), ("name", .text("name \($0)"))) }
  }

  @Test func `a thousand pipelines share a store`() async throws {
    let store = ColumnStore()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<1_000 {
        group.addTask {
          let pipeline = LoadPipeline("p\(number)", into: store, settings: .testing())
          let players = Records("players", of: rows(3))
          let twice = players.then("twice") { record, output in
            try await output.send([record, record])
          }
          struct Both: Source {
            var list: [any Resource]
            var resources: [any Resource] { list }
          }
          try await pipeline.run(Both(list: [players, twice]))
        }
      }
      try await group.waitForAll()
    }
    #expect(store.datasets.count == 1_000)
    for number in [0, 500, 999] {
      #expect(try store.table("p\(number)", "players").rowCount == 3)
      #expect(try store.table("p\(number)", "twice").rowCount == 6)
    }
  }

  @Test func `pipelines may load into one dataset at the same time`() async throws {
    let store = ColumnStore()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          let clock = TestClock(microseconds: 1_700_000_000_000_000 + Int64(number))
          let pipeline = LoadPipeline(
            "p\(number)",
            into: store,
            dataset: "shared",
            settings: .testing(clock: clock)
          )
          do {
            try await pipeline.run(Records("players", of: rows(3)))
          } catch let error as LoadError where error.code.isTransient {
            try await LoadPipeline(
              "p\(number)",
              into: store,
              dataset: "shared",
              settings: .testing(
                clock: TestClock(microseconds: 1_800_000_000_000_000 + Int64(number) * 1_000)
              )
            ).run(Records("players", of: rows(3)))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.table("shared", "players").rowCount == 150)
    #expect(try store.table("shared", "_dlt_loads").rowCount == 50)
  }

  @Test func `a resource waits while the run is over its memory`() async throws {
    var limits = Limits()
    limits.memory = .kibibytes(64)
    limits.batchSize = .kibibytes(4)
    let sent = Locked(0)
    let loaded = Locked(0)
    let ahead = Locked(0)
    let destination = ClosureDestination { _, batch in
      for _ in 0..<20 { await Task.yield() }
      loaded.withLock { $0 += batch.rowCount }
    }
    try await testPipeline(into: destination, limits: limits).run(
      Records("items") { output in
        for _ in 0..<200 {
          try await output.send(rows(100))
          let total = sent.withLock { count in
            count += 100
            return count
          }
          ahead.withLock { $0 = max($0, total - loaded.withLock { $0 }) }
        }
      }
    )
    #expect(loaded.withLock { $0 } == 20_000)
    // Every row takes more than 40 bytes on its way: 64 KiB hold fewer than 1,700, and a page more.
    #expect(ahead.withLock { $0 } < 1_900)
  }

  @Test(arguments: [false, true])
  func `many tables share the memory of a run`(areNamedByRecord: Bool) async throws {
    var limits = Limits()
    limits.memory = .kibibytes(256)
    let sent = Locked(0)
    let loaded = Locked(0)
    let ahead = Locked(0)
    let destination = ClosureDestination { _, batch in loaded.withLock { $0 += batch.rowCount } }
    let pad = Value.text(String(repeating: "x", count: 1_000))
    let items = Records("items") { output in
      for number in 0..<5_000 as Range<Int64> {
        let table = "t\(number % 100)"
        let row = record(("table", .text(table)), ("pad", pad))
        try await output.send(row, to: areNamedByRecord ? nil : table)
        let total = sent.withLock { count in
          count += 1
          return count
        }
        ahead.withLock { $0 = max($0, total - loaded.withLock { $0 }) }
      }
    }
    let named = areNamedByRecord ? items.table { $0["table"]?.string ?? "" } : items
    try await LoadPipeline("demo", into: destination, limits: limits).run(named)
    #expect(loaded.withLock { $0 } == 5_000)
    // Every row takes more than 1,000 bytes.
    #expect(ahead.withLock { $0 } < 270)
  }

  @Test func `resources made from one share the memory of a run`() {
    let root = Records("root", of: [Record]())
    let children = (0..<6).map { number in root.then("child \(number)") { _, _ in } }
    let others = (0..<3).map { Records("other \($0)", of: [Record]()) }
    let list: [any Resource] = children + others + [root.selected(false)]
    #expect(ExtractionPlan.concurrency(of: list, limit: 2) == 7)
    #expect(ExtractionPlan.concurrency(of: list, limit: 4) == 9)
    #expect(ExtractionPlan.concurrency(of: [], limit: 4) == 0)
  }

  @Test func `a cancelled run is abandoned`() async throws {
    let destination = RecordingDestination()
    let task = Task {
      try await testPipeline(into: destination).run(
        Records("items") { output in
          while true {
            try await output.send(rows(10))
            await Task.yield()
          }
        }
      )
    }
    while !destination.log.contains(where: { $0.hasPrefix("begin") }) { await Task.yield() }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    #expect(destination.log.last == "abandon")
  }

  @Test func `a resource that waits for a slow destination is cancelled with it`() async throws {
    var limits = Limits()
    limits.memory = .bytes(100)
    let destination = RecordingDestination { try await Task.sleep(for: .seconds(600)) }
    let task = Task {
      try await testPipeline(into: destination, limits: limits).run(
        Records("items") { output in
          while true { try await output.send(rows(1_000)) }
        }
      )
    }
    while !destination.log.contains("migrate") { await Task.yield() }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    #expect(destination.log.last == "abandon")
  }

  @Test func `a failing destination stops resources that never end`() async throws {
    let destination = RecordingDestination(failing: "migrate")
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: destination).run(
        Records("items") { output in
          while true { try await output.send(rows(5_000)) }
        }
      )
    }
    #expect(error?.code == .destinationFailed)
  }

  @MainActor @Test func `a run leaves the actor of its caller`() async throws {
    try await testPipeline(into: ColumnStore()).run(
      Records("items") { output in
        #expect(#isolation == nil)
        try await output.send(rows(1))
      }
    )
  }
}
