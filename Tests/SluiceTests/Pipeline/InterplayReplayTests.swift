// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// What is put aside for any reason comes back by any way, and the figures add up.
@Suite struct InterplayReplayTests {
  private func pipeline(
    _ store: ColumnStore,
    _ workspace: Workspace,
    _ contract: Contract? = nil,
    limits: Limits = Limits()
  ) throws -> LoadPipeline<ColumnStore> {
    try LoadPipeline("demo", into: store, limits: limits, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      EnforceContract(contract)
    }
  }

  struct Order: Codable, Sendable {
    var id: Int
    var note: String?
    var lines: [Line] = []
    struct Line: Codable, Sendable { var sku: String }
  }

  /// A source whose resources come in all forms.
  struct Shop: Source {
    let name = "shop"
    var resources: [any Resource] {
      Records("json", json: #"{"id": 1, "lines": [{"sku": "a"}]}{"id": 2}"#)
      Records("csv", csv: "id,note\n1,a\n2,\"b\"\"c\"\n")
      Records("typed", of: Order.self) { output in
        try await output.send(Order(id: 1, lines: [.init(sku: "a")]))
        try await output.send(Order(id: 2, note: "n"))
      }
      Records("coded") { output in
        try await output.send(Order(id: 1, lines: [.init(sku: "a")]))
        try await output.send(Order(id: 2, note: "n"))
      }
      Records("named", json: #"{"id": 1, "kind": "A b"}{"id": 2, "kind": "c"}"#)
        .table { $0["kind"]?.string ?? "" }
      Records("replaced", json: #"{"id": 1}{"id": 2}"#).replace()
    }
  }

  private let tables = [
    "json", "json__lines", "csv", "typed", "typed__lines", "coded", "coded__lines", "a_b", "c",
    "replaced",
  ]

  @Test func `a run that lets nothing in, and one that lifts that`() async throws {
    let (store, open, workspace) = (ColumnStore(), ColumnStore(), Workspace.memory())
    try await pipeline(open, Workspace.memory()).run(Shop())
    for run in 1...2 {
      let report = try await pipeline(store, workspace, .declared(.quarantine)).run(Shop())
      // What a type declares is there from the first row.
      #expect(report.quarantined == 10 && report["typed"]?.rows == 2)
      #expect(try store.aside().count == 10 * run)
    }
    let plan = try await pipeline(store, workspace, .declared(.quarantine)).plan(Shop())
    #expect(plan["_sluice_quarantine"]?.rows == 10)
    let again = try await pipeline(store, workspace, .declared(.quarantine))
      .run(Shop(), approving: plan)
    #expect(again.quarantined == 10)
    let refused = try await pipeline(store, workspace, .declared(.quarantine)).replay(of: Shop())
    #expect(refused.replay?.refused == 30 && refused.replay?.passed == 0)
    #expect(refused.quarantined == 30)
    let lifted = try await pipeline(store, workspace).replay(of: Shop())
    #expect(lifted.replay?.passed == 30 && lifted.replay?.remaining == 0)
    #expect(try store.aside().isEmpty)
    for table in tables {
      let expected = try open.data(table)
      #expect(
        try store.data(table).sorted() == (expected + expected + expected).sorted(),
        "\(table)"
      )
    }
  }

  // MARK: - At random

  private func records(_ seed: UInt64) -> [Record] {
    var random = SeededGenerator(seed: seed)
    return (0..<150).map { number in
      var record: Record = ["id": .int(Int64(number))]
      switch Int.random(in: 0...12, using: &random) {
      case 0: record["v"] = .text("x\(number)")
      case 1: record["v"] = .double(Double(number) + 0.5)
      case 2: record["v"] = .bool(true)
      default: record["v"] = .int(Int64(number))
      }
      record["w"] = Int.random(in: 0...20, using: &random) == 0 ? "bad" : .int(1)
      if Int.random(in: 0...10, using: &random) == 0 { record["total"] = -1 }
      if Bool.random(using: &random) { record["f\(Int.random(in: 0...6, using: &random))"] = 1 }
      record["l"] = .list(
        (0..<Int.random(in: 0...2, using: &random)).map { _ -> Value in
          Int.random(in: 0...8, using: &random) == 0 ? ["s": "t"] : ["s": 1]
        }
      )
      return record
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `every record is loaded or put aside, and comes back once`(_ seed: UInt64) async throws {
    let records = records(seed)
    let json = records.map { JSONWriter().string(.record($0)) }.joined(separator: "\n")
    func hold(_ rows: Records) -> Records {
      rows.contract(dataTypes: .quarantine).maximumColumns(5)
        .column("v", onConflict: .widen)
        .check("total", otherwise: .quarantine) { $0["total"] >= 0 }
        .check(.unique("id"))
    }
    var small = Limits()
    small.memory = .kibibytes(1)
    var results: [[String]] = []
    let forms = [
      (Records("t", json: json), Limits()), (Records("t", json: json), small),
      (Records("t", of: records), Limits()), (Records("t", json: json).map { $0 }, small),
    ]
    for (rows, limits) in forms {
      let (store, workspace) = (ColumnStore(), Workspace.memory())
      let report = try await pipeline(store, workspace, limits: limits).run(hold(rows))
      #expect((report["t"]?.rows ?? 0) + report.quarantined == records.count)
      let aside = try store.aside()
      #expect(aside.count == report.quarantined)
      #expect(report.checks.first?.failed == aside.count { $0["clause"] == "check: total" })
      results.append(
        try store.data("t") + store.data("t__l")
          + aside.map { "\($0["record_number"] ?? .null) \($0["reason"] ?? .null)" }
      )
      let refused = try await pipeline(store, workspace, limits: limits).replay(of: hold(rows))
      #expect(refused.replay?.refused == aside.count)
      #expect(try store.aside().map { $0["record"] } == aside.map { $0["record"] })
      let passed = try await pipeline(store, workspace, limits: limits)
        .replay(
          of: rows.contract(.evolve).onConflict(.widen).maximumColumns(5).column(
            "v",
            onConflict: .widen
          )
        )
      #expect(passed.replay?.passed == aside.count && passed.replay?.remaining == 0)
      let ids = try #require(try store.table("demo", "t")["id"]).compactMap(\.int64)
      #expect(ids.sorted() == (0..<150).map { Int64($0) })
    }
    for result in results { #expect(result == results[0]) }
  }

  // MARK: - Forms

  struct Mix: Sendable, CustomTestStringConvertible {
    var mode: Contract.Mode
    var limit: Int
    var outcome: Check.Outcome
    var testDescription: String { "\(mode) \(limit) \(outcome)" }
  }

  static let mixes = [Contract.Mode.evolve, .discardRow, .discardValue, .quarantine].flatMap {
    mode in
    [2, 9].flatMap { limit in
      [Check.Outcome.quarantine, .warn].map { Mix(mode: mode, limit: limit, outcome: $0) }
    }
  }

  @Test(arguments: mixes) func `all forms have the same outcome`(_ mix: Mix) async throws {
    let records: [Record] = [
      ["id": 1, "v": 1], ["id": 2, "v": 2, "n": "a"], ["id": 3, "n": "b", "m": 1.5], ["id": -4],
      ["id": 5, "v": 5, "m": 2.5], ["id": -6, "n": "c"], ["id": 7, "v": 7],
    ]
    let json = records.map { JSONWriter().string(.record($0)) }.joined(separator: "\n")
    let made = ColumnStore()
    try await LoadPipeline("made", into: made).run(Records("rows", of: records))
    let batches = try made.table("made", "rows").batches.map { batch in
      let names = batch.names.filter { !$0.hasPrefix("_dlt") }
      return Batch(names: names, vectors: names.compactMap { batch[$0] }, rowCount: batch.rowCount)
    }
    var results: [[String]] = []
    for rows in [
      Records("t", json: json), Records("t", of: records), Records("t", json: json).map { $0 },
      Records("t", of: batches),
    ] {
      let (store, workspace) = (ColumnStore(), Workspace.memory())
      let discards = Locked<[String]>([])
      try await pipeline(store, workspace).run(Records("t", json: #"{"id": 0, "v": 0}"#))
      let report = try await pipeline(store, workspace).run(
        rows.contract(columns: mix.mode).maximumColumns(mix.limit)
          .check("id", otherwise: mix.outcome) { $0["id"] >= 0 }
          .check(.notNull("v"), otherwise: .warn)
      )
      let table = try #require(report["t"])
      #expect(table.rows + table.quarantinedRecords + table.discardedRows == records.count)
      #expect(report.quarantined == (try store.aside().count))
      for group in table.leftOut {
        discards.withLock {
          $0.append(
            "\(group.extent) \(group.column ?? "") \(group.count) \(group.first.record ?? 0) \(group.first.path)"
          )
        }
      }
      let checks = report.checks.map { "\($0.name) \($0.rows) \($0.failed) \($0.records)" }
      let aside = try store.aside().map {
        "\($0["record_number"] ?? .null) \($0["clause"] ?? .null) \($0["path"] ?? .null)"
      }
      results.append(try store.data("t") + discards.withLock { $0 }.sorted() + checks + aside)
    }
    for result in results { #expect(result == results[0]) }
  }

  // MARK: - Contracts of runs

  @Test func `a contract of a run is lifted by another`() async throws {
    struct One: Source {
      let name = "one"
      var json: String
      var resources: [any Resource] { Records("t", json: json) }
    }
    let (store, workspace) = (ColumnStore(), Workspace.memory())
    try await pipeline(store, workspace).run(One(json: #"{"id": 1}"#))
    await #expect(throws: LoadError.self) {
      try await pipeline(store, workspace, .freeze).run(One(json: #"{"id": 2, "n": 1}"#))
    }
    let aside = try await pipeline(store, workspace, .init(.quarantine))
      .run(One(json: #"{"id": 2, "n": 1}"#))
    #expect(aside.quarantined == 1)
    let refused = try await pipeline(store, workspace).replay(of: One(json: ""))
    #expect(refused.replay?.passed == 0)
    let replay = try await pipeline(store, workspace, .evolve).replay(of: One(json: ""))
    #expect(replay.replay?.passed == 1)
    try await pipeline(store, workspace).run(One(json: #"{"id": 3, "o": 1}"#))
    #expect(try store.data("t") == ["id=1", "id=2 n=1", "id=3 o=1"])
  }

  @Test func `a declared schema holds all forms from the first row`() async throws {
    let schema = try Schema("demo", of: ["t": Order.self])
    let json =
      #"{"id": 1, "lines": [{"sku": "a"}]}{"id": 2, "x": 1}{"id": "z"}{"id": 4, "lines": [{"z": 1}]}{"id": 5, "tags": [1]}"#
    let (store, workspace) = (ColumnStore(), Workspace.memory())
    let held = try LoadPipeline("demo", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      EnforceContract(against: schema, .init(.quarantine))
    }
    for run in 1...2 {
      let report = try await held.run(Records("t", json: json))
      #expect(report["t"]?.rows == 1 && report.quarantined == 4)
      #expect(try store.aside().count == 4 * run)
    }
    let plan = try await held.plan(Records("t", json: json))
    #expect(plan.leftOut.map(\.count).reduce(0, +) == 4 && plan.failures.isEmpty)
    let refused = try await held.replay(of: Records("t", json: json))
    #expect(refused.replay?.refused == 8)
    let unknown = try await held.run(Records("u", json: json))
    #expect(unknown.quarantined == 5)
  }

  @Test func `a type that cannot change says where it was to`() async throws {
    let closure = ClosureDestination { _, _ in }
    let pipeline = LoadPipeline("demo", into: closure)
    try await pipeline.run(Records("t", json: #"{"v": 1}"#).onConflict(.widen))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records("t", json: #"{"v": 1}{"v": "x"}"#).onConflict(.widen))
    }
    #expect(
      error?.location == .init(resource: "t", table: "t", column: "v", path: ["v"], record: 2)
    )
    let plan = try await pipeline.plan(
      Records("t", json: #"{"v": 1}{"v": "x"}"#).onConflict(.widen)
    )
    #expect(plan.failures.map(\.first.record) == [2])
  }
}
