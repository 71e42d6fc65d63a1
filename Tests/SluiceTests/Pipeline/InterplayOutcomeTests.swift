// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What contracts, policies, limits and checks do to plans, destinations and errors.
@Suite struct InterplayOutcomeTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private var pipeline: LoadPipeline<ColumnStore> {
    LoadPipeline("demo", into: store, workspace: workspace)
  }

  private func rows(_ json: String) -> Records { Records("t", json: json) }

  // MARK: - Plans

  @Test func `a plan knows all that will be left out`() async throws {
    try await pipeline.run(rows(#"{"id": 0, "v": 0}"#))
    let more = rows(
      #"{"id": 1, "v": "x"}{"id": 2, "new": 1}{"id": -3}{"id": 4, "l": [1]}{"id": 5, "v": 0.5}"#
    )
    .contract(tables: .discardValue, columns: .quarantine)
    .column("v", onConflict: .widen).check("id", otherwise: .quarantine) { $0["id"] >= 0 }
    let plan = try await pipeline.plan(more)
    #expect(plan.failures.isEmpty)
    #expect(plan["t"]?.rows == 3)
    #expect(plan["_sluice_quarantine"]?.rows == 2)
    let report = try await pipeline.run(more, approving: plan)
    #expect(report["t"]?.rows == 3 && report.quarantined == 2)
    #expect(report["t__l"] == nil || report["t__l"]?.rows == 0)
    #expect(try store.data("t") == ["id=0 v=0", "id=1 v=x", "id=4", "id=5 v=0.5"])
  }

  @Test func `an approval does not let through what a plan did not leave out`() async throws {
    try await pipeline.run(rows(#"{"id": 0}"#))
    let strict = { (json: String) in
      self.rows(json).contract(columns: .quarantine)
        .check("id", otherwise: .quarantine) { $0["id"] >= 0 }
    }
    let plan = try await pipeline.plan(strict(#"{"id": 1, "new": 1}{"id": 2}"#))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(strict(#"{"id": 1, "new": 1}{"id": -2}"#), approving: plan)
    }
    #expect(error?.code == .notApproved)
    #expect(error?.violation?.clause?.subject == "check")
    #expect(try store.data("t") == ["id=0"] && store.aside().isEmpty)
    let report = try await pipeline.run(
      strict(#"{"id": 7, "new": 1}{"id": 8}{"id": 9, "new": 2}"#),
      approving: plan
    )
    #expect(report.quarantined == 2)
  }

  // MARK: - Destinations

  @Test(arguments: [FileDestination.Format.jsonl, .csv])
  func `files remember what was said, in another process`(_ format: FileDestination.Format)
    async throws
  {
    let folder = TemporaryFolder()
    func run(_ rows: Records) async throws -> RunReport {
      try await LoadPipeline("demo", into: FileDestination(at: folder.path, format: format)).run(
        rows
      )
    }
    func replay(_ rows: Records) async throws -> RunReport {
      try await LoadPipeline("demo", into: FileDestination(at: folder.path, format: format))
        .replay(of: rows)
    }
    let first = try await run(
      rows(#"{"id": 1, "v": 1}"#).contract(columns: .quarantine)
        .column("v", onConflict: .widen).column("later", .date).maximumColumns(3)
    )
    #expect(first.isCommitted)
    // Nothing is said any more: the contract and the policy are those of the table.
    let second = try await run(
      rows(#"{"id": 2, "v": "x"}{"id": 3, "n": 1}{"id": 4, "later": "2020-01-02"}"#)
    )
    #expect(second["t"]?.rows == 2)
    #expect(second.quarantined == 1)
    #expect(second.schema?["t"]?["v"]?.type == .text)
    #expect(second.schema?["t"]?["later"]?.type == .date)
    for attempt in 2...3 {
      let refused = try await replay(rows(""))
      #expect(refused.replay?.refused == 1, "\(attempt)")
    }
    let passed = try await replay(rows("").contract(.evolve).maximumColumns(3))
    #expect(passed.replay?.passed == 1)
    #expect(passed["t"]?.overflow == "_sluice_overflow")
    #expect(try await !replay(rows("")).isCommitted)
    let last = try await run(rows(#"{"id": 5, "v": 5, "n": 2}"#))
    #expect(last["t"]?.rows == 1)
  }

  @Test func `a closure hears of all that is loaded or put aside`() async throws {
    let counts = Locked<[String: Int]>([:])
    let closure = ClosureDestination { table, batch in
      counts.withLock { $0[table.name, default: 0] += batch.rowCount }
    }
    let pipeline = LoadPipeline("demo", into: closure)
    try await pipeline.run(rows(#"{"id": 1}"#))
    let report = try await pipeline.run(
      rows(#"{"id": 2}{"id": "x"}{"id": 3, "l": [1]}{"id": -4}{"id": 5, "n": 1}"#)
        .contract(tables: .quarantine, columns: .discardRow, dataTypes: .quarantine)
        .check("id", otherwise: .quarantine) { $0["id"] >= 0 }
    )
    #expect(counts.withLock { $0 } == ["t": 2, "_sluice_quarantine": 3])
    #expect(report.quarantined == 3 && report["t"]?.discardedRows == 1)
    #expect(report["t"]?.rows == 1)
  }

  struct Naming: Sendable {
    var convention: any NamingConvention
    var limit: Int?
  }

  @Test(arguments: [
    Naming(convention: SnakeCase()), Naming(convention: DirectNaming()),
    Naming(convention: SQLCaseInsensitive()), Naming(convention: SnakeCase(), limit: 12),
    Naming(convention: SnakeCase(), limit: 20),
  ])
  func `names of the library are the same under every convention`(_ naming: Naming) async throws {
    var settings = PipelineSettings()
    settings.naming = naming.limit.map { naming.convention.limited(to: $0) } ?? naming.convention
    let pipeline = LoadPipeline("demo", into: store, settings: settings, workspace: workspace)
    try await pipeline.run(Records("Orders", json: #"{"Id": 1}"#).maximumColumns(1))
    let more = Records("Orders", json: #"{"Id": 2, "New": 1}{"Id": "x"}{"Id": 3}"#).maximumColumns(
      1
    )
    let report = try await pipeline.run(more.contract(dataTypes: .quarantine))
    #expect(report.quarantined == 1)
    #expect(try store.aside().count == 1)
    let table = try #require(report.tables.first { $0.name.lowercased() == "orders" })
    #expect(table.rows == 2)
    #expect(table.overflow != nil)
    let replay = try await pipeline.replay(of: more.onConflict(.widen))
    #expect(replay.replay?.passed == 1)
    #expect(try store.aside().isEmpty)
  }

  @Test(arguments: [
    "_dlt_loads", "_dlt_version", "_dlt_pipeline_state", "_sluice_schema_changes",
    "_sluice_quarantine",
  ])
  func `tables of the library take no rows of resources`(_ name: String) async throws {
    let named = Records(name, json: #"{"id": 1}"#)
    let byRecord = Records("t", json: #"{"id": 1}"#).table { _ in name }
    for resource in [named, byRecord, rows(#"{"id": 1}"#).table(name)] {
      let error = await #expect(throws: LoadError.self) { try await pipeline.run(resource) }
      #expect(error?.code == .tableConflict)
      #expect(error?.location.table == name)
    }
    #expect(store.tables(in: "demo").isEmpty)
  }

  // MARK: - What errors say

  @Test func `no reason tells a value`() async throws {
    let secret = "sesame-17"
    try await pipeline.run(rows(#"{"id": 1, "v": 1, "l": [{"x": 1}]}"#))
    let json =
      #"{"id": 2, "v": "\#(secret)"}{"id": 3, "n": "\#(secret)"}{"id": 4, "l": [{"y": "\#(secret)"}]}{"id": 5, "m": ["\#(secret)"]}{"id": -6, "v": -17}"#
    let checked = rows(json).check(.range("id", 0...), otherwise: .quarantine)
    var heard: [Discard] = []
    let discards = Locked<[Discard]>([])
    let report = try await pipeline.onEvent { event in
      if case .discarded(let discard, _) = event { discards.withLock { $0.append(discard) } }
    }.run(checked.contract(.init(.quarantine)))
    heard = discards.withLock { $0 }
    #expect(heard.map(\.record) == [1, 2, 3, 4, 5])
    #expect(heard.map(\.sourcePath) == [["v"], ["n"], ["l", "y"], ["m"], ["id"]])
    for discard in heard {
      #expect(!discard.violation.description.contains(secret))
      #expect(!discard.violation.advice.isEmpty && discard.violation.clause != nil)
      #expect(discard.violation.expected != nil && discard.violation.found != nil)
    }
    #expect(!report.description.contains(secret))
    for (contract, outcome) in [(Contract.freeze, Check.Outcome.quarantine), (.evolve, .fail)] {
      for line in json.split(separator: "}{") {
        let text = (line.hasPrefix("{") ? "" : "{") + line + (line.hasSuffix("}") ? "" : "}")
        let one = rows(line.contains("\"y\"") ? #"{"id": 4, "l": [{"y": "\#(secret)"}]}"# : text)
        let isFailing = contract == .freeze ? !line.contains("-6") : line.contains("-6")
        guard isFailing else { continue }
        let error = await #expect(throws: LoadError.self) {
          try await pipeline.run(
            one.contract(contract).check(.range("id", 0...), otherwise: outcome)
          )
        }
        #expect(error?.location.resource == "t" && error?.location.table?.hasPrefix("t") == true)
        #expect(error?.location.record == 1)
        #expect(error?.location.path.isEmpty == false, "\(String(describing: error))")
        #expect(error?.violation?.expected != nil && error?.violation?.found != nil)
        #expect(error?.description.contains(secret) == false)
      }
    }
  }
}
