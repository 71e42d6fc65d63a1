// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

/// What the program loads: so many orders, so many in each run, into several destinations.
struct Job: Sendable {
  static let orders = 120
  static let ordersPerRun = 40

  /// Below it lie the workspace and the destinations.
  let folder: String
  /// Called when a run begins, and when it has ended.
  var note: @Sendable (_ isRunning: Bool) -> Void = { _ in }

  private var workspace: Workspace { Workspace(at: "\(folder)/workspace") }
  private var lines: FileDestination { FileDestination(at: "\(folder)/lines", format: .jsonl) }
  private var csv: FileDestination { FileDestination(at: "\(folder)/csv", format: .csv) }
  private func store() throws -> ColumnStore { try ColumnStore(at: "\(folder)/store") }

  /// Loads what is missing in each destination.
  func load() async throws {
    try await load("lines", into: lines)
    try await load("csv", into: csv)
    try await load("store", into: store())
  }

  /// What the destinations have, without ids.
  func contents() async throws -> [(name: String, tables: [TableContents])] {
    [
      ("lines", try await read("lines", lines)),
      ("csv", try await read("csv", csv)),
      ("store", try await read("store", store())),
    ]
  }

  /// How many packages wait.
  func pending() throws -> Int {
    // Where packages wait is a matter of the workspace alone.
    try ["lines", "csv", "store"].reduce(0) { try $0 + pipeline($1, into: lines).pending().count }
  }

  private func pipeline<Target: Destination>(
    _ name: String,
    into destination: Target
  ) -> LoadPipeline<Target> {
    var settings = PipelineSettings()
    settings.packageLimit = PackageLimit(rows: 60)
    return LoadPipeline(
      name,
      into: destination,
      dataset: "shop",
      settings: settings,
      workspace: workspace
    )
  }

  private func load(_ name: String, into destination: some Destination) async throws {
    let pipeline = pipeline(name, into: destination)
    for _ in 0..<Job.orders / Job.ordersPerRun {
      note(true)
      try await pipeline.run(OrderSource())
      note(false)
    }
  }

  private func read(_ name: String, _ destination: some Destination) async throws -> [TableContents]
  {
    let reader = TableReader(destination, dataset: "shop", schema: "order_source", pipeline: name)
    return try await reader.read().comparable
  }
}

/// Orders after the last one that was loaded, and all of them in the place of those before.
struct OrderSource: Source {
  var resources: [any Resource] {
    Records("orders") { output in
      var next = try output.state.value("next", as: Int.self) ?? 1
      let end = min(Job.orders, next + Job.ordersPerRun - 1)
      while next <= end {
        let last = min(end, next + 4)
        try await output.send((next...last).map(Self.order))
        next = last + 1
        try output.state.set("next", to: next)
        try await output.checkpoint()
      }
    }
    Records("all_orders", of: (1...Job.orders).map(Self.order)).replace()
  }

  private static func order(_ number: Int) -> Record {
    var order: Record = [
      "id": .int(Int64(number)), "customer": .text("customer \(number % 7)"),
      "lines": [["sku": .text("a\(number)"), "tags": ["new", "cheap"]], ["sku": "b"]],
    ]
    // The last run brings a column.
    if number > 90 { order["note"] = "late" }
    return order
  }
}
