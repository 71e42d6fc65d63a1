// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Boundaries of many records: nothing is lost, nothing is doubled, and the state stays small.
@Suite struct BoundaryTests {
  private let disk = MemoryFileSystem()

  private func records(_ ids: Range<Int>, at day: Int64, limit: Int = 100) -> Records {
    var options = CursorOptions()
    options.boundaryLimit = limit
    return Records("t", of: ids.map { ["id": Value(integer: $0), "day": .int(day)] as Record })
      .incremental("day", options: options)
  }

  private func stateBytes(_ state: PipelineState?) -> Int {
    TypedJSON.string(.record(state?.sources ?? Record())).utf8.count
  }

  @Test func `a large boundary goes to a table, and comes back to the state`() async throws {
    let store = ColumnStore()
    let events = Locked<[Int]>([])
    let pipeline = LoadPipeline.test("demo", into: store).onEvent { event in
      if case .boundaryIsLarge(_, _, let records, let table) = event, table != nil {
        events.withLock { $0.append(records) }
      }
    }
    try await pipeline.run(records(0..<4_000, at: 1))
    #expect(stateBytes(try await pipeline.state()) < 1_000)
    #expect(events.withLock { $0 } == [4_000])
    // Half of them again, and some that are new at the same value.
    try await pipeline.run(records(2_000..<4_100, at: 1))
    #expect(try store.table("demo", "t")["id"]?.compactMap(\.int64).sorted() == Array(0..<4_100))
    #expect(events.withLock { $0 } == [4_000, 4_100])
    let report = try await pipeline.run(records(0..<4_100, at: 1))
    #expect(report.cursor(of: "t")?.duplicates == 4_100 && report.rows == 0)
    let plan = try await pipeline.plan(records(0..<4_101, at: 1))
    #expect(plan.windows.first?.new == 1 && plan.windows.first?.leftOut == 4_100)
    try await pipeline.run(records(30_000..<30_010, at: 2))
    let table = try #require(store.tables(in: "demo").first { $0.hasPrefix("_sluice_boundary_") })
    #expect(try store.table("demo", table).rowCount == 0, "The state is enough again.")
    try await pipeline.run(records(30_000..<30_011, at: 2))
    #expect(try store.table("demo", "t").rowCount == 4_111)
  }

  @Test func `files keep a large boundary, too`() async throws {
    for _ in 0..<3 {
      let pipeline = LoadPipeline.test(
        "demo",
        into: FileDestination(at: "/out", format: .jsonl, in: disk)
      )
      let report = try await pipeline.run(records(0..<500, at: 1))
      #expect(stateBytes(try await pipeline.state()) < 1_000)
      #expect(report.cursor(of: "t")?.boundary == 500)
      #expect(report.cursor(of: "t")?.boundaryTable != nil || report.rows == 0)
    }
  }

  @Test func `where nothing can be read back the state keeps all, and says so`() async throws {
    let told = Locked(0)
    let workspace = Workspace(at: "/ws", in: disk)
    let rows = Locked(0)
    let closure = ClosureDestination { table, batch in
      if table.name == "t" { rows.withLock { $0 += batch.rowCount } }
    }
    let pipeline = LoadPipeline("demo", into: closure, workspace: workspace).onEvent { event in
      if case .boundaryIsLarge(_, _, 500, nil) = event { told.withLock { $0 += 1 } }
    }
    for _ in 0..<2 { try await pipeline.run(records(0..<500, at: 1)) }
    #expect(rows.withLock { $0 } == 500)
    #expect(told.withLock { $0 } == 1)
  }

  @Test func `a boundary in ready-made columns is known again`() async throws {
    let pipeline = LoadPipeline.test("demo")
    let (ids, days) = (VectorBuilder(.bigint), VectorBuilder(.bigint))
    let day: Int64 = 7
    for id: Int64 in 0..<10_000 {
      ids.append(id)
      days.append(day)
    }
    let batch = Batch(
      names: ["id", "day"],
      vectors: [ids.finish(), days.finish()],
      rowCount: 10_000
    )
    let records = Records("t", of: [batch]).incremental("day")
    #expect(try await pipeline.run(records)["t"]?.rows == 10_000)
    let report = try await pipeline.run(records)
    #expect(report.rows == 0 && report.cursor(of: "t")?.duplicates == 10_000)
  }

  @Test func `pages that are kept, and packages, have what is new alone`() async throws {
    for keepsRaw in [true, false] {
      let store = ColumnStore()
      var settings = PipelineSettings.test()
      settings.keepsRaw = keepsRaw
      let workspace = Workspace(at: "/raw\(keepsRaw)", in: disk)
      let pipeline = LoadPipeline("demo", into: store, settings: settings, workspace: workspace)
      for text in ["{\"n\":1}{\"n\":2}", "{\"n\":2}{\"n\":3}", "{\"n\":3}{\"n\":1}{\"n\":4}"] {
        try await pipeline.run(Records("t", json: text).incremental("n"))
      }
      #expect(try store.table("demo", "t")["n"]?.compactMap(\.int64) == [1, 2, 3, 4])
    }
  }

  @Test func `a table of a boundary cannot be that of a resource`() async throws {
    let resource = Records("_sluice_boundary_0", of: [["a": 1]] as [Record])
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline.test("demo").run(resource)
    }
    #expect(error?.code == .tableConflict)
  }
}
