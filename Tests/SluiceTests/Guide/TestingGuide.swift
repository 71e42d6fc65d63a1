// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

// What `Docs/Guide/Testing.md` shows.

@Suite struct TestingGuide {
  private let orders = Records("orders", json: #"[{"id": 1, "total": 9.5}, {"id": 2}]"#)

  @Test func `tables as expected`() async throws {
    // snippet: expect
    let pipeline = LoadPipeline.test("shop")
    try await pipeline.run(orders)
    let store = pipeline.destination
    try store.expect("shop.orders", [["id": 1, "total": 9.5], ["id": 2]])
    try store.expectColumns("shop.orders", ["id": .bigint, "total": .double])
    try store.expectTables("shop", ["orders"])
    // end
  }

  @Test func `any destination`() async throws {
    // snippet: reader
    let files = FileDestination(at: "warehouse", format: .jsonl, in: SimulatedDisk())
    try await LoadPipeline.test("shop", into: files).run(orders)
    let shop = try await TableReader(files, dataset: "shop").read()
    try shop.expect("orders", [["id": 2], ["id": 1, "total": 9.5]])
    // end
  }

  @Test func `faults`() async throws {
    // snippet: faults
    let full = CallFault(.commit, with: PermanentFailure("The database is full."))
    let destination = FaultyDestination(ColumnStore(), full)
    await #expect(throws: LoadError.self) {
      try await LoadPipeline.test("shop", into: destination).run(orders)
    }
    await #expect(throws: LoadError.self) {
      try await LoadPipeline.test("shop").run(orders.failing(at: 2))
    }
    // end
    #expect(destination.base.datasets.isEmpty)
  }

  @Test func `restart safety`() async throws {
    // snippet: restart
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.store)
    } resource: { bench in
      Records("orders", of: [["id": 1, "day": .int(Int64(bench.run))]] as [Record]).replace()
    }
    print(report)  // crash points: … tried, 0 failed
    try report.expectSafe()
    // end
  }

  // snippet: conformance
  @Test(arguments: DestinationConformance.cases)
  func `the destination does what it has to`(_ example: DestinationConformance.Case)
    async throws
  {
    try await example.check { FileDestination(at: "out", format: .csv, in: SimulatedDisk()) }
  }
  // end
}
