// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct PlanChecksTests {
  private let store = ColumnStore()

  private var pipeline: LoadPipeline<ColumnStore> {
    LoadPipeline("demo", into: store, settings: .test())
  }

  @Test func `all checks that would fail are planned`() async throws {
    let items = Records(
      "items",
      json: #"""
        [{"id": 1, "total": -1}, {"id": 2}, {"id": 2, "total": 2}, {"id": 3, "total": -2}]
        """#
    )
    .check("total is positive") { $0["total"] >= 0 }
    .check(.unique("id"))
    .check(.notNull("id"))
    let plan = try await pipeline.plan(items)
    #expect(plan.failures.map(\.code) == ["checkFailed", "checkFailed"])
    #expect(plan.failures.map(\.first.record) == [1, 3])
    #expect(plan.failures.map(\.count) == [2, 1])
    #expect(plan.failures.allSatisfy { $0.violation != nil })
    #expect(plan["items"]?.rows == 1)
  }

  @Test func `a check that is judged at the end is planned, too`() async throws {
    let items = Records("items", json: #"{"id": 1, "at": "2001-01-01T00:00:00Z"}"#)
      .check(.fresh("at", within: .seconds(60)))
    let plan = try await pipeline.plan(items)
    #expect(plan.failures.map(\.code) == ["checkFailed"])
    #expect(plan["items"]?.rows == 1)
  }

  @Test func `rows that are there count, in a store and in files`() async throws {
    let folder = TemporaryFolder()
    let items = Records("items", json: #"[{"id": 1}, {"id": 2}]"#)
      .check(.unique("id", among: .table), otherwise: .quarantine)
    for target in [store, FileDestination(at: folder.path, format: .jsonl)] as [any Destination] {
      try await check(items, into: target)
    }
  }

  private func check(_ items: Records, into target: some Destination) async throws {
    let pipeline = LoadPipeline("demo", into: target, settings: .test())
    #expect(try await pipeline.plan(items).leftOut.isEmpty)
    try await pipeline.run(Records("items", json: #"{"id": 1}"#))
    let plan = try await pipeline.plan(items)
    #expect(plan.leftOut.map(\.extent) == [.record])
    #expect(plan["items"]?.rows == 1)
    #expect(plan["_sluice_quarantine"]?.rows == 1)
    // The plan keeps nobody out, and is enough for a run.
    let report = try await pipeline.run(items, approving: plan)
    #expect(report["items"]?.quarantinedRecords == 1)
  }

  @Test func `records that cannot be read are planned to be put aside`() async throws {
    let items = Records("items", json: "{\"id\": 1}\n{\"id\": }\n")
      .jsonLayout(.lines).malformed(.quarantine)
    let plan = try await pipeline.plan(items)
    #expect(!plan.isFailing)
    #expect(plan.leftOut.map(\.extent) == [.record])
    #expect(plan["_sluice_quarantine"]?.rows == 1)
    try await pipeline.run(items, approving: plan)
    #expect(try store.table("demo", "_sluice_quarantine").rowCount == 1)
  }
}
