// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Loads nested JSON into tables in memory, and prints them.
@main struct Quickstart {
  static func main() async throws {
    // snippet: pipeline
    let orders = Records(
      "orders",
      json: """
        {"id": 1, "customer": {"name": "Ada", "city": "London"},
         "lines": [{"sku": "tea", "price": 4.5}, {"sku": "cup", "price": 12}]}
        {"id": 2, "customer": {"name": "Grace"}, "placedAt": "2026-03-01T09:30:00Z",
         "lines": [{"sku": "tea", "price": 4.5, "note": "a gift"}]}
        """
    )
    let store = ColumnStore()
    let report = try await LoadPipeline("shop", into: store).run(orders)
    for table in store.tables(in: "shop") where !table.hasPrefix("_") {
      print("\(table)\n\(try store.table("shop", table))\n")
    }
    print(report)
    // end
  }
}
