// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Runs that throw away what was loaded before.
@Suite struct RefreshRunTests {
  private struct Died: Error {}

  private func versions(_ world: PipelineWorld) throws -> [Int64] {
    try world.store.table("demo", "_dlt_version")["version"]?.compactMap(\.int64) ?? []
  }

  private func loaded(keeps: Bool) async throws -> PipelineWorld {
    let world = PipelineWorld(keepsPackages: keeps)
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 3))
    return world
  }

  @Test(arguments: Refresh.all, [true, false])
  func `the first run has nothing to throw away`(refresh: Refresh, keeps: Bool) async throws {
    let world = PipelineWorld(keepsPackages: keeps)
    try await world.pipeline().run(Counting("shop", "a", upTo: 3), refresh: refresh)
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(try versions(world).count == 1)
  }

  @Test(arguments: [true, false])
  func `dropping sources drops what is not selected, too`(keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let before = try versions(world)
    try await world.pipeline().run(Counting("shop", "a", upTo: 2), refresh: .dropSources)
    #expect(world.numbers("a") == [0, 1])
    #expect(!world.store.tables(in: "demo").contains("b"))
    #expect(!world.store.tables(in: "demo").contains("b__tags"))
    #expect(try versions(world).count == 1)
    #expect(try versions(world)[0] <= before[0])
    let state = try #require(try await world.pipeline().state())
    #expect(state.resources(of: "shop") == ["a"])
  }

  @Test(arguments: [true, false])
  func `dropping resources keeps the others`(keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let before = try versions(world)
    try await world.pipeline().run(Counting("shop", "a", upTo: 2), refresh: .dropResources)
    #expect(world.numbers("a") == [0, 1])
    #expect(world.numbers("b") == [0, 1, 2])
    #expect(try versions(world).count == 1)
    #expect(try versions(world)[0] >= before[0])
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b") == [0, 1, 2, 3])
  }

  @Test(arguments: [true, false])
  func `dropping data keeps the schema`(keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let before = try versions(world)
    try await world.pipeline().run(Counting("shop", "a", upTo: 2), refresh: .dropData)
    #expect(world.numbers("a") == [0, 1])
    #expect(world.numbers("b") == [0, 1, 2])
    #expect(world.count("a__tags") == 4)
    #expect(try versions(world) == before)
  }

  @Test(arguments: Refresh.all, [true, false])
  func `a run that fails throws nothing away`(refresh: Refresh, keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let dying = Records("a") { output in
      try await output.send(["n": 9])
      throw Died()
    }
    var source = Counting("shop", upTo: 0)
    source.resources = [dying]
    let failing = source
    await #expect(throws: LoadError.self) {
      try await world.pipeline().run(failing, refresh: refresh)
    }
    #expect(world.numbers("a") == [0, 1, 2])
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b") == [0, 1, 2, 3])
  }

  @Test(arguments: Refresh.all)
  func `a package carries what is thrown away`(refresh: Refresh) async throws {
    let world = try await loaded(keeps: true)
    let broken = FaultyDestination(world.store, CallFault(.commit, with: PermanentFailure("full")))
    await #expect(throws: LoadError.self) {
      try await world.pipeline(into: broken)
        .run(Counting("shop", "a", upTo: 2), refresh: refresh)
    }
    #expect(world.numbers("a") == [0, 1, 2])
    try await world.pipeline().load()
    #expect(world.numbers("a") == [0, 1])
    #expect(world.numbers("b") == (refresh == .dropSources ? [] : [0, 1, 2]))
    #expect(try versions(world).count == 1)
  }

  @Test(arguments: [Refresh.dropSources, .dropResources], [true, false])
  func `a column may come back with another type`(refresh: Refresh, waits: Bool) async throws {
    let world = try await loaded(keeps: true)
    var source = Counting("shop", upTo: 0)
    source.resources = [Records("a", json: #"{"n": "x", "tags": ["y"]}"#)]
    let changed = source
    let broken = FaultyDestination(world.store, CallFault(.commit, with: PermanentFailure("full")))
    if waits {
      await #expect(throws: LoadError.self) {
        try await world.pipeline(into: broken).run(changed, refresh: refresh)
      }
      try await world.pipeline().load()
    } else {
      try await world.pipeline().run(source, refresh: refresh)
    }
    let table = try world.store.table("demo", "a")
    #expect(table["n"]?.compactMap(\.string) == ["x"])
    #expect(table["n__v_text"] == nil)
    #expect(try world.store.table("demo", "a__tags")["value"]?.compactMap(\.string) == ["y"])
  }

  /// Counts in steps that a run may be cut at.
  private func steps(_ name: String, upTo end: Int, dyingAt death: Int? = nil) -> Records {
    Records(name) { output in
      var next = try output.state.value("next", as: Int.self) ?? 0
      while next < end {
        if next == death { throw Died() }
        try await output.send(["n": Value(integer: next)])
        next += 1
        try output.state.set("next", to: next)
        try await output.checkpoint()
      }
    }
  }

  @Test(arguments: Refresh.all)
  func `a run that is cut throws away once, also after one that did not end`(
    refresh: Refresh
  ) async throws {
    let world = PipelineWorld()
    let pipeline = world.pipeline { $0.packageLimit = PackageLimit(rows: 2) }
    var source = Counting("shop", upTo: 0)
    // The first is through when the second dies.
    source.resources = [Records("a", json: #"[{"n": 1}]"#), steps("b", upTo: 9, dyingAt: 5)]
    let failing = source
    await #expect(throws: LoadError.self) { try await pipeline.run(failing) }
    #expect(world.numbers("a") == [1])
    #expect(!world.numbers("b").isEmpty)
    source.resources = [Records("a", json: #"[{"n": 2}]"#), steps("b", upTo: 5)]
    try await pipeline.run(source, refresh: refresh)
    #expect(world.numbers("a") == [2])
    #expect(world.numbers("b") == [0, 1, 2, 3, 4])
  }

  @Test(arguments: Refresh.all)
  func `files are thrown away as well`(refresh: Refresh) async throws {
    let world = PipelineWorld()
    let files = FileDestination(at: "/files", format: .jsonl, in: world.disk)
    try await world.pipeline(into: files).run(Counting("shop", "a", "b", upTo: 3))
    try await world.pipeline(into: files).run(Counting("shop", "a", upTo: 2), refresh: refresh)
    try await world.pipeline(into: files).run(Counting("shop", "a", upTo: 3))
    func lines(_ table: String) throws -> Int {
      try world.disk.names(in: "/files/demo/\(table)").reduce(0) { sum, name in
        let bytes = try world.disk.read("/files/demo/\(table)/\(name)")
        return sum + bytes.count { $0 == UInt8(ascii: "\n") }
      }
    }
    #expect(try lines("a") == 3)
    #expect(try lines("b") == (refresh == .dropSources ? 0 : 3))
  }
}
