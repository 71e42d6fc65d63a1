// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

// What `Docs/Guide/Incremental.md` shows.

@Suite struct IncrementalGuide {
  private struct Service: Sendable {
    func orders(since start: Instant?, until end: Instant? = nil) async throws -> String {
      """
      {"id": 1, "updated_at": "2026-03-01T09:00:00Z"}
      {"id": 2, "updated_at": "2026-03-01T10:00:00Z"}
      """
    }
  }

  private let service = Service()
  private let store = ColumnStore()

  @Test func `a cursor asks for what is new`() async throws {
    let service = service
    // snippet: cursor
    let orders = Records("orders") { output in
      let start = try output.cursor.startValue(as: Instant.self)
      try await output.send(json: service.orders(since: start))
    }
    .incremental("updated_at", from: .timestamp("2026-01-01T00:00:00Z"))
    // end
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(orders)
    // snippet: report
    let report = try await pipeline.run(orders)
    if let cursor = report.cursor(of: "orders") {
      print(cursor.loaded, cursor.duplicates, cursor.late, cursor.largestDelay ?? "on time")
    }
    // end
    #expect(report.cursor(of: "orders")?.duplicates == 1)
    #expect(report.cursor(of: "orders")?.late == 1)
    #expect(try store.table("shop", "orders").rowCount == 2)
    // snippet: lag
    let careful = orders.incremental(
      "updated_at",
      from: .timestamp("2026-01-01T00:00:00Z"),
      lag: .hours(6)
    )
    // end
    let plan = try await pipeline.plan(careful)
    #expect(plan.windows.first?.from == "2026-03-01T04:00:00Z")
  }

  @Test func `options say what is to be decided`() async throws {
    let rows: [Record] = [["id": 1, "meta": ["rev": 3]], ["id": 2, "meta": .null]]
    let products = Records("products", of: rows)
    // snippet: options
    var options = CursorOptions()
    options.missing = .exclude
    options.order = .ascending
    options.deduplicationKey = ["id"]
    let fresh = products.incremental("meta.rev", from: .integer(0), options: options)
    // end
    try await LoadPipeline("shop", into: store).run(fresh)
    #expect(try store.table("shop", "products").rowCount == 1)
    // snippet: fold
    var versions = CursorOptions()
    versions.fold = .custom { value, stored in
      func numbers(_ value: Value) -> [Int] {
        (value.string ?? "").split(separator: ".").compactMap { Int($0) }
      }
      guard let stored else { return value }
      return numbers(value).lexicographicallyPrecedes(numbers(stored)) ? stored : value
    }
    // end
    let releases = Records("releases", of: [["v": "1.9"], ["v": "1.10"]] as [Record])
    let pipeline = LoadPipeline("releases", into: store)
    let report = try await pipeline.run(releases.incremental("v", options: versions))
    #expect(report.cursor(of: "releases")?.last == "1.10")
  }

  @Test func `a range is loaded window by window`() async throws {
    let service = service
    let pipeline = LoadPipeline("shop", into: store)
    // snippet: backfill
    let orders = Records("orders") { output in
      let start = try output.cursor.startValue(as: Instant.self)
      let end = try output.cursor.endValue(as: Instant.self)
      try await output.send(json: service.orders(since: start, until: end))
    }
    .incremental("updated_at", as: Instant.self)

    let report = try await pipeline.backfill(
      orders,
      from: .timestamp("2026-02-01T00:00:00Z"),
      to: .timestamp("2026-03-08T00:00:00Z"),
      by: .days(7)
    )
    for window in report.windows { print(window.start, window.end, window.records) }
    // end
    #expect(report.windows.map(\.records) == [0, 0, 0, 0, 2])
    // snippet: range
    let february = orders.incremental(
      "updated_at",
      from: .timestamp("2026-02-01T00:00:00Z"),
      until: .timestamp("2026-03-01T00:00:00Z")
    )
    // end
    #expect(try await pipeline.run(february).rows == 0)
  }
}
