// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// What a pipeline remembers from one run to the next, whatever becomes of runs and workspaces.
@Suite struct StateRunTests {
  private struct Died: Error {}

  @Test(arguments: [true, false])
  func `a second run goes on, and an empty one commits nothing`(keeps: Bool) async throws {
    let world = PipelineWorld(keepsPackages: keeps)
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    try await world.pipeline().run(Counting("counting", "a", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
    #expect(world.count("_dlt_pipeline_state") == 2)
    let empty = try await world.pipeline().run(Counting("counting", "a", upTo: 5))
    #expect(empty.loads.isEmpty)
    #expect(world.count("_dlt_loads") == 2)
    #expect(world.count("_dlt_version") == 1)
    // A ledger has a row for each table: orders and the list below them.
    #expect(world.count("_sluice_loads") == 4)
    #expect(world.count("_dlt_pipeline_state") == 2)
    #expect(try world.pipeline().pending().isEmpty)
  }

  @Test func `rows without another state write no state`() async throws {
    let world = PipelineWorld()
    let plain = Records("plain", json: #"{"n": 1}"#)
    try await world.pipeline().run(plain)
    try await world.pipeline().run(plain)
    #expect(world.numbers("plain") == [1, 1])
    #expect(world.count("_dlt_pipeline_state") == 1)
    #expect(world.count("_dlt_loads") == 2)
  }

  @Test(arguments: [true, false], [SessionCall.load, .finish, .commit])
  func `a load that fails leaves the state`(keeps: Bool, call: SessionCall) async throws {
    let world = PipelineWorld(keepsPackages: keeps)
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    let broken = FaultyDestination(world.store, CallFault(call, with: PermanentFailure("full")))
    let failure = await #expect(throws: LoadError.self) {
      try await world.pipeline(into: broken).run(Counting("counting", "a", upTo: 5))
    }
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(try world.pipeline().pending().count == (keeps ? 1 : 0))
    if keeps { #expect(failure?.message.contains("package") == true) }
    try await world.pipeline().run(Counting("counting", "a", upTo: 6))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: [true, false])
  func `an extraction that fails leaves the state`(keeps: Bool) async throws {
    let world = PipelineWorld(keepsPackages: keeps)
    await #expect(throws: LoadError.self) {
      try await world.pipeline().run(
        Records("a") { output in
          try output.state.set("next", to: 3)
          try await output.send(["n": 1])
          throw Died()
        }
      )
    }
    #expect(try await world.pipeline().state() == nil)
    #expect(try world.pipeline().pending().isEmpty)
  }

  @Test func `another machine goes on where this one was`() async throws {
    let world = PipelineWorld()
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    try await world.pipeline(on: "there").run(Counting("counting", "a", upTo: 5))
    try await world.pipeline().run(Counting("counting", "a", upTo: 6))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a damaged copy of the state does no harm`() async throws {
    let world = PipelineWorld()
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    try world.disk.replace("/here/demo/state.json", with: Array("{".utf8))
    try await world.pipeline().run(Counting("counting", "a", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
  }

  @Test func `a pipeline whose dataset is gone begins anew, packages and all`() async throws {
    let world = PipelineWorld()
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    try await world.pipeline().extract(Counting("counting", "a", upTo: 5))
    try world.store.drop(dataset: "demo")
    let report = try await world.pipeline().run(Counting("counting", "a", upTo: 6))
    #expect(report.hasForgottenState)
    #expect(world.numbers("a") == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: [true, false])
  func `a package does not go on from what is gone`(syncs: Bool) async throws {
    let world = PipelineWorld()
    try await world.pipeline(on: "there").run(Counting("counting", "a", upTo: 3))
    // This workspace has never loaded anything, and its package builds upon the rows of the other.
    try await world.pipeline().extract(Counting("counting", "a", upTo: 5))
    try world.store.drop(dataset: "demo")
    if syncs { try await world.pipeline().sync() }
    let report = try await world.pipeline().load()
    #expect(report.hasForgottenState)
    #expect(world.numbers("a").isEmpty)
    #expect(try world.pipeline().pending().isEmpty)
    try await world.pipeline().run(Counting("counting", "a", upTo: 6))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a package of one source waits, and the other finds its own state`() async throws {
    let world = PipelineWorld()
    try await world.pipeline().extract(Counting("first", "a", upTo: 3))
    try await world.pipeline().extract(Counting("second", "b", upTo: 2))
    try await world.pipeline().extract(Counting("first", "a", upTo: 4))
    try await world.pipeline().run(Counting("second", "b", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b") == [0, 1, 2, 3])
    let state = try #require(try await world.pipeline().state())
    #expect(state.defaultSchema == "first")
    #expect(state.schemas == ["first", "second"])
    #expect(state.version == world.count("_dlt_pipeline_state"))
  }

  @Test func `another pipeline in the same dataset keeps its state`() async throws {
    let world = PipelineWorld()
    let other = LoadPipeline("other", into: world.store, dataset: "demo", settings: .test())
    try await other.run(Counting("else", "c", upTo: 2))
    try await world.pipeline().run(Counting("counting", "a", upTo: 3))
    try await world.pipeline().drop(.all)
    try await other.run(Counting("else", "c", upTo: 3))
    #expect(world.numbers("c") == [0, 1, 2])
    #expect(try await other.state()?.schemas == ["else"])
  }

  @Test func `a resource that replaces its rows begins anew`() async throws {
    let world = PipelineWorld()
    for _ in 0..<2 {
      try await world.pipeline().run(Counting.numbers("a", upTo: 3).replace())
      #expect(world.numbers("a") == [0, 1, 2])
    }
  }

  @Test func `files and closures remember as well`() async throws {
    let world = PipelineWorld()
    let files = FileDestination(at: "/files", format: .jsonl, in: world.disk)
    let rows = Locked(0)
    let closure = ClosureDestination { table, batch in
      if table.name == "a" { rows.withLock { $0 += batch.rowCount } }
    }
    for end in [3, 5] {
      try await world.pipeline(into: files).run(Counting("counting", "a", upTo: end))
      try await world.pipeline(on: "closure", into: closure)
        .run(Counting("counting", "a", upTo: end))
    }
    #expect(rows.withLock { $0 } == 5)
    #expect(try await world.pipeline(into: files).state()?.version == 2)
    let there = try await world.pipeline(on: "there", into: files)
      .run(Counting("counting", "a", upTo: 6))
    #expect(there["a"]?.rows == 1)
  }

  @Test func `a run that is cancelled leaves the state, and a package that is sealed waits`()
    async throws
  {
    let world = PipelineWorld()
    try await world.pipeline().extract(Counting("counting", "a", upTo: 3))
    let cancelled = Task {
      try await world.pipeline().run(
        Records("b") { output in
          try await output.send(["n": 1])
          withUnsafeCurrentTask { $0?.cancel() }
          try Task.checkCancellation()
        }
      )
    }
    await #expect(throws: (any Error).self) { try await cancelled.value }
    #expect(try world.pipeline().pending().isEmpty)
    #expect(world.numbers("a") == [0, 1, 2])
    try await world.pipeline().run(Counting("counting", "a", upTo: 5))
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
  }
}
