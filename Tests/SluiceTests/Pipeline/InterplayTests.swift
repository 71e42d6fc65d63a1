// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Contracts, policies, limits, checks and quarantine, where they meet in one run.
@Suite struct InterplayTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private var pipeline: LoadPipeline<ColumnStore> {
    LoadPipeline("demo", into: store, workspace: workspace)
  }

  private func rows(_ json: String) -> Records { Records("t", json: json) }

  // MARK: - Contract and conflicts

  @Test func `what a column says of misfits counts more than the contract`() async throws {
    try await pipeline.run(rows(#"{"id": 1, "v": 1}"#))
    let more = rows(#"{"id": 2, "v": "x"}{"id": 3, "v": 3, "new": 1}{"id": "z", "v": 4}"#)
      .contract(.init(.quarantine)).column("v", onConflict: .widen)
    let report = try await pipeline.run(more)
    #expect(try store.data("t") == ["id=1 v=1", "id=2 v=x"])
    #expect(report.quarantined == 2)
    #expect(
      try store.aside().map { $0["clause"] } == ["columns: quarantine", "data_type: quarantine"]
    )
    #expect(try store.aside().map { $0["record_number"] } == [2, 3])
    // Later, without the contract, all of it fits.
    let replay = try await pipeline.replay(
      of: rows("").contract(.evolve).column("v", onConflict: .widen)
    )
    #expect(replay.replay?.passed == 2)
    #expect(try store.data("t").suffix(2) == ["id=3 new=1 v=3", "id__v_text=z v=4"])
    #expect(try store.aside().isEmpty)
  }

  @Test(arguments: [Contract.Mode.freeze, .discardRow, .discardValue, .quarantine])
  func `a column for which there is no room is new all the same`(_ mode: Contract.Mode) async throws
  {
    try await pipeline.run(rows(#"{"id": 1}"#).maximumColumns(1))
    let more = rows(#"{"id": 2}{"id": 3, "b": 1}{"id": 4, "b": {"c": 1}}"#)
      .maximumColumns(1).contract(columns: mode)
    if mode == .freeze {
      let error = await #expect(throws: LoadError.self) { try await pipeline.run(more) }
      #expect(error?.violation?.clause == .contract(.columns, .freeze))
      #expect(try store.data("t") == ["id=1"])
      return
    }
    let report = try await pipeline.run(more)
    #expect(
      try store.data("t")
        == (mode == .discardValue ? ["id=1", "id=2", "id=3", "id=4"] : ["id=1", "id=2"])
    )
    #expect(report["t"]?.overflow == nil)
    let count = report["t"].map {
      $0.discardedRows + $0.quarantinedRecords + $0.discardedValues.values.reduce(0, +)
    }
    #expect(count == 2)
    if mode == .quarantine {
      let replay = try await pipeline.replay(of: rows("").maximumColumns(1).contract(.evolve))
      #expect(replay.replay?.passed == 2)
      #expect(replay["t"]?.overflow == "_sluice_overflow")
      #expect(
        try store.table("demo", "t")["_sluice_overflow"]?.suffix(2) == [["b": 1], ["b": ["c": 1]]]
      )
    }
  }

  @Test func `a record that changes a type or overflows before it is refused`() async throws {
    try await pipeline.run(rows(#"{"id": 1, "v": 1, "w": 1}"#))
    for form in 0..<3 {
      let store = ColumnStore()
      let pipeline = LoadPipeline("demo", into: store)
      try await pipeline.run(rows(#"{"id": 1, "v": 1, "w": 1}"#))
      let json = #"""
        {"id": 2, "v": 2, "w": 2}
        {"id": 3, "v": "x", "o": [1], "b": true, "w": "no"}
        {"id": 4, "v": 4, "w": 4, "b": 7}
        {"id": 5, "v": "y", "w": 5}
        """#
      let values = json.split(separator: "\n").compactMap { try? Value(json: String($0)) }
      let base =
        form == 0
        ? rows(json) : form == 1 ? rows(json).map { $0 } : Records("t", of: values.map(\.asRecord))
      let report = try await pipeline.run(
        base.maximumColumns(3).column("v", onConflict: .widen).column("w", onConflict: .quarantine)
      )
      #expect(
        try store.data("t") == [
          "id=1 v=1 w=1", "id=2 v=2 w=2", "_sluice_overflow={\"b\":7} id=4 v=4 w=4", "id=5 v=y w=5",
        ]
      )
      #expect(report["t"]?.rows == 3)
      #expect(report.quarantined == 1)
      #expect(try store.aside().map { $0["record_number"] } == [2])
      let replay = try await pipeline.replay(
        of: base.maximumColumns(3).column("w", onConflict: .widen)
      )
      #expect(replay.replay?.passed == 1)
      #expect(try store.data("t").last == "_sluice_overflow={\"b\":true} id=3 v=x w=no")
      #expect(try store.data("t__o") == ["value=1"])
    }
  }

  // MARK: - Replay

  @Test func `a type change in a replay does not confuse what passed`() async throws {
    let base = rows(
      #"{"id": 1, "v": 1}{"id": 2, "v": 2, "bad": 1}{"id": 3, "v": "y"}{"id": 4, "v": "z", "bad": 1}"#
    )
    try await pipeline.run(rows(#"{"id": 0, "v": 0}"#))
    let first = try await pipeline.run(base.contract(.init(.quarantine)))
    #expect(first.quarantined == 3)
    let relaxed = base.contract(columns: .quarantine).column("v", onConflict: .widen)
    let replay = try await pipeline.replay(of: relaxed)
    #expect(replay.replay?.passed == 1)
    #expect(replay.replay?.refused == 2)
    #expect(try store.data("t") == ["id=0 v=0", "id=1 v=1", "id=3 v=y"])
    #expect(try store.aside().map { $0["attempts"] } == [2, 2])
    let again = try await pipeline.replay(of: relaxed)
    #expect(again.replay?.refused == 2 && again.replay?.passed == 0)
    #expect(try store.aside().map { $0["attempts"] } == [3, 3])
    let last = try await pipeline.replay(of: base.contract(.evolve))
    #expect(last.replay?.passed == 2 && last.isCommitted)
    #expect(try store.table("demo", "t").rowCount == 5)
    #expect(try await !pipeline.replay(of: base).isCommitted)
  }

  // MARK: - Checks

  @Test func `keys are the same after their column has changed`() async throws {
    for form in 0..<2 {
      let store = ColumnStore()
      let base = rows(#"{"v": 1}{"v": 2}{"v": "x"}{"v": "1"}{"v": 2}{"v": "x"}"#)
      let report = try await LoadPipeline("demo", into: store).run(
        (form == 0 ? base : base.map { $0 }).onConflict(.widen)
          .check(.unique("v"), otherwise: .quarantine)
      )
      #expect(try store.data("t") == ["v=1", "v=2", "v=x"])
      #expect(report.quarantined == 3)
      #expect(report.checks.first?.failed == 3)
      #expect(report.checks.first?.rows == 6)
    }
  }

  @Test func `a check reads a column that changes under it`() async throws {
    let base = rows(
      #"{"id": 1, "v": 1}{"id": 2, "v": -1}{"id": 3, "v": 0.5}{"id": 4, "v": -0.5}{"id": 5, "v": "x"}{"id": 6, "v": 2}"#
    )
    let report = try await pipeline.run(
      base.onConflict(.widen).check("positive", otherwise: .quarantine) { $0["v"] >= 0 }
    )
    let kept = try store.table("demo", "t")["id"]
    #expect(report.checks.first?.rows == 6)
    #expect((kept?.count ?? 0) + report.quarantined == 6)
    #expect(Set(kept ?? []).isSuperset(of: [1, 3]))
  }

  // MARK: - Numbers of records

  @Test(arguments: [Contract.Mode.discardRow, .discardValue, .quarantine])
  func `records are named by their numbers, whatever they came as`(_ mode: Contract.Mode)
    async throws
  {
    let json =
      #"{"id": 1}{"id": 2, "The N": 1}{"id": 3}{"id": 4, "The N": 2}{"id": 5, "The N": 3}{"id": 6, "The N": 4}"#
    let csv = "id,The N\n1,\n2,1\n3,\n4,2\n5,3\n6,4\n"
    let batch = try await batch([
      ["id": 1], ["id": 2, "The N": 1], ["id": 3], ["id": 4, "The N": 2], ["id": 5, "The N": 3],
      ["id": 6, "The N": 4],
    ])
    for resource in [
      rows(json), Records("t", csv: csv), Records("t", of: [batch]), rows(json).map { $0 },
    ] {
      let found = Locked<[Int]>([])
      let store = ColumnStore()
      let pipeline = LoadPipeline("demo", into: store)
      try await pipeline.run(rows(#"{"id": 0}"#))
      let report = try await pipeline.onEvent { event in
        if case .discarded(let discard, _) = event { found.withLock { $0.append(discard.record) } }
      }.run(resource.contract(columns: mode))
      let isCSVRow = mode == .discardRow && found.withLock { $0.count } == 5
      #expect(isCSVRow || found.withLock { $0 } == [2, 4, 5, 6])
      #expect(report["t"]?.first?.path == ["The N"])
    }
  }

  // MARK: - Typed resources

  struct Order: Codable, Sendable {
    var id: Int
    var note: String?
    var lines: [Line]
    struct Line: Codable, Sendable { var sku: String }
  }

  @Test func `a type is a contract, record by record`() async throws {
    let json = #"""
      {"id": 1, "lines": [{"sku": "a"}]}
      {"id": 2, "lines": [{"sku": "a", "more": 1}]}
      {"id": "x", "lines": []}
      {"id": 4, "lines": [], "tags": ["a"]}
      {"id": 5, "lines": [{"sku": "b"}], "extra": {"a": null}}
      {"id": 6, "lines": [], "extra": {"a": 1}}
      """#
    let typed = Records("t", json: json).declared(as: Order.self).contract(.declared(.quarantine))
    for run in 1...2 {
      let report = try await pipeline.run(typed)
      #expect(report["t"]?.rows == 2)
      #expect(report.quarantined == 4)
      #expect(try store.table("demo", "t")["id"] == (run == 1 ? [1, 5] : [1, 5, 1, 5]))
      #expect(try store.data("t__lines").count == 2 * run)
      #expect(!store.tables(in: "demo").contains("t__tags"))
      let aside = try store.aside().suffix(4)
      #expect(aside.map { $0["record_number"] } == [2, 3, 4, 6])
      #expect(
        aside.map { $0["path"] } == [
          ["lines", "more"], ["id"], ["tags"], ["extra", "a"],
        ]
      )
      #expect(
        aside.map { $0["clause"] } == [
          "columns: quarantine", "data_type: quarantine", "tables: quarantine",
          "columns: quarantine",
        ]
      )
    }
    let relaxed = Records("t", json: "").declared(as: Order.self).contract(.evolve)
    let replay = try await pipeline.replay(.quarantined(table: "t__lines"), of: relaxed)
    #expect(replay.replay?.passed == 2 && replay.replay?.untouched == 6)
    // What a type asks for stays asked for: a text has no place in a number that has to be there.
    let rest = try await pipeline.replay(of: relaxed.contract(dataTypes: .quarantine))
    #expect(rest.replay?.passed == 4 && rest.replay?.refused == 2)
    #expect(try store.table("demo", "t").rowCount == 10)
    let error = await #expect(throws: LoadError.self) { try await pipeline.replay(of: relaxed) }
    #expect(error?.code == .missingValue)
    #expect(try store.aside().count == 2)
  }

  // MARK: - Failures and what is left behind

  @Test(arguments: [1, 2]) func `a refused run leaves nothing behind`(_ run: Int) async throws {
    let folder = TemporaryFolder()
    let files = FileDestination(at: folder.path, format: .jsonl)
    let strict = rows(#"{"id": 1}{"id": 2, "l": [{"x": 1}]}"#).contract(tables: .freeze)
      .check("id") { $0["id"] >= 0 }
    if run == 2 {
      try await pipeline.run(rows(#"{"id": 0}"#).contract(columns: .freeze))
      try await LoadPipeline("demo", into: files)
        .run(rows(#"{"id": 0}"#).contract(columns: .freeze))
    }
    for _ in 0..<2 {
      let error = await #expect(throws: LoadError.self) { try await pipeline.run(strict) }
      #expect(error?.violation?.clause == .contract(.tables, .freeze))
      let other = await #expect(throws: LoadError.self) {
        try await LoadPipeline("demo", into: files).run(strict)
      }
      #expect(other?.location == error?.location)
    }
    let open = rows(#"{"id": 3, "n": 1, "l": [{"x": 1}]}"#).contract(.evolve)
    try await pipeline.run(open)
    try await LoadPipeline("demo", into: files).run(open)
    #expect(try store.data("t").last == "id=3 n=1")
    #expect(try store.data("t__l") == ["x=1"])
  }

  @Test func `one of two resources with one table is refused`() async throws {
    struct Both: Source {
      let name = "both"
      var second: String
      var resources: [any Resource] {
        Records("one", json: #"{"id": 1}{"id": 2}"#).table("t")
        Records("two", json: second).table("t")
      }
      var contract: Contract? { Contract(columns: .quarantine, dataTypes: .quarantine) }
    }
    try await pipeline.run(Both(second: #"{"id": 3}"#))
    let report = try await pipeline.run(Both(second: #"{"id": 4, "new": 1}{"id": 5}{"id": "x"}"#))
    #expect(report["t"]?.rows == 3)
    #expect(report.quarantined == 2)
    #expect(Set(try store.aside().map { $0["resource"] }) == ["two"])
    let replay = try await pipeline.replay(of: Both(second: ""))
    #expect(replay.replay?.refused == 2 && replay.isCommitted)
    #expect(try store.table("demo", "t").rowCount == 6)
  }

  private func batch(_ records: [Record]) async throws -> Batch {
    let store = ColumnStore()
    try await LoadPipeline("made", into: store).run(Records("rows", of: records))
    let batch = try #require(try store.table("made", "rows").batches.first)
    let names = batch.names.filter { !$0.hasPrefix("_dlt") }
    return Batch(
      names: names.map { $0 == "the_n" ? "The N" : $0 },
      vectors: names.compactMap { batch[$0] },
      rowCount: batch.rowCount
    )
  }
}

extension RunReport.Table {
  fileprivate var first: LoadError.Location? { leftOut.first?.first }
}
