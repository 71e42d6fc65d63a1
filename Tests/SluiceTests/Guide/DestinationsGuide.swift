// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

// What `Docs/Guide/Destinations.md` shows, and the failure in `Docs/Guide/Testing.md`.

@Suite struct DestinationsGuide {
  private let orders = Records("orders", json: #"[{"id": 1, "total": 9.5}, {"id": 2}]"#)

  @Test func `files`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "guide-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // snippet: files
    let files = FileDestination(at: folder, format: .jsonl)  // or .csv
    let report = try await LoadPipeline("shop", into: files).run(orders)
    // end
    let file = "\(folder)/shop/orders/\(report.loadID).0.jsonl"
    #expect(FileManager.default.fileExists(atPath: file))
  }

  @Test func `a closure`() async throws {
    // snippet: closure
    let printer = ClosureDestination { table, batch in
      for row in batch.records { print(table.name, row) }
    }
    try await LoadPipeline("shop", into: printer).run(orders)
    // end
  }

  @Test func `a store`() async throws {
    // snippet: store
    let store = ColumnStore()
    try await LoadPipeline("shop", into: store).run(orders)
    for name in store.tables(in: "shop") { print(name, try store.table("shop", name).rowCount) }
    try store.drop(dataset: "shop")
    // end
    #expect(store.datasets.isEmpty)
  }

  @Test func `a store that lasts`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "guide-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      // snippet: lasting
      let store = try ColumnStore(at: folder)
      try await LoadPipeline("shop", into: store).run(orders)
      // end
    }
    #expect(try ColumnStore(at: folder).table("shop", "orders").rowCount == 2)
  }

  @Test func `a failure says where`() async throws {
    let store = ColumnStore()
    let broken = Records("orders", json: "{\"id\": 1}\n{\"id\": }\n").jsonLayout(.lines)
    // snippet: failure
    do {
      try await LoadPipeline("shop", into: store).run(broken)
    } catch let error as LoadError where error.code == .malformedInput {
      print(error.location.resource ?? "", error.location.line ?? 0, error.message)
    }
    // end
    #expect(store.datasets.isEmpty)
  }
}
