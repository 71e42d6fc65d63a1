// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

// What `Docs/Guide/Packages.md` shows.

@Suite struct PackagesGuide {
  private let store = ColumnStore()
  private let disk = MemoryFileSystem()

  private struct API: Sendable {
    func events(after id: Int) async throws -> [Record] {
      (id + 1..<min(id + 11, 51)).map { ["id": Value(integer: $0)] }
    }
  }

  @Test func `a workspace keeps what was extracted`() async throws {
    let disk = disk
    let orders = Records("orders", json: #"{"id": 1}"#)
    // snippet: workspace
    let pipeline = LoadPipeline(
      "nightly",
      into: store,
      workspace: Workspace(at: "/var/lib/shop/sluice", in: disk)
    )
    try await pipeline.run(orders)
    // end
    // snippet: steps
    let report = try await pipeline.extract(orders)  // nothing is loaded
    for package in try pipeline.pending() { print(package) }
    try await pipeline.load()  // all that wait
    // end
    #expect(report.isCommitted == false)
    #expect(try store.table("nightly", "orders").rowCount == 2)
    // snippet: history
    for run in try pipeline.history() where run.failure == nil {
      print(run.startedAt, run.loads, run.rows)
    }
    // end
    #expect(try pipeline.history().count == 3)
  }

  @Test func `a long run is cut`() async throws {
    let api = API()
    // snippet: cuts
    var settings = PipelineSettings()
    settings.packageLimit = PackageLimit(size: .mebibytes(64), time: .seconds(300))
    let pipeline = LoadPipeline("events", into: store, settings: settings)

    let events = Records("events") { output in
      var last = try output.state.value("last", as: Int.self) ?? 0
      while true {
        let page = try await api.events(after: last)
        if page.isEmpty { return }
        try await output.send(page)
        last += page.count
        try output.state.set("last", to: last)
        try await output.checkpoint()
      }
    }
    try await pipeline.run(events)
    // end
    #expect(try store.table("events", "events").rowCount == 50)
  }

  @Test func `raw pages are made into rows once more`() async throws {
    struct Shop: Source {
      var resources: [any Resource] { Records("orders", json: #"{"id": 1, "n": 2}"#) }
    }
    let shop = Shop()
    // snippet: raw
    var settings = PipelineSettings()
    settings.keepsRaw = true
    let pipeline = LoadPipeline("shop", into: store, settings: settings)
    let report = try await pipeline.extract(shop)
    try await pipeline.normalize(report.loadID, of: shop)  // with the contracts of today
    try await pipeline.load()
    // end
    #expect(try store.table("shop", "orders").rowCount == 1)
  }

  @Test func `loads are taken back and tables are dropped`() async throws {
    struct Shop: Source {
      var resources: [any Resource] {
        Records("orders") { output in
          try await output.send(["id": 1])
          try output.state.set("last", to: 1)
        }
      }
    }
    let shop = Shop()
    let pipeline = LoadPipeline.test("shop", into: store)
    // snippet: undo
    let report = try await pipeline.run(shop)
    let removed = try await pipeline.undo(load: report.loadID)
    print(removed)  // ["orders": 1]
    // end
    #expect(removed == ["orders": 1])
    try await pipeline.run(shop)
    // snippet: drop
    let plan = try await pipeline.drop(DropSelection("orders"), dryRun: true)
    print(plan)
    try await pipeline.drop(DropSelection("orders"))
    // end
    #expect(plan.tables == ["orders"])
    // snippet: refresh
    try await pipeline.run(shop, refresh: .dropSources)
    // end
    #expect(try store.table("shop", "orders").rowCount == 1)
    // snippet: development
    let trial = pipeline.inDevelopment()  // loads into 'shop_20260301093000' or the like
    try await trial.run(shop)
    // end
    #expect(store.datasets.count == 2)
  }
}
