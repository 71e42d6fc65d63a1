// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Merges seen from a run: reports, errors, documents, packages, plans.
@Suite struct MergeOutcomeTests {
  private static func changes(
    _ inserted: Int,
    _ updated: Int,
    _ deleted: Int,
    _ unchanged: Int = 0
  ) -> RowChanges {
    var changes = RowChanges()
    (changes.inserted, changes.updated) = (inserted, updated)
    (changes.deleted, changes.unchanged) = (deleted, unchanged)
    return changes
  }

  @Test func `a report counts what became of rows`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    func load(_ rows: [Value], _ change: (Records) -> Records) async throws -> RunReport {
      try await pipeline.run(change(Records("t", of: rows)))
    }
    let first = try await load([["id": 1, "l": [1]], ["id": 2]]) { $0.merge(on: "id") }
    #expect(first["t"]?.changes == Self.changes(2, 0, 0))
    #expect(first["t__l"]?.changes == Self.changes(1, 0, 0))
    let second = try await load([["id": 1], ["id": 3], ["id": 2, "gone": true]]) {
      $0.merge(on: "id").deleted(where: "gone", .bool)
    }
    #expect(second["t"]?.changes == Self.changes(1, 1, 1))
    #expect(second["t__l"]?.changes == Self.changes(0, 0, 1))
    #expect("\(second)".contains("in 't': 1 inserted, 1 updated, 1 deleted"))
    var options = MergeRule()
    options.skipsUnchanged = true
    // Ids were drawn and would now be made from keys, but what the rows hold is the same.
    let third = try await load([["id": 1], ["id": 3]]) {
      $0.merge(on: "id", strategy: .upsert, options: options)
    }
    #expect(third["t"]?.changes == Self.changes(0, 0, 0, 2))
    let last = try await load([["id": 9]]) { $0.replace() }
    #expect(last["t"]?.changes == Self.changes(1, 0, 2))
  }

  @Test func `rows that have not changed keep the load that brought them`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    var options = MergeRule()
    options.skipsUnchanged = true
    var loads: [String] = []
    for rows: [Value] in [
      [["id": 1, "l": [1, 2]], ["id": 2, "l": [3]], ["id": 3]],
      [["id": 1, "l": [1, 2]], ["id": 2, "l": [4]], ["id": 3]],
    ] {
      let records = Records("t", of: rows).merge(on: "id", strategy: .upsert, options: options)
      loads.append(try await pipeline.run(records).loadID)
    }
    let table = try pipeline.destination.table("d", "t").records
    let byID = Dictionary(
      table.map { ($0["id"]?.int64 ?? 0, $0["_dlt_load_id"]?.string ?? "") },
      uniquingKeysWith: { first, _ in first }
    )
    #expect(byID == [1: loads[0], 2: loads[1], 3: loads[0]])
    #expect(try pipeline.destination.table("d", "t__l")["value"]?.count == 3)
  }

  @Test func `a row that is deleted softly keeps its values and what is below it`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    var options = MergeRule()
    options.softDelete = "deleted_at"
    func load(_ rows: [Value]) async throws -> RunReport {
      try await pipeline.run(
        Records("t", of: rows).merge(on: "id", deletingMissing: true, options: options)
      )
    }
    _ = try await load([["id": 1, "v": "a", "l": [1]], ["id": 2]])
    let report = try await load([["id": 2]])
    #expect(report["t"]?.changes == Self.changes(0, 1, 1))
    let gone = try pipeline.destination.table("d", "t").records.filter { $0["deleted_at"] != nil }
    #expect(gone.map { $0["v"] } == ["a"])
    #expect(try pipeline.destination.table("d", "t__l").rowCount == 1)
    let again = try await load([["id": 2]])
    #expect(again["t"]?.changes?.deleted == 0)
    _ = try await load([["id": 1, "v": "back"], ["id": 2]])
    let back = try pipeline.destination.table("d", "t").records
    #expect(back.allSatisfy { $0["deleted_at"] == nil })
    #expect(try pipeline.destination.table("d", "t__l").rowCount == 0)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: LoadError.Code
    var rows: [Value] = [["id": 1, "day": 1]]
    var change: @Sendable (Records) -> Records
  }

  @Test(arguments: [
    Refusal(testDescription: "a row outside of the part", code: .invalidValue) {
      $0.replace(where: .column("day", .equal, 2))
    },
    Refusal(testDescription: "a constant of another kind", code: .invalidValue) {
      $0.replace(where: .column("day", .equal, "x"))
    },
    Refusal(testDescription: "nothing came", code: .checkFailed, rows: []) {
      $0.replace(onEmpty: .fail)
    },
    Refusal(testDescription: "too little came", code: .checkFailed) { $0.replace(minimumRows: 2) },
    Refusal(testDescription: "a check of rows that may go", code: .inconsistentHints) {
      $0.merge(on: "id").check(.unique("day", among: .table))
    },
    Refusal(testDescription: "no such strategy", code: .invalidValue) {
      $0.merge(on: "id").forNotes { $0["x-merge-strategy"] = "sideways" }
    },
    Refusal(testDescription: "an option of another strategy", code: .invalidValue) {
      var options = MergeRule()
      options.skipsUnchanged = true
      return $0.merge(on: "id", options: options)
    },
  ])
  func `what cannot be done changes nothing`(_ refusal: Refusal) async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    try await pipeline.run(Records("t", of: [["id": 7, "day": 2]] as [Value]))
    let before = try pipeline.destination.table("d", "t").records
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(refusal.change(Records("t", of: refusal.rows)))
    }
    #expect(error?.code == refusal.code, "\(error?.message ?? "")")
    #expect(try pipeline.destination.table("d", "t").records == before)
  }

  @Test func `a key that is unique in the table may come again`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    for v in 1...2 {
      let records = Records("t", of: [["id": 1, "v": Value(integer: v)]] as [Value])
        .merge(on: "id").check(.unique("id", among: .table))
      try await pipeline.run(records)
    }
    #expect(try pipeline.destination.table("d", "t")["v"] == [2])
  }

  @Test func `records that are tried again remove nothing`() async throws {
    let workspace = Workspace(at: "/w", in: MemoryFileSystem())
    let store = ColumnStore()
    func records(isStrict: Bool) -> Records {
      Records("t", of: [["id": 1, "v": 1], ["id": 2, "v": 2]] as [Value])
        .check("v is not too small", otherwise: .quarantine) { row in
          isStrict ? row["v"] >= 2 : row["v"] >= 1
        }
        .merge(on: "id", strategy: .snapshot)
    }
    let pipeline = LoadPipeline(
      "p",
      into: store,
      dataset: "d",
      settings: .test(),
      workspace: workspace
    )
    try await pipeline.run(records(isStrict: true))
    #expect(try store.table("d", "t")["id"] == [2])
    try await pipeline.replay(.quarantined, of: records(isStrict: false))
    #expect(Set(try store.table("d", "t")["id"] ?? []) == [1, 2])
  }

  @Test func `ready-made columns get ids from their keys and contents`() async throws {
    for strategy in [MergeStrategy.upsert, .history] {
      let pipeline = LoadPipeline.test("p", dataset: "d")
      for text in ["a", "b", "b"] {
        let (id, word) = (VectorBuilder(.bigint), VectorBuilder(.text))
        for number in 1...3 {
          id.append(Int64(number))
          word.append(number == 1 ? text : "same")
        }
        let records = Records("t", of: [Batch(["id": id.finish(), "word": word.finish()])])
        try await pipeline.run(records.merge(on: "id", strategy: strategy))
      }
      let table = try pipeline.destination.table("d", "t")
      #expect(table.rowCount == (strategy == .upsert ? 3 : 4))
      #expect(Set(table["_dlt_id"] ?? []).count == table.rowCount)
    }
  }

  @Test func `nested rows that do not name their root rows cannot begin to merge`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    let records = Records("t", of: [["id": 1, "l": [1]]] as [Value])
    try await pipeline.run(records)
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(records.merge(on: "id"))
    }
    #expect(error?.location.column == "_dlt_root_id")
    #expect(error?.message.contains("addsRootKey") == true)
    #expect(try pipeline.destination.table("d", "t__l").rowCount == 1)
  }

  @Test func `files do not merge, and say what to do`() async throws {
    let destination = FileDestination(at: "/files", format: .jsonl, in: MemoryFileSystem())
    let pipeline = LoadPipeline.test("p", into: destination)
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records("t", of: [["id": 1]] as [Value]).merge(on: "id"))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("Append the rows") == true)
  }

  @Test func `a schema document carries all of it`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    var options = MergeRule()
    options.sourceFilter = try RowCondition("kind <> 'test' AND (n >= 2.5 OR n IS NULL)")
    options.scope = .column("day", from: "2026-01-01", to: "2026-02-01")
    options.isDeduplicated = true
    options.softDelete = "deleted_at"
    options.believesEmptyLoads = true
    let rows: [Value] = [["id": 1, "kind": "x", "n": 3.5, "day": "2026-01-05"]]
    let records = Records("t", of: rows).column("day", .date)
      .merge(on: "id", deletingMissing: true, options: options)
    let schema = try #require(try await pipeline.run(records).schema)
    for copy in [try Schema(json: schema.json()), try Schema(yaml: schema.yaml())] {
      let table = try #require(copy["t"])
      #expect(table.disposition == .merge)
      #expect(table.columns(with: .primaryKey) == ["id"])
      let rule = try #require(try table.mergeRule)
      #expect(rule.sourceFilter?.description == options.sourceFilter?.description)
      #expect(rule.scope?.description == options.scope?.description)
      #expect(rule.deletesMissing && rule.isDeduplicated && rule.believesEmptyLoads)
      #expect(rule.softDelete == "deleted_at")
      #expect(copy.contentHash == schema.contentHash)
    }
    let text = schema.json()
    #expect(text.contains("\"x-merge-strategy\""))
    #expect(!text.contains("x-row-id"))
  }

  @Test func `the id of a row follows from the strategy, also in a document`() async throws {
    for (strategy, rule) in [(MergeStrategy.upsert, RowIDRule.keyHash), (.deleteInsert, .random)] {
      let pipeline = LoadPipeline.test("p", dataset: "d")
      let records = Records("t", of: [["id": 1]] as [Value]).merge(on: "id", strategy: strategy)
      let schema = try #require(try await pipeline.run(records).schema)
      #expect(try Schema(json: schema.json())["t"]?.rowID == rule)
    }
  }

  @Test func `a plan says what a merge would do`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    let records = Records("t", of: [["id": 1, "l": [1]]] as [Value])
      .merge(on: "id", deletingMissing: true)
    try await pipeline.run(records)
    let plan = try await pipeline.plan(records)
    #expect(
      plan.statements.contains(
        "merge 1 row into 'd.t' by delete-insert: remove rows with the same id, "
          + "remove rows that are missing"
      ),
      "\(plan)"
    )
    #expect(plan.tables.first { $0.table == "t" }?.disposition == .merge)
  }

  @Test func `a merge cannot be taken back, and the reason is said`() async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    let load = try await pipeline.run(Records("t", of: [["id": 1]] as [Value]).merge(on: "id"))
    let error = await #expect(throws: LoadError.self) { try await pipeline.undo(load: load.loadID) }
    #expect(error?.code == .notUndoable)
    #expect(error?.message.contains("'merge'") == true)
  }

  @Test func `rows from a package come in the order in which they were sent`() async throws {
    let disk = MemoryFileSystem()
    let store = ColumnStore()
    var limits = Limits()
    limits.batchSize = .bytes(1)
    let pipeline = LoadPipeline(
      "p",
      into: store,
      dataset: "d",
      limits: limits,
      settings: .test(),
      workspace: Workspace(at: "/w", in: disk)
    )
    let records = Records("t") { output in
      try await output.send([["id": 1, "l": [1, 2]]] as [Value])
      try await output.send([["id": 2, "l": [5]]] as [Value])
      try await output.send([["id": 1, "l": [3]], ["id": 1, "l": [4]]] as [Value])
    }
    .merge(on: "id", strategy: .upsert)
    try await pipeline.extract(records)
    _ = try await pipeline.load()
    #expect(try store.table("d", "t").rowCount == 2)
    #expect(try store.table("d", "t__l")["value"] == [5, 4])
  }
}

extension Records {
  /// Changes the notes of the table.
  fileprivate func forNotes(_ change: (inout Record) -> Void) -> Self {
    var notes = hints.annotations
    change(&notes)
    var copy = self
    for (name, value) in notes { copy = copy.annotate(name, value) }
    return copy
  }
}
