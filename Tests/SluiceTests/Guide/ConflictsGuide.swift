// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/Conflicts.md` shows.

@Suite struct ConflictsGuide {
  private let store = ColumnStore()

  @Test func `a column widens`() async throws {
    // snippet: widen
    let readings = Records("readings", json: #"[{"value": 21}, {"value": 21.5}, {"value": "n/a"}]"#)
      .column("value", onConflict: .widen)
    let report = try await LoadPipeline("lab", into: store).run(readings)
    print(report)  // readings … value: bigint → text
    // end
    #expect(try store.table("lab", "readings")["value"] == ["21", "21.5", "n/a"])
    #expect(report.description.contains("value: bigint → text"))
  }

  @Test func `column, table and stage`() async throws {
    let json = #"[{"id": 1, "size": 1, "lines": [{"n": 1}]}, {"id": 2, "size": "L"}]"#
    // snippet: levels
    let orders = Records("orders", json: json)
      .column("id", onConflict: .fail)
      .onConflict(.widen)
      .nested("lines") { $0.conflictPolicy = .quarantine }
    let pipeline = try LoadPipeline("shop", into: store) {
      InferTypes()
      EvolveSchema()
      EnforceContract()
      ResolveConflicts(.json)
    }
    try await pipeline.run(orders)
    // end
    #expect(try store.table("shop", "orders")["size"] == ["1", "L"])
  }

  @Test func `a limit of columns`() async throws {
    // snippet: limit
    let events = Records(
      "events",
      json: #"[{"id": 1, "kind": "view", "page": "/", "device": {"os": "linux"}}]"#
    ).maximumColumns(2)
    try await LoadPipeline("web", into: store).run(events)
    let rest = try store.table("web", "events")["_sluice_overflow"]?.first
    print(rest ?? .null)  // {"page":"/","device":{"os":"linux"}}
    // end
    #expect(rest == ["page": "/", "device": ["os": "linux"]])
    #expect(rest?.description == #"{"page":"/","device":{"os":"linux"}}"#)
  }

  @Test func `a limit for all tables`() async throws {
    // snippet: limit-stage
    let pipeline = try LoadPipeline("web", into: store) {
      InferTypes()
      EvolveSchema()
      LimitColumns(to: 500, overflow: "more")
    }
    // end
    let report = try await pipeline.run(Records("t", json: #"{"a": 1}"#))
    #expect(report["t"]?.overflow == nil)
  }
}
