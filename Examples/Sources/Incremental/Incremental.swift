// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Loads what is new of a shop that goes on, tells of records that come late, and fills in the past.
@main struct Incremental {
  static func main() async throws {
    let store = ColumnStore()
    let pipeline = LoadPipeline("shop", into: store)

    print("\(try await pipeline.run(orders(Shop.morning)))\n")
    // The same boundary again, one record that comes late, and one that is too late.
    print("\(try await pipeline.plan(orders(Shop.noon)))\n")
    print("\(try await pipeline.run(orders(Shop.noon)))\n")

    let report = try await pipeline.backfill(
      orders(Shop.past),
      from: .timestamp("2026-02-01T00:00:00Z"),
      to: .timestamp("2026-02-22T00:00:00Z"),
      by: .days(7)
    )
    print("\(report)\n")
    // Windows are loaded side by side, so that their rows come in any order.
    let orders = try store.table("shop", "orders").records
    for order in orders.sorted(by: { $0["id"]?.int64 ?? 0 < $1["id"]?.int64 ?? 0 }) {
      print("order \(order["id"] ?? .null) of \(order["at"] ?? .null)")
    }
  }

  static func orders(_ lines: String) -> Records {
    Records("orders", json: lines)
      .incremental("at", from: .timestamp("2026-03-01T00:00:00Z"), lag: .hours(1))
  }
}

/// What a shop has at some times.
enum Shop {
  static let morning = """
    {"id": 1, "at": "2026-03-01T09:00:00Z"}
    {"id": 2, "at": "2026-03-01T11:30:00.1234567Z"}
    """
  static let noon = """
    {"id": 3, "at": "2026-03-01T11:15:00Z"}
    {"id": 4, "at": "2026-03-01T08:00:00Z"}
    {"id": 5, "at": "2026-03-01T12:00:00Z"}
    """
  static let past = """
    {"id": 11, "at": "2026-02-03T10:00:00Z"}
    {"id": 12, "at": "2026-02-08T00:00:00Z"}
    {"id": 13, "at": "2026-02-22T00:00:00Z"}
    """
}
