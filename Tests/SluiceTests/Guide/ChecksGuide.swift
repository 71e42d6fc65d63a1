// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/Checks.md` shows.

@Suite struct ChecksGuide {
  // snippet: shop
  struct Shop: Source {
    var orderLines: String
    var customerLines: String

    var resources: [any Resource] {
      Records("orders", json: orderLines)
        .check("total is positive") { $0["total"] >= 0 }
        .check("shipped after it was placed", otherwise: .warn) { row in
          row["shipped_at"] >= row["placed_at"]
        }
        .check(.notNull("id"))
        .check(.unique("id", among: .table), otherwise: .quarantine)
        .check(.accepted("status", ["open", "paid"]), otherwise: .quarantine)
        .check(.references("customer_id", "customers", "id"), otherwise: .quarantine)
        .check(.fresh("placed_at", within: .hours(24)), otherwise: .warn)
        .nested("lines") { hints in
          hints.check(.range("quantity", 1...), otherwise: .quarantine)
        }

      Records("customers", json: customerLines).replace()
    }
  }
  // end

  @Test func `checks of all kinds`() async throws {
    let store = ColumnStore()
    let pipeline = LoadPipeline("shop", into: store)
    let shop = Shop(
      orderLines: """
        {"id": 1, "total": 5, "status": "open", "customer_id": 7, "lines": [{"quantity": 1}]}
        {"id": 1, "total": 5, "status": "open", "customer_id": 7, "lines": []}
        {"id": 2, "total": 5, "status": "lost", "customer_id": 7, "lines": []}
        {"id": 3, "total": 5, "status": "paid", "customer_id": 8, "lines": []}
        {"id": 4, "total": 5, "status": "paid", "customer_id": 7, "lines": [{"quantity": 0}]}
        """,
      customerLines: #"{"id": 7}"#
    )
    let report = try await pipeline.run(shop)
    #expect(try store.table("shop", "orders")["id"] == [1])
    #expect(report.quarantined == 4)
    // snippet: figures
    for check in report.checks {
      print(check.name, check.rows, check.failed, check.unknown, check.records)
    }
    // end
    #expect(report.checks.map(\.failed).reduce(0, +) == 4)
  }

  @Test func `cells by type`() async throws {
    let readings = Records(
      "readings",
      json: #"[{"low": 1, "high": 2, "unit": "C"}, {"unit": "km"}]"#
    )
    // snippet: closure
    let checked = readings.check("plausible", otherwise: .warn) { row in
      if row["unit"].string == "K" { return row["low"] >= 0 }
      return row["low"] <= row["high"] && row["high"] < 100
    }
    // end
    let report = try await LoadPipeline("lab", into: ColumnStore()).run(checked)
    #expect(report.checks.first?.unknown == 1)
    #expect(report.checks.first?.failed == 0)
  }
}
