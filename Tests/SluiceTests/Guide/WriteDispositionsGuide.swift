// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

// What `Docs/Guide/WriteDispositions.md` shows.

@Suite struct WriteDispositionsGuide {
  private let store = ColumnStore()
  private let rows: [Value] = [["id": 1, "day": "2026-11-28", "v": 1]]

  private var customers: Records { Records("customers", of: rows) }

  private func run(_ records: Records) async throws -> RunReport {
    try await LoadPipeline("shop", into: store).run(records)
  }

  @Test func `a merge`() async throws {
    // snippet: merge
    let customers = Records("customers", of: [["id": 1, "tags": ["vip"]], ["id": 2]] as [Value])
      .merge(on: "id")
    let report = try await LoadPipeline("shop", into: store).run(customers)
    if let changes = report["customers"]?.changes {
      print(changes.inserted, changes.updated, changes.deleted, changes.unchanged)
    }
    // end
    #expect(report["customers"]?.changes?.inserted == 2)
  }

  @Test func `strategies`() async throws {
    // snippet: strategies
    let updated = customers.merge(on: "id", strategy: .upsert)
    let added = customers.merge(on: "shop", "number", strategy: .insertOnly)
    let snapshot = customers.merge(on: "id", deletingMissing: true)
    let days = customers.merge(on: "id", replacing: "day")
    // end
    for records in [updated, snapshot, days] { _ = try await run(records) }
    #expect(added.hints.primaryKey == ["shop", "number"])
  }

  @Test func `which row counts, and which is deleted`() async throws {
    // snippet: hints
    let changes = customers.merge(on: "id", strategy: .upsert)
      .deduplicated(by: "version")  // the largest; .ascending for the smallest
      .deleted(where: "is_deleted", .bool)
    // end
    _ = try await run(changes)
  }

  @Test func `options`() async throws {
    // snippet: options
    var options = MergeRule()
    options.softDelete = "deleted_at"
    options.skipsUnchanged = true
    let kept = customers.merge(on: "id", strategy: .upsert, deletingMissing: true, options: options)
    // end
    _ = try await run(kept)
    #expect(try store.table("shop", "customers").columns.contains { $0.name == "deleted_at" })
  }

  @Test func `versions`() async throws {
    // snippet: history
    let versions = customers.history()
    let partial = customers.history(on: ["id"])  // only what is in the load can end
    // end
    _ = try await run(versions)
    _ = try await run(partial)
    #expect(try store.table("shop", "customers")["_dlt_valid_to"] == [.null])
  }

  @Test func `replacements`() async throws {
    // snippet: replace
    let all = customers.replace(onEmpty: .keep, minimumRows: 1)
    let day = customers.replace(where: .column("day", .equal, "2026-11-28"))
    let month = customers.replace(where: .column("day", from: "2026-11-01", to: "2026-12-01"))
    // end
    for records in [all, day, month] { _ = try await run(records) }
    #expect(try store.table("shop", "customers").rowCount == 1)
  }
}
