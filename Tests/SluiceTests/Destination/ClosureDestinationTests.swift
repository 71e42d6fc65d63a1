// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct ClosureDestinationTests {
  @Test func `each batch is handed to the closure`() async throws {
    let seen = Locked<[String]>([])
    let destination = ClosureDestination { table, batch in
      seen.withLock { $0.append("\(table.name) \(batch.rowCount)") }
    }
    try await testPipeline(into: destination).run(
      Records("items", of: [record(("id", .int(1))), record(("id", .int(2)))])
    )
    #expect(seen.withLock { $0 } == ["items 2"])
  }

  @Test func `system tables come on request`() async throws {
    let seen = Locked<[String]>([])
    let destination = ClosureDestination(includesSystemTables: true) { table, _ in
      seen.withLock { $0.append(table.name) }
    }
    try await testPipeline(into: destination).run(Records("items", of: [record(("id", .int(1)))]))
    #expect(
      seen.withLock { $0 } == [
        "items", "_sluice_schema_changes", "_dlt_version", "_dlt_pipeline_state", "_sluice_loads",
        "_dlt_loads",
      ]
    )
  }

  @Test func `the state comes along where the load brings one, and is not asked for`() async throws
  {
    let seen = Locked<[String]>([])
    let destination = ClosureDestination(includesSystemTables: true) { table, _ in
      seen.withLock { $0.append(table.name) }
    }
    try await HandLoad(id: "1.000001", rows: ["items": [1]], state: 1).perform(into: destination)
    #expect(
      seen.withLock { $0 } == [
        "items", "_dlt_version", "_dlt_pipeline_state", "_sluice_loads", "_dlt_loads",
      ]
    )
    let session = try await destination.open(dataset: "shop")
    let stored = try await session.recall(Recall(schema: "shop", pipeline: "shop"))
    #expect(stored.isThere == nil && stored.state == nil)
  }

  @Test func `ids of loads grow with the workspace, though the clock stands still`() async throws {
    let world = PipelineWorld()
    let seen = Locked<[String]>([])
    let destination = ClosureDestination { _, batch in
      let ids = batch.records.compactMap { $0["_dlt_load_id"]?.string }
      seen.withLock { $0 += ids }
    }
    for n in 1...3 {
      // Each time a new process, with the same files.
      let pipeline = world.pipeline(into: destination) { $0.clock = TestClock() }
      try await pipeline.run(Records("items", json: #"{"n": \#(n)}"#))
    }
    let ids = seen.withLock { $0 }
    #expect(ids == ["1700000000.123456", "1700000000.123457", "1700000000.123458"])
  }

  @Test func `a plan says what the closure gets, with the account if it wants that`() async throws {
    let rows = Records("items", json: #"{"n": 1}"#)
    let plain = ClosureDestination { _, _ in }
    let full = ClosureDestination(includesSystemTables: true) { _, _ in }
    let hand = "hand 1 row of 'items' to the closure"
    #expect(
      try await LoadPipeline("demo", into: plain, settings: .test()).plan(rows).statements == [hand]
    )
    #expect(
      try await LoadPipeline("demo", into: full, settings: .test()).plan(rows).statements == [
        hand,
        "hand rows of _sluice_schema_changes, _dlt_version, _dlt_pipeline_state, _sluice_loads, "
          + "_dlt_loads to the closure",
      ]
    )
  }

  @Test func `it names its kind, and a place of one's choice`() {
    #expect(ClosureDestination { _, _ in }.kind == "closure")
    #expect(ClosureDestination { _, _ in }.place == "closure")
    #expect(ClosureDestination(place: "queue") { _, _ in }.place == "queue")
  }

  @Test func `it does not pretend to replace`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ClosureDestination { _, _ in }).run(
        Records("items", of: [Record]()).replace()
      )
    }
    #expect(error?.code == .unsupported)
  }
}
