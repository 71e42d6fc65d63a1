// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/NestedData.md` shows.

@Suite struct NestedDataGuide {
  private let store = ColumnStore()

  // snippet: data
  private let orders = Records(
    "orders",
    json: """
      {"id": 1, "customer": {"name": "Ada"}, "tags": ["new", "gift"],
       "lines": [{"sku": "tea", "discounts": [{"percent": 5}]}, {"sku": "cup", "discounts": []}]}
      """
  )
  // end

  @Test func `lists become tables, records become columns`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(orders)
    #expect(
      store.tables(in: "shop").filter { !$0.hasPrefix("_") } == [
        "orders", "orders__tags", "orders__lines", "orders__lines__discounts",
      ]
    )
    #expect(try store.table("shop", "orders")["customer__name"] == ["Ada"])
    #expect(try store.table("shop", "orders__tags")["value"] == ["new", "gift"])

    // snippet: parents
    let lines = try store.table("shop", "orders__lines")
    let discounts = try store.table("shop", "orders__lines__discounts")
    let line = lines["_dlt_id"]?.first
    let parent = discounts["_dlt_parent_id"]?.first  // the same
    let position = discounts["_dlt_list_idx"]?.first  // 0
    // end
    #expect(line != nil && line == parent)
    #expect(position == 0)
  }

  @Test func `nested data stays JSON where that is wanted`() async throws {
    // snippet: nesting
    let flat = orders.maximumNesting(0)
    let mixed = orders.column("tags", .json)
    // end
    try await LoadPipeline("flat", into: store).run(flat)
    #expect(store.tables(in: "flat").filter { !$0.hasPrefix("_") } == ["orders"])
    try await LoadPipeline("mixed", into: store).run(mixed)
    #expect(store.tables(in: "mixed").contains("orders__lines"))
    #expect(!store.tables(in: "mixed").contains("orders__tags"))
  }
}
