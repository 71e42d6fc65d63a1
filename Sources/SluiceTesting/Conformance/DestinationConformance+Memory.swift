// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

extension DestinationConformance {
  /// What a dataset remembers of its loads.
  static let memoryCases = [
    Case("a load is known once it is committed") { bench in
      let (first, second) = (bench.nextLoad(), bench.nextLoad())
      try await bench.commit(.init((ConformanceBench.items(), [["id": 1]])), as: first)
      _ = try await bench.requireMemory()
      let known = try await bench.inSession { session in
        (try await session.contains(first), try await session.contains(second))
      }
      try bench.expect(known.0, "The load that was committed is not contained.")
      try bench.expect(!known.1, "A load that was never made is contained.")
    },
    Case("the id of the latest load is remembered") { bench in
      var last = ""
      for number in 1...3 {
        let rows: [Record] = [["id": .int(Int64(number))]]
        last = try await bench.commit(.init((ConformanceBench.items(), rows))).id
      }
      let stored = try await bench.requireMemory()
      try bench.expect(
        stored.lastLoadID == last,
        "The dataset remembers the load \(stored.lastLoadID ?? "none"), not \(last)."
      )
    },
    Case("the schema comes back as of the last load") { bench in
      try await bench.commit(.init((ConformanceBench.items(), [["id": 1]])))
      let wider = ConformanceBench.items(more: [Column("price", .decimal(precision: 10, scale: 2))])
      try await bench.commit(.init((wider, [["id": 2]]), (ConformanceBench.tags(), [])))
      let stored = try await bench.requireMemory()
      let names = stored.schema?.tables.filter(\.hasSeenData).map(\.name) ?? []
      try bench.expect(
        Set(names).isSuperset(of: ["items", "items__tags"]),
        "The schema that comes back has the tables \(names)."
      )
      let found = stored.schema?["items"]
      for column in wider.columns {
        try bench.expect(
          found?[column.name]?.type == column.type,
          "The column '\(column.name)' of the schema that comes back has another type or is missing."
        )
      }
    },
    Case("a schema of another name is another schema") { bench in
      try await bench.commit(.init((ConformanceBench.items(), [["id": 1]])))
      _ = try await bench.requireMemory()
      let other = try await bench.inSession { session in
        try await session.recall(Recall(schema: "another", pipeline: ConformanceBench.pipeline))
      }
      try bench.expect(other.schema == nil, "A schema comes back that was never stored.")
      try bench.expect(other.lastLoadID != nil, "The last load is forgotten for another schema.")
    },
    Case("the state comes back as of the load that changed it") { bench in
      var state = PipelineState(pipeline: ConformanceBench.pipeline)
      state.version = 1
      state.sources = ["shop": ["cursor": 41, "name": "a \"b\" ü"]]
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]]), state: state))
      try await expectState(state, bench)
      // A load that does not change it leaves it.
      try await bench.commit(.init((items, [["id": 2]])))
      try await expectState(state, bench)
      state.version = 2
      state.sources = ["shop": ["cursor": 42]]
      try await bench.commit(.init((items, [["id": 3]]), state: state))
      try await expectState(state, bench)
      let other = try await bench.recall(pipeline: "another")
      try bench.expect(other.state == nil, "The state comes back for another pipeline, too.")
    },
    Case("a state that is given up leaves the one before") { bench in
      var state = PipelineState(pipeline: ConformanceBench.pipeline)
      state.version = 1
      state.sources = ["shop": ["cursor": 1]]
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]]), state: state))
      var next = state
      next.version = 2
      next.sources = ["shop": ["cursor": 2]]
      try await bench.abandon(.init((items, [["id": 2]]), state: next))
      try await expectState(state, bench)
    },
    Case("loads that are visible are listed, the oldest first") { bench in
      let items = ConformanceBench.items()
      let first = try await bench.commit(.init((items, [["id": 1], ["id": 2]])))
      let second = try await bench.commit(.init((items, [["id": 3]])))
      try await bench.commit(.init((items, [["id": 4]])), as: bench.nextLoad(pipeline: "another"))
      _ = try await bench.requireMemory()
      let loads = try await bench.inSession { try await $0.loads(of: ConformanceBench.pipeline) }
      try bench.expect(
        loads.map(\.load.id) == [first.id, second.id],
        "The loads that are listed are \(loads.map(\.load.id)), not \([first.id, second.id])."
      )
      let counts = loads.flatMap(\.tables).filter { $0.name == "items" }.map(\.rows)
      try bench.expect(counts == [2, 1], "The loads are listed with \(counts) rows, not [2, 1].")
    },
  ]

  private static func expectState(_ state: PipelineState, _ bench: ConformanceBench) async throws {
    let stored = try await bench.requireMemory()
    try bench.expect(
      stored.state?.version == state.version,
      "The state that comes back has the version \(stored.state?.version ?? 0), not "
        + "\(state.version)."
    )
    let (found, wanted) = (stored.state?.sources ?? Record(), state.sources)
    try bench.expect(
      found == wanted,
      "The sources of the state that comes back are \(found), not \(wanted)."
    )
  }

  /// Rows that take the place of others.
  static let replacementCases = [
    Case("a replacement takes the place of all rows") { bench in
      try bench.requireScan()
      try bench.require(.replace)
      let (items, tags) = (ConformanceBench.items(.replace), ConformanceBench.tags(.replace))
      func content(_ number: Int64) -> ConformanceBench.Content {
        .init(
          (items, [["id": .int(number), "_dlt_id": .text("\(number)")]]),
          (tags, [["value": "x", "_dlt_parent_id": .text("\(number)"), "_dlt_list_idx": 0]])
        )
      }
      try await bench.commit(content(1))
      try await bench.commit(content(2))
      try await bench.expect(items, [["id": 2]])
      try await bench.expect(tags, [["value": "x", "_dlt_parent_id": "2"]])
    },
    Case("a replacement without rows leaves an empty table") { bench in
      try bench.requireScan()
      try bench.require(.replace)
      let items = ConformanceBench.items(.replace)
      try await bench.commit(.init((items, [["id": 1]])))
      try await bench.commit(.init((items, [])))
      try await bench.expect(items, [])
    },
    Case("a replacement that is given up leaves the rows that were there") { bench in
      try bench.requireScan()
      try bench.require(.replace)
      let items = ConformanceBench.items(.replace)
      try await bench.commit(.init((items, [["id": 1]])))
      try await bench.abandon(.init((items, [["id": 2]])))
      try await bench.expect(items, [["id": 1]])
    },
    Case("a replacement leaves other tables as they are") { bench in
      try bench.requireScan()
      try bench.require(.replace)
      let others = ConformanceBench.items(name: "others")
      let items = ConformanceBench.items(.replace)
      try await bench.commit(.init((items, [["id": 1]]), (others, [["id": 2]])))
      try await bench.commit(.init((items, [["id": 3]])))
      try await bench.expect(items, [["id": 3]])
      try await bench.expect(others, [["id": 2]])
    },
  ]

  /// Tables that change, go, or get rows back.
  static let changeCases = [
    Case("a column gets another type, with the values that it has") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items(more: [Column("size", .bigint)])
      try await bench.commit(.init((items, [["id": 1, "size": 5]])))
      let wider = ConformanceBench.items(more: [Column("size", .text)])
      let session = try await bench.destination.open(dataset: ConformanceBench.dataset)
      do {
        try await session.begin(bench.nextLoad())
        let type = try await session.changeType(of: "size", in: items, to: .text)
        await session.abandon()
        try bench.expect(bench.capabilities.canChangeTypes, "It says that it cannot change types.")
        try bench.expect(type == .text, "The type that was asked for is text, and it is \(type).")
      } catch let error as LoadError where error.code == .unsupported {
        await session.abandon()
        try bench.expect(!bench.capabilities.canChangeTypes, "It says that it can change types.")
        return
      }
      try await bench.expect(items, [["id": 1, "size": 5]])
      try await bench.commitTypeChange(
        of: "size",
        from: items,
        to: wider,
        rows: [["id": 2, "size": "x"]]
      )
      try await bench.expect(wider, [["id": 1, "size": "5"], ["id": 2, "size": "x"]])
    },
    Case("a table is dropped at the commit, and not before") { bench in
      let (items, others) = (ConformanceBench.items(), ConformanceBench.items(name: "others"))
      try await bench.commit(.init((items, [["id": 1]]), (others, [["id": 2]])))
      var content = ConformanceBench.Content()
      content.dropped = ["items"]
      try bench.requireScan()
      let dropping = content
      try await bench.unlessRefused { try await bench.abandon(dropping) }
      try await bench.expect(items, [["id": 1]])
      try await bench.commit(dropping)
      try await bench.expect(items, [])
      try await bench.expect(others, [["id": 2]])
      try await bench.commit(.init((ConformanceBench.items(), [["id": 3]])))
      try await bench.expect(items, [["id": 3]])
    },
    Case("a table is dropped and made anew in one load") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      var content = ConformanceBench.Content((items, [["id": 2]]))
      content.dropped = ["items"]
      let dropping = content
      try await bench.unlessRefused { try await bench.commit(dropping) }
      try await bench.expect(items, [["id": 2]])
    },
    Case("a table is emptied at the commit, before the rows of the load come") { bench in
      try bench.requireScan()
      let items = ConformanceBench.items()
      try await bench.commit(.init((items, [["id": 1]])))
      var content = ConformanceBench.Content((items, [["id": 2]]))
      content.emptied = ["items"]
      let emptying = content
      try await bench.unlessRefused { try await bench.abandon(emptying) }
      try await bench.expect(items, [["id": 1]])
      try await bench.commit(emptying)
      try await bench.expect(items, [["id": 2]])
    },
    Case("a load is taken back with all its rows, and no other") { bench in
      try bench.requireScan()
      let (items, tags) = (ConformanceBench.items(), ConformanceBench.tags())
      var loads: [Load] = []
      for number in 1...3 {
        let id = "\(number)"
        loads.append(
          try await bench.commit(
            .init(
              (items, [["id": .int(Int64(number)), "_dlt_id": .text(id)]]),
              (tags, [["value": .text(id), "_dlt_parent_id": .text(id), "_dlt_list_idx": 0]])
            )
          )
        )
      }
      let undone = loads[1]
      try await bench.unlessRefused {
        let counts = try await bench.inSession { session in
          try await session.undo(undone, tables: [items, tags])
        }
        try bench.expect(
          counts["items"] == 1 && counts["items__tags"] == 1,
          "It says that it has removed \(counts.values.reduce(0, +)) rows, not 2."
        )
      }
      try await bench.expect(items, [["id": 1], ["id": 3]])
      try await bench.expect(tags, [["value": "1"], ["value": "3"]])
      let left = try await bench.inSession { try await $0.loads(of: ConformanceBench.pipeline) }
      try bench.expect(
        !left.map(\.load.id).contains(undone.id),
        "The load that was taken back is still listed."
      )
      let contains = try await bench.inSession { try await $0.contains(undone) }
      try bench.expect(!contains, "The load that was taken back is still contained.")
    },
  ]
}

extension ConformanceBench {
  /// A load that changes the type of a column.
  fileprivate func commitTypeChange(
    of column: String,
    from old: Table,
    to new: Table,
    rows: [Record]
  ) async throws {
    let session = try await destination.open(dataset: Self.dataset)
    let load = nextLoad()
    do {
      try await session.begin(load)
      guard let type = new[column]?.type else { throw NotAsked() }
      _ = try await session.changeType(of: column, in: old, to: type)
      let record = try await prepare(load, Content((new, rows)), in: Begun(session))
      try await session.commit(record)
    } catch {
      await session.abandon()
      throw error
    }
  }
}

/// A session whose load has begun already.
private final class Begun: DestinationSession {
  private let base: any DestinationSession

  init(_ base: any DestinationSession) { self.base = base }

  func begin(_ load: Load) async throws {}
  func migrate(to schema: Schema) async throws { try await base.migrate(to: schema) }
  func load(_ batch: Batch, into table: Table) async throws {
    try await base.load(batch, into: table)
  }
  func finish(_ table: Table) async throws { try await base.finish(table) }
  func commit(_ record: LoadRecord) async throws { try await base.commit(record) }
  func abandon() async { await base.abandon() }
}
