// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

/// What is loaded, how it meets what is there, and how the runs are set up.
struct CrashFeed: Sendable {
  var name: String
  /// Whether raw pages are kept, which takes a workspace that outlasts the process.
  var needsWorkspace = false
  /// Whether rows are merged, which not all destinations can.
  var needsMerge = false
  /// After how many rows a run is cut.
  var rowsPerLoad: Int?
  /// The source of a run, from 1.
  var source: @Sendable (Int) -> CrashShop
  /// Makes a run, which has a number.
  var run: @Sendable (any Pipeline, CrashShop, Int) async throws -> Void = { pipeline, shop, _ in
    try await pipeline.run(shop)
  }

  static let all: [CrashFeed] = [
    CrashFeed(name: "replace") { run in CrashShop { replaced(upTo: run * 3) } },
    CrashFeed(name: "append with a cursor") { run in CrashShop { appended(upTo: run * 3) } },
    CrashFeed(name: "append and replace") { run in
      CrashShop {
        appended(upTo: run * 3)
        replaced(upTo: run * 3)
      }
    },
    CrashFeed(name: "in several loads", rowsPerLoad: 2) { run in
      CrashShop {
        plain(run)
        appended(upTo: run * 3)
      }
    },
    CrashFeed(name: "raw pages", needsWorkspace: true) { run in
      CrashShop {
        appended(upTo: run * 3)
        plain(run)
      }
    },
    CrashFeed(name: "raw pages in several loads", needsWorkspace: true, rowsPerLoad: 1) { run in
      CrashShop { appended(upTo: run * 3) }
    },
    CrashFeed(name: "along a cursor") { run in
      CrashShop { all(upTo: run * 3).incremental("id", as: Int64.self) }
    },
    CrashFeed(name: "merge", needsMerge: true) { run in
      CrashShop { changed(in: run).merge(on: "id") }
    },
    CrashFeed(name: "upsert along a cursor", needsMerge: true, rowsPerLoad: 2) { run in
      CrashShop {
        changed(in: run).merge(on: "id", strategy: .upsert).incremental("run", as: Int64.self)
      }
    },
    CrashFeed(name: "snapshot", needsMerge: true) { run in
      CrashShop { changed(in: run).merge(on: "id", deletingMissing: true) }
    },
    CrashFeed(name: "history", needsMerge: true) { run in
      CrashShop { changed(in: run).history() }
    },
    CrashFeed(name: "insert only", needsMerge: true) { run in
      CrashShop { changed(in: run).merge(on: "id", strategy: .insertOnly) }
    },
    CrashFeed(name: "a part replaced", needsMerge: true) { run in
      let isTouched = RowCondition.column("id", from: .int(Int64(run)), to: .int(Int64(run + 4)))
      return CrashShop { changed(in: run).replace(where: isTouched) }
    },
    CrashFeed(name: "soft deletion", needsMerge: true) { run in
      var rule = MergeRule()
      // A mark and no moment: a run that is made again is made later.
      rule.softDelete = "is_gone"
      return CrashShop {
        changed(in: run).column("is_gone", .bool)
          .merge(on: "id", strategy: .upsert, deletingMissing: true, options: rule)
      }
    },
    CrashFeed(
      name: "windows",
      source: { _ in CrashShop { days } },
      run: { pipeline, shop, run in
        // The second range has the first one in it, which is loaded.
        let end = CursorBound.integer(run == 1 ? 5 : 8)
        try await pipeline.backfill("days", of: shop, from: 0, to: end, by: .count(2))
      }
    ),
  ]

  /// The settings of all runs.
  func settings(_ clock: TestClock) -> PipelineSettings {
    var settings = PipelineSettings.test(clock: clock)
    settings.keepsRaw = needsWorkspace
    settings.packageLimit = rowsPerLoad.map { PackageLimit(rows: $0) }
    return settings
  }

  /// Appends and replaces; something happens after the first page of each run.
  static func disturbed(_ run: Int, by trouble: @escaping @Sendable () throws -> Void) -> CrashShop
  {
    CrashShop {
      appended(upTo: run * 3, trouble)
      replaced(upTo: run * 3)
    }
  }

  // MARK: - Resources

  /// All orders, in the place of those before.
  private static func replaced(upTo end: Int) -> Records {
    Records("all_orders", of: (1...end).map(order)).replace()
  }

  /// A small table without nested rows, in the place of the one before.
  private static func plain(_ run: Int) -> Records {
    Records("runs", of: [["number": .int(Int64(run))] as Record]).replace()
  }

  /// The orders after the last one that was loaded, each on a page of its own.
  private static func appended(
    upTo end: Int,
    _ afterFirst: @escaping @Sendable () throws -> Void = {}
  ) -> Records {
    Records("orders") { output in
      var next = try output.state.value("next", as: Int.self) ?? 1
      var isFirst = true
      while next <= end {
        try await output.send([order(next)])
        next += 1
        try output.state.set("next", to: next)
        try await output.checkpoint()
        if isFirst { try afterFirst() }
        isFirst = false
      }
    }
  }

  /// All orders, whatever was loaded before.
  private static func all(upTo end: Int) -> Records {
    Records("orders", of: (1...end).map(order))
  }

  /// Orders that overlap with those of the run before, which have other lines in each run.
  private static func changed(in run: Int) -> Records {
    let orders = (run...run + 3).map { number in
      var order = order(number * run)
      order["id"] = .int(Int64(number))
      order["run"] = .int(Int64(run))
      return order
    }
    return Records("orders", of: orders)
  }

  /// A day after the other, of which a range can be asked for.
  private static let days = Records("days") { output in
    let start = try output.cursor.startValue(as: Int64.self) ?? 0
    let end = try output.cursor.endValue(as: Int64.self) ?? 0
    for day in start..<end {
      let record: Record = ["day": .int(day), "hours": [1, 2]]
      try await output.send(record)
    }
  }
  .incremental("day", as: Int64.self)

  /// An order with lines, each with its tags.
  private static func order(_ number: Int) -> Record {
    var order: Record = [
      "id": .int(Int64(number)), "customer": .text("customer \(number % 3)"),
      "lines": [
        ["sku": .text("a\(number)"), "tags": ["new", "cheap"]],
        ["sku": .text("b\(number)"), "tags": []],
      ],
    ]
    // The second run brings a column.
    if number > 3 { order["note"] = .text("late \(number)") }
    return order
  }
}

/// The source of all crash tests.
struct CrashShop: Source {
  let resources: [any Resource]

  init(@ResourceBuilder _ resources: () -> [any Resource]) { self.resources = resources() }
}
