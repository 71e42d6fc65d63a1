// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Long runs in several loads, each with the state that belongs to it.
@Suite struct CutRunTests {
  private struct Died: Error {}

  private let disk = MemoryFileSystem()
  private let store = ColumnStore()

  private func pipeline(_ limit: PackageLimit?) -> LoadPipeline<ColumnStore> {
    var settings = PipelineSettings.test()
    settings.packageLimit = limit
    return LoadPipeline(
      "demo",
      into: store,
      settings: settings,
      workspace: Workspace(at: "/ws", in: disk)
    )
  }

  /// Sends pages of ten rows, and notes in the state how far it is.
  private func numbers(_ name: String, upTo end: Int, dyingAt death: Int? = nil) -> Records {
    Records(name) { output in
      var next = try output.state.value("next", as: Int.self) ?? 0
      while next < end {
        if next == death { throw Died() }
        try await output.send((next..<next + 10).map { ["n": Value(integer: $0)] })
        next += 10
        try output.state.set("next", to: next)
        try await output.checkpoint()
      }
    }
  }

  private struct Several: Source {
    var resources: [any Resource]
  }

  private func values(_ table: String) throws -> [Int64] {
    try store.table("demo", table)["n"]?.compactMap(\.int64).sorted() ?? []
  }

  private func loads(_ table: String) throws -> Int {
    Set(try store.table("demo", table)["_dlt_load_id"]?.compactMap(\.string) ?? []).count
  }

  @Test(arguments: [
    (PackageLimit(rows: 20), 3), (PackageLimit(rows: 25), 2), (PackageLimit(size: .bytes(1)), 5),
    (PackageLimit(rows: 1_000), 1),
  ])
  func `a run is cut where the resource may be`(limit: PackageLimit, count: Int) async throws {
    let report = try await pipeline(limit).run(numbers("a", upTo: 50))
    #expect(try values("a") == Array(0..<50))
    #expect(try loads("a") == count)
    #expect(report.isCommitted)
    #expect(report["a"]?.rows == 50)
  }

  @Test func `a run is cut by time`() async throws {
    let clock = TestClock()
    var settings = PipelineSettings.test(clock: clock)
    settings.packageLimit = PackageLimit(time: .seconds(60))
    let slow = Records("a") { output in
      var next = try output.state.value("next", as: Int.self) ?? 0
      while next < 6 {
        try await output.send([["n": Value(integer: next)]])
        clock.advance(by: .seconds(25))
        next += 1
        try output.state.set("next", to: next)
        try await output.checkpoint()
      }
    }
    try await LoadPipeline("demo", into: store, settings: settings).run(slow)
    #expect(try values("a") == Array(0..<6))
    #expect(try loads("a") == 2)
  }

  @Test func `a crash costs one load, and the next run goes on`() async throws {
    await #expect(throws: LoadError.self) {
      try await pipeline(PackageLimit(rows: 20)).run(numbers("a", upTo: 100, dyingAt: 50))
    }
    #expect(try values("a") == Array(0..<40))
    try await pipeline(PackageLimit(rows: 20)).run(numbers("a", upTo: 100))
    #expect(try values("a") == Array(0..<100))
  }

  @Test func `resources that are through are not asked again`() async throws {
    let plain = Records("plain") { try await $0.send([["n": 1], ["n": 2]]) }
    let replaced = numbers("replaced", upTo: 30).replace()
    func source(dyingAt death: Int?) -> Several {
      Several(resources: [plain, replaced, numbers("a", upTo: 100, dyingAt: death)])
    }
    await #expect(throws: LoadError.self) {
      try await pipeline(PackageLimit(rows: 20)).run(source(dyingAt: 60))
    }
    #expect(try values("plain") == [1, 2])
    #expect(try values("replaced") == Array(0..<30))
    try await pipeline(PackageLimit(rows: 20)).run(source(dyingAt: nil))
    #expect(try values("a") == Array(0..<100))
    #expect(try values("plain") == [1, 2])
    #expect(try values("replaced") == Array(0..<30))
    try await pipeline(PackageLimit(rows: 20)).run(source(dyingAt: nil))
    #expect(try values("plain") == [1, 1, 2, 2])
  }

  @Test func `resources that begin together are in the first load, however fast one of them is`()
    async throws
  {
    let resources = ["a", "b", "c"].map { numbers($0, upTo: 30) }
    let pipeline = pipeline(PackageLimit(rows: 10))
    // Each of them is through before the next one begins.
    try await withTaskExecutorPreference(EagerExecutor()) {
      _ = try await pipeline.run(Several(resources: resources))
    }
    let first = try ["a", "b", "c"].map { name in
      try store.table("demo", name)["_dlt_load_id"]?.compactMap(\.string).first
    }
    #expect(Set(first).count == 1)
  }

  /// Two rows for each record of another resource, with a point to cut between them and one after.
  private func pairs(of records: Records) -> Records {
    records.then("pairs") { record, output in
      try await output.send(record)
      try await output.checkpoint()
      try await output.send(record)
      try await output.checkpoint()
    }
  }

  @Test(arguments: [true, false])
  func `a resource made from another is cut where that one is`(isParentListed: Bool) async throws {
    // More than wait on the way from one to the other.
    let parent = numbers("a", upTo: 300)
    let list: [any Resource] = isParentListed ? [parent, pairs(of: parent)] : [pairs(of: parent)]
    try await pipeline(PackageLimit(rows: 15)).run(Several(resources: list))
    #expect(try values("pairs") == (0..<300).flatMap { [$0, $0] })
    #expect(try loads("pairs") > 1)
    if isParentListed { #expect(try values("a") == Array(0..<300)) }
  }

  @Test func `a checkpoint of one record keeps none of the others waiting`() async throws {
    var limits = Limits()
    limits.concurrentRecords = 4
    let made = numbers("a", upTo: 40).then("b") { record, output in
      try await output.checkpoint()
      if (record["n"]?.int64 ?? 0) % 4 == 0 { for _ in 0..<8 { await Task.yield() } }
      try await output.send(record)
    }
    let pipeline = LoadPipeline("demo", into: store, limits: limits, settings: .test())
    try await pipeline.run(made)
    #expect(try store.table("demo", "b")["n"]?.compactMap(\.int64) == Array(0..<40))
  }

  @Test func `a resource that feeds one with a limit is not cut`() async throws {
    let parent = numbers("a", upTo: 50)
    let limited = parent.then("b") { try await $1.send($0) }.limit(rows: 5)
    try await pipeline(PackageLimit(rows: 15)).run(Several(resources: [parent, limited]))
    #expect(try values("a") == Array(0..<50))
    #expect(try values("b") == Array(0..<5))
  }

  @Test func `packages of a run that is cut wait in a row`() async throws {
    try await pipeline(PackageLimit(rows: 20)).extract(numbers("a", upTo: 50))
    #expect(try pipeline(nil).pending().map(\.rows) == [20, 20, 10])
    try await pipeline(nil).load()
    #expect(try values("a") == Array(0..<50))
  }
}

/// Runs tasks at once, before whoever made them goes on.
private final class EagerExecutor: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
  }
}
