// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

// What `Docs/Guide/Sources.md` shows.

@Suite struct SourcesGuide {
  private let store = ColumnStore()

  private struct Several: Source {
    var list: [any Resource]
    var name: String { "several" }
    var resources: [any Resource] { list }
  }

  @Test func `records of many kinds`() async throws {
    let path = "\(#filePath).jsonl"
    // snippet: kinds
    struct Point: Codable, Sendable {
      var x: Double
      var y: Double
    }
    let typed = Records("points", of: [Point(x: 1, y: 2)])
    let shapeless = Records("things", of: [["name": "lamp", "price": 12]] as [Record])
    let text = Records("events", json: #"[{"kind": "push"}, {"kind": "fork"}]"#)
    let table = Records("rates", csv: "currency,rate\nEUR,1.08\nGBP,1.27\n")
    let file = Records("log", json: FileBytes(path))
    // end
    try await LoadPipeline("all", into: store).run(Several(list: [typed, shapeless, text, table]))
    #expect(try store.table("all", "rates")["rate"] == [1.08, 1.27])
    #expect(try store.table("all", "events").rowCount == 2)
    #expect(file.name == "log")
  }

  @Test func `records that a closure sends`() async throws {
    @Sendable func fetch(page: Int) async throws -> String? {
      page < 3 ? #"[{"page": \#(page)}]"# : nil
    }
    // snippet: closure
    let pages = Records("pages") { output in
      var page = 0
      while let text = try await fetch(page: page) {
        try await output.send(json: text)
        page += 1
      }
    }
    // end
    try await LoadPipeline("web", into: store).run(pages)
    #expect(try store.table("web", "pages")["page"] == [0, 1, 2])
  }

  @Test func `pages at the same time`() async throws {
    @Sendable func fetch(page: Int) async throws -> String { #"[{"page": \#(page)}]"# }
    // snippet: concurrently
    let pages = Records("pages") { output in
      try await output.sendEach(of: 1...20, atOnce: 4) { page, output in
        try await output.send(json: try await fetch(page: page))
      }
    }
    // end
    try await LoadPipeline("web", into: store).run(pages)
    #expect(try store.table("web", "pages")["page"] == (1...20).map { .int($0) })
  }

  @Test func `files and figures`() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).jsonl").path
    try #"{"line": 1}"#.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let files = [path, path]
    // snippet: files
    let log = Records("log") { output in
      for file in files {
        try await output.send(file: file)
        output.metrics.add("files")
      }
    }
    // end
    let report = try await LoadPipeline("logs", into: store).run(log)
    #expect(report.rows == 2)
    #expect(report.metrics["log"] == ["files": 2])
  }

  @Test func `figures at a step`() async throws {
    let json = #"[{"id": 1, "customer": 7}, {"id": 2}]"#
    // snippet: figures
    let orders = Records("orders", json: json)
      .measure { order, metrics in
        if order["customer"] == nil { metrics.add("without customer") }
      }
    let report = try await LoadPipeline("shop", into: store).run(orders)
    print(report.metrics["orders"] ?? [:])
    // end
    #expect(report.metrics["orders"] == ["without customer": 1])
  }

  @Test func `tables that records and pages name`() async throws {
    let json = #"[{"kind": "push", "id": 1}, {"kind": "star", "id": 2}]"#
    // snippet: tables
    let events = Records("events", json: json)
      .table { record in "events_\(record["kind"]?.string ?? "other")" }
      .selectingTables("events_push", "events_fork")
    let stock = Records("stock") { output in
      try await output.materialize("warehouses")
      try await output.update(table: "items") { $0.primaryKey = ["sku"] }
      try await output.send(["sku": "a1", "count": 3] as Record, to: "items")
    }
    // end
    try await LoadPipeline("all", into: store).run(Several(list: [events, stock]))
    let tables = store.tables(in: "all").filter { !$0.hasPrefix("_") }
    #expect(tables.sorted() == ["events_push", "items", "warehouses"])
  }

  @Test func `steps on the way`() async throws {
    let json = #"[{"id": 1, "kind": "test"}, {"id": 2, "kind": "sale", "card": "4111"}]"#
    // snippet: steps
    let sales = Records("sales", json: json)
      .filter { $0["kind"] != "test" }
      .map { record in
        var record = record
        record["card"] = nil
        return record
      }
      .limit(rows: 10_000)
    // end
    try await LoadPipeline("shop", into: store).run(sales)
    #expect(try store.table("shop", "sales")["id"] == [2])
    #expect(try store.table("shop", "sales")["card"] == nil)
  }

  @Test func `what is known of a table`() async throws {
    let json = #"{"no": "7", "total": "12.50", "placed": "2026-03-01T09:30:00Z"}"#
    // snippet: hints
    let orders = Records("orders", json: json)
      .table("shop_orders")
      .primaryKey("no")
      .column("total", .decimal(precision: 12, scale: 2))
      .describe("One row for each order, whether paid or not.")
      .replace()
    // end
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(orders)
    #expect(
      pipeline.schema?["shop_orders"]?["total"]?.type == .decimal(precision: 12, scale: 2)
    )
  }

  @Test func `lines that cannot be read`() async throws {
    let lines = "{\"id\": 1}\n{\"id\": \n{\"id\": 3}\n"
    // snippet: malformed
    let log = Records("log", json: lines).jsonLayout(.lines).malformed(.skip)
    let report = try await LoadPipeline("logs", into: store).run(log)
    for skipped in report.skipped { print(skipped.location.line ?? 0, skipped.reason) }
    // end
    #expect(report.skipped.map(\.location.line) == [2])
  }
}
