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

  private struct Two: Source {
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
    func source(dyingAt death: Int?) -> Two {
      Two(resources: [plain, replaced, numbers("a", upTo: 100, dyingAt: death)])
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

  @Test func `packages of a run that is cut wait in a row`() async throws {
    try await pipeline(PackageLimit(rows: 20)).extract(numbers("a", upTo: 50))
    #expect(try pipeline(nil).pending().map(\.rows) == [20, 20, 10])
    try await pipeline(nil).load()
    #expect(try values("a") == Array(0..<50))
  }
}
