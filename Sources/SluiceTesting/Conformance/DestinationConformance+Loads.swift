// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

extension DestinationConformance {
  /// When a load is visible.
  static let loadCases = [
    Case("rows are visible after the commit") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.expect(items, [])
      try await bench.commit(.init((items, [["id": 1, "name": "a"], ["id": 2]])))
      try await bench.expect(items, [["id": 1, "name": "a"], ["id": 2]])
    },
    Case("rows are not visible before the commit") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      let session = try await bench.destination.open(dataset: ConformanceBench.dataset)
      let load = bench.nextLoad()
      let record = try await bench.prepare(load, .init((items, [["id": 2]])), in: session)
      do {
        try await bench.expect(items, [["id": 1]])
      } catch  where error.isBusy {}
      try await session.commit(record)
      try await bench.expect(items, [["id": 1], ["id": 2]])
    },
    Case("a load that is given up leaves nothing") { bench in
      try await bench.abandon(.init((ConformanceBench.items(), [["id": 1]])))
      let stored = try await bench.recall()
      try bench.expect(stored.schema == nil, "The dataset remembers the schema of the load.")
      try bench.expect(stored.lastLoadID == nil, "The dataset remembers the id of the load.")
      try bench.expect(stored.state == nil, "The dataset remembers a state.")
      let loads = try await bench.inSession { try await $0.loads(of: ConformanceBench.pipeline) }
      try bench.expect(loads.isEmpty, "The load is among those that are visible.")
      try bench.requireScan()
      try await bench.expect(ConformanceBench.items(), [])
    },
    Case("a load that is given up leaves what was there") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      let wider = ConformanceBench.items(more: [Column("late", .text)])
      try await bench.abandon(.init((wider, [["id": 2, "late": "x"]])))
      try await bench.expect(items, [["id": 1]])
      try await bench.commit(.init((items, [["id": 3]])))
      try await bench.expect(items, [["id": 1], ["id": 3]])
    },
    Case("a session that is forgotten leaves nothing") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      do {
        let session = try await bench.destination.open(dataset: ConformanceBench.dataset)
        let load = bench.nextLoad()
        _ = try await bench.prepare(load, .init((items, [["id": 1]])), in: session)
      }
      try await bench.commit(.init((items, [["id": 2]])))
      try await bench.expect(items, [["id": 2]])
    },
    Case("a load without tables is a load") { bench in
      let load = try await bench.commit(.init())
      let stored = try await bench.requireMemory()
      try bench.expect(
        stored.lastLoadID == load.id,
        "The dataset remembers the load \(stored.lastLoadID ?? "none"), not \(load.id)."
      )
    },
    Case("two sessions at once both end well, or one is told to wait") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      let others = ConformanceBench.items(name: "others")
      let first = try await bench.destination.open(dataset: ConformanceBench.dataset)
      let load = bench.nextLoad()
      let record = try await bench.prepare(load, .init((items, [["id": 1]])), in: first)
      var isAlone = false
      do {
        try await bench.commit(.init((others, [["id": 2]])))
      } catch  where error.isBusy {
        isAlone = true
      }
      try await first.commit(record)
      try await bench.expect(items, [["id": 1]])
      try await bench.expect(others, isAlone ? [] : [["id": 2]])
    },
    Case("datasets do not see each other") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      let reader = TableReader(bench.destination, dataset: "another")
      try await reader.read(items).expect([])
    },
  ]

  /// What becomes of rows.
  static let rowCases = [
    Case("values of all types come back as they were") { bench in
      try bench.requireScan()
      let row: Record = [
        "id": 1, "name": "a \"b\",\n\r\tü\u{1F600}", "double": -1.5, "bool": true,
        "timestamp": "2026-01-02T03:04:05.000006Z", "date": "1969-12-31", "time": "23:59:59.5",
        "decimal": "123.45", "wei": "115792089237316195423570985008687907853", "empty": "",
        "binary": .binary([0, 1, 255]), "json": ["a": [1, "x", ["b": .null]]],
        "big": .int(.max), "small": .int(.min),
      ]
      let types: [(String, DataType)] = [
        ("double", .double), ("bool", .bool), ("timestamp", .timestamp), ("date", .date),
        ("time", .time), ("decimal", .decimal(precision: 10, scale: 2)), ("wei", .wei),
        ("empty", .text), ("binary", .binary), ("json", .json), ("big", .bigint),
        ("small", .bigint),
      ]
      let table = ConformanceBench.items(more: types.map { Column($0, $1) })
      try await bench.commit(.init((table, [row, ["id": 2]])))
      try await bench.expect(table, [row, ["id": 2]])
    },
    Case("columns of a batch may be fewer, and in any order") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      let load = bench.nextLoad()
      let session = try await bench.destination.open(dataset: ConformanceBench.dataset)
      let record = try await bench.prepare(
        load,
        .init((items, [["id": 1, "name": "a"]])),
        in: session
      )
      try await session.commit(record)
      let whole = try ConformanceBench.batch([["id": 2, "name": "b"]], of: items, load)
      let places = whole.names.indices.reversed().filter { whole.names[$0] != "name" }
      let part = Batch(
        names: places.map { whole.names[$0] },
        vectors: places.map { whole.vectors[$0] },
        rowCount: 1
      )
      let other = try await bench.destination.open(dataset: ConformanceBench.dataset)
      let next = bench.nextLoad()
      try await other.begin(next)
      try await other.migrate(to: record.schema)
      try await other.load(part, into: items)
      try await other.finish(items)
      try await other.commit(
        LoadRecord(
          load: next,
          schema: record.schema,
          schemaHash: record.schemaHash,
          committedAt: record.committedAt
        )
      )
      try await bench.expect(items, [["id": 1, "name": "a"], ["id": 2]])
    },
    Case("a column that comes late is missing from earlier rows") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      let wider = ConformanceBench.items(more: [Column("late", .text)])
      try await bench.commit(.init((wider, [["id": 2, "late": "x"]])))
      try await bench.expect(wider, [["id": 1], ["id": 2, "late": "x"]])
    },
    Case("a column may come between two batches of a load") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      let wider = ConformanceBench.items(more: [Column("late", .text)])
      try await bench.commit(.init((items, [["id": 1]]), (wider, [["id": 2, "late": "x"]])))
      try await bench.expect(wider, [["id": 1], ["id": 2, "late": "x"]])
    },
    Case("nested rows come with those above them") { bench in
      try bench.requireScan()
      let (items, tags) = (ConformanceBench.items(), ConformanceBench.tags())
      let rows: [Record] = [
        ["value": "x", "_dlt_parent_id": "1", "_dlt_list_idx": 0],
        ["value": "y", "_dlt_parent_id": "1", "_dlt_list_idx": 1],
      ]
      try await bench.commit(.init((items, [["id": 1, "_dlt_id": "1"]]), (tags, rows)))
      try await bench.expect(items, [["id": 1, "_dlt_id": "1"]])
      try await bench.expect(tags, rows)
    },
    Case("a scan gives the columns that are asked for, and no rows of an unknown table") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1, "name": "a"]])))
      var narrow = Table("items")
      narrow["id"] = Column("id", .bigint)
      try await bench.expect(narrow, [["id": 1]])
      try await bench.expect(Table("unknown"), [])
    },
    Case("names as long as it says can be used") { bench in
      try bench.requireScan()
      let table = String(
        repeating: "t",
        count: min(200, bench.capabilities.maximumTableNameLength ?? 64)
      )
      let column = String(
        repeating: "c",
        count: min(200, bench.capabilities.maximumColumnNameLength ?? 64)
      )
      let items = ConformanceBench.items(name: table, more: [Column(column, .text)])
      try await bench.commit(.init((items, [["id": 1, column: "x"]])))
      try await bench.expect(items, [["id": 1, column: "x"]])
    },
    Case("names that differ in case are different where it says so") { bench in
      try bench.requireScan()
      guard bench.capabilities.isCaseSensitive else { throw ConformanceBench.NotAsked() }
      let small = ConformanceBench.items(name: "items", more: [Column("Name", .text)])
      let large = ConformanceBench.items(name: "ITEMS")
      let row: Record = ["id": 1, "name": "a", "Name": "b"]
      try await bench.commit(.init((small, [row]), (large, [["id": 2]])))
      try await bench.expect(small, [row])
      try await bench.expect(large, [["id": 2]])
    },
  ]
}

extension Error {
  /// Whether a destination asks to wait.
  var isBusy: Bool {
    self is TransientFailure || (self as? LoadError)?.code.isTransient == true
  }
}
