// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Records that break a contract or a check are put aside; some are loaded after the contract changed.
@main struct Quarantine {
  static func main() async throws {
    let store = ColumnStore()
    let workspace = Workspace.memory()
    let strict = Shop(destination: store, newColumns: .quarantine, workspace: workspace)

    // The table is made by the first load; from then on it holds still.
    try await strict.run(orders(#"{"id": 1, "total": 20.5}"#))

    // Three records, one with a field that is not in the contract, one that cannot be right.
    let evening = orders(
      """
      {"id": 2, "total": 12}
      {"id": 3, "total": 9.90, "coupon": "SPRING"}
      {"id": 4, "total": -3}
      """
    )
    let report = try await strict.run(evening)
    print("\(report)\n")
    for record in try store.table("shop", "_sluice_quarantine").records {
      print("aside: \(record["record"] ?? .null)\n  \(record["clause"] ?? .null)")
    }

    // Coupons are welcome from now on.
    // snippet: replay
    let open = Shop(destination: store, newColumns: .evolve, workspace: workspace)
    let replay = try await open.replay(.quarantined, of: evening)
    // end
    print("\n\(replay)\n")
    for order in try store.table("shop", "orders").records {
      print("order \(order["id"] ?? .null): \(order["total"] ?? .null) \(order["coupon"] ?? "-")")
    }
    for record in try store.table("shop", "_sluice_quarantine").records {
      print("still aside: \(record["record"] ?? .null), attempts: \(record["attempts"] ?? .null)")
    }
  }

  static func orders(_ lines: String) -> Records {
    Records("orders", json: lines)
      .check("total is positive", otherwise: .quarantine) { $0["total"] >= 0 }
  }
}

// snippet: contract
/// Lets tables have new columns, or puts the records aside that bring them.
struct Shop: Pipeline {
  let name = "shop"
  let destination: ColumnStore
  let newColumns: Contract.Mode
  let workspace: Workspace

  var stages: [any Stage] {
    InferTypes()
    EvolveSchema()
    EnforceContract(columns: newColumns)
  }
}
// end
