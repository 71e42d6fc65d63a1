// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Pipelines with a dataset for each schema, and what a workspace restores.
@Suite struct DatasetLayoutTests {
  private let world = PipelineWorld(layout: .datasetPerSchema)

  @Test func `each schema has a dataset, and the state of its own`() async throws {
    for end in [2, 3] {
      try await world.pipeline().run(Counting("first", "a", upTo: end))
      try await world.pipeline().run(Counting("second", "b", upTo: end))
    }
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(world.numbers("b", in: "demo_second") == [0, 1, 2])
    try await world.pipeline(on: "there").run(Counting("second", "b", upTo: 4))
    try await world.pipeline(on: "there").run(Counting("first", "a", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b", in: "demo_second") == [0, 1, 2, 3])
  }

  @Test func `packages that wait go where they would have gone`() async throws {
    try await world.pipeline().extract(Counting("first", "a", upTo: 2))
    try await world.pipeline().extract(Counting("second", "b", upTo: 2))
    try await world.pipeline().extract(Counting("first", "a", upTo: 3))
    try await world.pipeline().extract(Counting("second", "b", upTo: 3))
    try await world.pipeline().load()
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(world.numbers("b", in: "demo_second") == [0, 1, 2])
  }

  @Test func `one of the datasets is gone, and is begun anew`() async throws {
    try await world.pipeline().run(Counting("first", "a", upTo: 2))
    try await world.pipeline().run(Counting("second", "b", upTo: 2))
    try await world.pipeline().run(Counting("first", "a", upTo: 3))
    try await world.pipeline().extract(Counting("second", "b", upTo: 3))
    try world.store.drop(dataset: "demo_second")
    try await world.pipeline().run(Counting("second", "b", upTo: 4))
    try await world.pipeline().run(Counting("first", "a", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
    #expect(world.numbers("b", in: "demo_second") == [0, 1, 2, 3])
  }

  @Test func `a schema in a dataset of its own is dropped and taken back`() async throws {
    try await world.pipeline().run(Counting("first", "a", upTo: 2))
    let second = try await world.pipeline().run(Counting("second", "b", upTo: 2))
    try await world.pipeline().run(Counting("first", "a", upTo: 3))
    let removed = try await world.pipeline().undo(load: second.loadID)
    #expect(removed == ["b": 2, "b__tags": 4])
    try await world.pipeline().run(Counting("second", "b", upTo: 2))
    #expect(world.numbers("b", in: "demo_second") == [0, 1])
    try await world.pipeline().drop(.all, from: "second")
    #expect(!world.store.tables(in: "demo_second").contains("b"))
    try await world.pipeline().run(Counting("second", "b", upTo: 2))
    #expect(world.numbers("b", in: "demo_second") == [0, 1])
    #expect(world.numbers("a") == [0, 1, 2])
  }

  @Test func `no two datasets have a load of one id, though the clock stands still`() async throws {
    var ids: [String] = []
    func run(_ source: String, on machine: String) async throws {
      // Each time a new process.
      let pipeline = world.pipeline(on: machine) { $0.clock = TestClock() }
      let report = try await pipeline.run(Counting(source, "a", upTo: ids.count + 1))
      ids.append(report.loadID)
    }
    for source in ["first", "second", "third", "second", "first"] {
      try await run(source, on: "here")
    }
    // Each of these knows only what the destination remembers.
    for source in ["second", "first", "third"] { try await run(source, on: "\(source) machine") }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    let plan = try await world.pipeline().drop(.all, from: "second")
    #expect(!plan.isEmpty)
  }

  @Test func `a plan is one for the dataset of its schema`() async throws {
    func rows(_ name: String, _ count: Int) -> Counting {
      var source = Counting(name, upTo: 0)
      source.resources = [Records("a", of: (0..<count).map { ["n": Value(integer: $0)] }).replace()]
      return source
    }
    try await world.pipeline().run(rows("first", 2))
    try await world.pipeline().run(rows("second", 3))
    let plan = try await world.pipeline().plan(rows("second", 4))
    #expect(plan.dataset == "demo_second")
    #expect(plan["a"]?.removes == 3)
    try await world.pipeline().run(rows("second", 4), approving: plan)
    #expect(world.numbers("a", in: "demo_second") == [0, 1, 2, 3])
  }

  @Test func `development begins anew each time`() async throws {
    let clock = TestClock()
    let pipeline = world.pipeline { $0.clock = clock }
    let first = pipeline.inDevelopment()
    clock.advance(by: .seconds(1))
    let second = pipeline.inDevelopment()
    #expect(first.dataset == "demo_20231114221320")
    for trial in [first, second] {
      for end in [2, 3] { try await trial.run(Counting("first", "a", upTo: end)) }
      #expect(world.numbers("a", in: trial.dataset) == [0, 1, 2])
    }
    #expect(first.dataset != second.dataset)
    #expect(try pipeline.history().isEmpty)
  }

  @Test(arguments: [DatasetLayout.oneDataset, .datasetPerSchema])
  func `a new workspace is told what there is`(layout: DatasetLayout) async throws {
    let world = PipelineWorld(layout: layout)
    #expect(try await world.pipeline(on: "there").sync() == nil)
    try await world.pipeline().run(Counting("first", "a", upTo: 2))
    try await world.pipeline().run(Counting("second", "b", upTo: 2))
    try await world.pipeline().run(Counting("first", "a", upTo: 3))
    let there = world.pipeline(on: "there")
    let state = try #require(try await there.sync())
    #expect(state.schemas == ["first", "second"])
    #expect(state.resources(of: "second") == ["b"])
    #expect(try await there.state() == state)
    #expect(there.schema("first")?["a"] != nil)
    #expect(there.schema("second")?["b"] != nil)
    try await there.run(Counting("second", "b", upTo: 3))
    let dataset = layout == .oneDataset ? "demo" : "demo_second"
    #expect(world.numbers("b", in: dataset) == [0, 1, 2])
  }

  @Test func `packages that wait stay, and are loaded after it`() async throws {
    let world = PipelineWorld()
    try await world.pipeline().run(Counting("first", "a", upTo: 2))
    try await world.pipeline().extract(Counting("first", "a", upTo: 3))
    #expect(try await world.pipeline().sync()?.version == 1)
    let plan = try await world.pipeline().plan(Counting("first", "a", upTo: 4))
    #expect(plan["a"]?.rows == 1)
    try await world.pipeline().run(Counting("first", "a", upTo: 4))
    #expect(world.numbers("a") == [0, 1, 2, 3])
  }

  @Test func `a closure has nothing to restore from`() async throws {
    let closure = ClosureDestination { _, _ in }
    let error = await #expect(throws: LoadError.self) {
      try await world.pipeline(into: closure).sync()
    }
    #expect(error?.code == .unsupported)
  }
}
