// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `README.md` shows beside its first program.

@Suite struct ReadmeGuide {
  @Test func `look at what would change, and allow no more`() async throws {
    let store = ColumnStore()
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Records("orders", json: #"{"id": 1, "total": 5}"#))
    let input = """
      {"id": 2, "total": 7}
      {"id": 3, "total": 9, "coupon": "x"}
      {"id": null, "total": 1}
      """
    // snippet: rules
    let orders = Records("orders", json: input)
      .contract(columns: .quarantine)
      .check(.notNull("id"), otherwise: .quarantine)
      .check("total is positive") { $0["total"] > 0 }
    let plan = try await pipeline.plan(orders)
    print(plan)  // what would change, what would be left out and why
    try await pipeline.run(orders, approving: plan)
    // end
    #expect(plan.leftOut.map(\.extent) == [.record, .record])
    #expect(try store.table("shop", "orders").rowCount == 2)
    #expect(try store.table("shop", "_sluice_quarantine").rowCount == 2)
  }
}
