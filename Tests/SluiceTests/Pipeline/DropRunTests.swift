// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Parts of a dataset that are dropped, and loads that are taken back.
@Suite struct DropRunTests {
  private func loaded(keeps: Bool = true) async throws -> PipelineWorld {
    let world = PipelineWorld(keepsPackages: keeps)
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 3))
    return world
  }

  @Test(arguments: [true, false])
  func `a resource that was dropped is loaded anew`(keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let dry = try await world.pipeline().drop(DropSelection("a"), dryRun: true)
    #expect(dry.tables == ["a", "a__tags"])
    #expect(world.numbers("a") == [0, 1, 2])
    let plan = try await world.pipeline().drop(DropSelection("a"))
    #expect(plan.resourceStates == ["a"])
    #expect(!world.store.tables(in: "demo").contains("a"))
    #expect(world.numbers("b") == [0, 1, 2])
    #expect(world.count("_dlt_version") == 1)
    #expect(world.count("_dlt_loads") == 2)
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b") == [0, 1, 2, 3])
  }

  @Test func `all of it, or the state alone`() async throws {
    let world = try await loaded()
    var selection = DropSelection.all
    selection.stateOnly = true
    try await world.pipeline().drop(selection)
    try await world.pipeline().run(Counting("shop", "a", upTo: 1))
    #expect(world.numbers("a") == [0, 0, 1, 2])
    try await world.pipeline().drop(.all, from: "shop")
    #expect(world.store.tables(in: "demo").allSatisfy { $0.hasPrefix("_") })
    try await world.pipeline().run(Counting("shop", "a", upTo: 1))
    #expect(world.numbers("a") == [0])
  }

  @Test func `places in the state are dropped, and what is not there is told`() async throws {
    let world = try await loaded()
    var selection = DropSelection("c")
    selection.statePaths = ["resources.a.next", "nowhere"]
    let plan = try await world.pipeline().drop(selection)
    #expect(plan.warnings.count == 2)
    #expect(world.numbers("a") == [0, 1, 2])
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 3))
    #expect(world.numbers("a") == [0, 0, 1, 1, 2, 2])
    #expect(world.numbers("b") == [0, 1, 2])
  }

  @Test func `dropping waits for packages, and for a first load`() async throws {
    let world = PipelineWorld()
    await #expect(throws: LoadError.self) { try await world.pipeline().drop(.all) }
    try await world.pipeline().run(Counting("shop", "a", upTo: 3))
    let package = try await world.pipeline().extract(Counting("shop", "a", upTo: 4))
    await #expect(throws: LoadError.self) { try await world.pipeline().drop(.all) }
    try world.pipeline().abort(package.loadID)
    await #expect(throws: LoadError.self) {
      try await world.pipeline().drop(.all, from: "other")
    }
    try await world.pipeline().drop(.all)
    #expect(world.numbers("a").isEmpty)
  }

  @Test func `a drop that fails leaves everything`() async throws {
    let world = try await loaded()
    let broken = FaultyDestination(world.store, CallFault(.commit, with: PermanentFailure("full")))
    await #expect(throws: LoadError.self) { try await world.pipeline(into: broken).drop(.all) }
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
  }

  // MARK: - Undo

  @Test(arguments: [true, false])
  func `a load that was taken back is loaded once more`(keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let second = try await world.pipeline().run(Counting("shop", "a", "b", upTo: 5))
    let removed = try await world.pipeline().undo(load: second.loadID)
    #expect(removed["a"] == 2)
    #expect(removed["a__tags"] == 4)
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(world.count("_dlt_loads") == 1)
    try await world.pipeline().run(Counting("shop", "a", "b", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
    #expect(world.count("b__tags") == 10)
  }

  @Test func `the only load is taken back, and another machine begins anew`() async throws {
    let world = PipelineWorld()
    let first = try await world.pipeline().run(Counting("shop", "a", upTo: 3))
    try await world.pipeline(on: "there").undo(load: first.loadID)
    #expect(world.numbers("a").isEmpty)
    try await world.pipeline().run(Counting("shop", "a", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
  }

  @Test func `what cannot be taken back is refused`() async throws {
    let world = try await loaded()
    let first = try #require(try await world.loads().first)
    try await world.pipeline().run(Counting("shop", "a", upTo: 4))
    func refused(_ id: String) async {
      let error = await #expect(throws: LoadError.self) {
        try await world.pipeline().undo(load: id)
      }
      #expect(error?.code == .notUndoable)
    }
    await refused(first)
    await refused("1.5")
    let replaced = try await world.pipeline().run(Records("c", json: #"{"n": 1}"#).replace())
    await refused(replaced.loadID)
    try await world.pipeline().extract(Counting("shop", "a", upTo: 5))
    await refused(try #require(try await world.loads().last))
    #expect(world.numbers("a") == [0, 1, 2, 3])
  }

  @Test(arguments: Refresh.all, [true, false])
  func `a load that threw rows away is not taken back`(refresh: Refresh, keeps: Bool) async throws {
    let world = try await loaded(keeps: keeps)
    let refreshed = try await world.pipeline().run(
      Counting("shop", "a", upTo: 5),
      refresh: refresh
    )
    let error = await #expect(throws: LoadError.self) {
      try await world.pipeline().undo(load: refreshed.loadID)
    }
    #expect(error?.code == .notUndoable)
    try await world.pipeline().drop(.all)
    let dropped = try #require(try await world.loads().last)
    let other = await #expect(throws: LoadError.self) {
      try await world.pipeline().undo(load: dropped)
    }
    #expect(other?.code == .notUndoable)
    try await world.pipeline().run(Counting("shop", "a", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
  }

  @Test func `records that were put aside go with their load`() async throws {
    let world = PipelineWorld()
    func items(_ json: String) -> Records {
      Records("a", json: json)
        .columns([Column("n", .bigint)])
        .contract(Contract(dataTypes: .quarantine))
    }
    try await world.pipeline().run(items(#"[{"n": 1}, {"n": "x"}]"#))
    let second = try await world.pipeline().run(items(#"[{"n": 2}, {"n": "y"}]"#))
    let removed = try await world.pipeline().undo(load: second.loadID)
    #expect(removed == ["a": 1, "_sluice_quarantine": 1])
    #expect(world.count("_sluice_quarantine") == 1)
    #expect(world.numbers("a") == [1])
  }

  @Test func `raw pages that wait build upon what is loaded`() async throws {
    let world = PipelineWorld()
    let report = try await world.pipeline().run(Counting("shop", "a", upTo: 3))
    let broken = FaultyDestination(world.store, CallFault(.begin, with: PermanentFailure("no")))
    let raw = LoadPipeline(
      "demo",
      into: broken,
      settings: world.pipeline { $0.keepsRaw = true }.settings,
      workspace: Workspace(at: "/here", in: world.disk, keepsPackages: false)
    )
    await #expect(throws: LoadError.self) { try await raw.run(Counting("shop", "a", upTo: 4)) }
    #expect(try world.pipeline().pending().map(\.state) == [.extracted])
    let waiting = try #require(try world.pipeline().pending().first)
    await #expect(throws: LoadError.self) {
      try await world.pipeline().undo(load: report.loadID)
    }
    let retried = await #expect(throws: LoadError.self) {
      try await world.pipeline().retry(waiting.id)
    }
    #expect(retried?.message.contains("raw pages only") == true)
    // Another source, in a process whose clock stands still, gets another id.
    let other = LoadPipeline(
      "demo",
      into: world.store,
      settings: .test(),
      workspace: Workspace(at: "/here", in: world.disk)
    )
    let second = try await other.run(Counting("other", "b", upTo: 2))
    #expect(second.loadID != waiting.id)
    await #expect(throws: LoadError.self) {
      try await other.normalize(waiting.id, of: Counting("other", "a", upTo: 0))
    }
    try await other.normalize(waiting.id, of: Counting("shop", "a", upTo: 0))
    try await other.load()
    #expect(world.numbers("a") == [0, 1, 2, 3])
  }

  @Test func `files and stores in a folder give back the rows of a load`() async throws {
    let world = PipelineWorld()
    let files = FileDestination(at: "/files", format: .jsonl, in: world.disk)
    let kept = try ColumnStore(at: "/store", in: world.disk)
    func test(_ destination: some Destination, on machine: String) async throws {
      let pipeline = world.pipeline(on: machine, into: destination)
      try await pipeline.run(Counting("shop", "a", upTo: 3))
      let second = try await pipeline.run(Counting("shop", "a", upTo: 5))
      let removed = try await pipeline.undo(load: second.loadID)
      #expect(removed == ["a": 2, "a__tags": 4])
      #expect(try await pipeline.state()?.version == 1)
      let again = try await pipeline.run(Counting("shop", "a", upTo: 5))
      #expect(again["a"]?.rows == 2)
    }
    try await test(files, on: "files")
    try await test(kept, on: "store")
  }
}

extension PipelineWorld {
  /// The ids of the loads of the pipeline, the oldest first.
  fileprivate func loads() async throws -> [String] {
    let session = try await store.open(dataset: "demo")
    let loads = try await session.loads(of: "demo")
    await session.abandon()
    return loads.map(\.load.id)
  }
}
