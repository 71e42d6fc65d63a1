// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/Quarantine.md` shows.

@Suite struct QuarantineGuide {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  // snippet: stage
  /// Puts records aside that bring a column nobody has agreed to.
  struct AgreedColumns: Stage {
    let names: Set<String>

    func review(_ change: inout SchemaChange) throws {
      guard let column = change.column, !names.contains(column.name) else { return }
      change.decision = .quarantine("Nobody has agreed to the column '\(column.name)'.")
    }
  }
  // end

  private struct Shop: Pipeline {
    let name = "shop"
    let destination: ColumnStore
    let workspace: Workspace

    var stages: [any Stage] {
      InferTypes()
      EvolveSchema()
      AgreedColumns(names: ["id"])
    }
  }

  @Test func `look at what was put aside, and replay some of it`() async throws {
    let input = "{\"id\": 1}\n{\"id\": 2, \"coupon\": \"x\"}\n{\"id\": 3,}\n"
    // snippet: malformed
    let orders = Records("orders", json: input).malformed(.quarantine)
    // end
    try await Shop(destination: store, workspace: workspace).run(orders)
    // snippet: look
    let aside = try store.table("shop", "_sluice_quarantine")
    for record in aside.records {
      print(record["record"] ?? .null, record["reason"] ?? .null)
    }
    // end
    #expect(aside.rowCount == 2)
    let repaired = LoadPipeline("shop", into: store, workspace: workspace)
    let loadID = try #require(aside["load_id"]?.first?.string)
    // snippet: selection
    let report = try await repaired.replay(
      .quarantined(resource: "orders", load: loadID),
      of: orders
    )
    print(report.replay?.passed ?? 0, "passed,", report.replay?.remaining ?? 0, "stay")
    // end
    #expect(report.replay?.passed == 1)
    #expect(report.replay?.remaining == 1)
  }
}
