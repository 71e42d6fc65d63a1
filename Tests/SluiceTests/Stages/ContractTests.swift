// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Which contract counts, from when on, and what else there is to contracts.
@Suite struct ContractTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private func run(_ resource: Records, _ contract: Contract? = nil) async throws -> RunReport {
    try await LoadPipeline("demo", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      EnforceContract(contract)
    }.run(resource)
  }

  private func columns(_ table: String) throws -> [String] {
    try store.table("demo", table).columns.map(\.name).filter { !$0.hasPrefix("_dlt") }
  }

  private func items(_ json: String) -> Records { Records("items", json: json) }

  // MARK: - Levels

  @Test func `the contract of the run counts more than that of the resource`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    let strict = items(#"{"id": 2, "b": 1}"#).contract(columns: .freeze)
    let report = try await run(strict, Contract(columns: .discardValue))
    #expect(report["items"]?.discardedValues == ["b": 1])
  }

  @Test func `a contract in nested hints counts for its table`() async throws {
    let resource = items(#"{"id": 1, "lines": [{"x": 1}, {"x": 2, "y": 3}]}"#)
      .nested("lines") { $0.contract = .evolve }
    _ = try await run(resource, Contract(columns: .freeze))
    #expect(try columns("items__lines") == ["x", "y"])
  }

  @Test func `hints of a nested table that is discarded are forgotten`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    let resource = items(#"{"id": 2, "lines": [{"x": 1}]}"#)
    let report = try await run(
      resource.nested("lines") { $0.contract = Contract(tables: .discardRow) }
    )
    #expect(try columns("items__lines") == ["x"])
    #expect(report["items__lines"]?.ignoredHints.keys.sorted() == [""])
    let error = await #expect(throws: LoadError.self) {
      try await run(
        resource.named("others").nested("lines") { $0.contract = Contract(tables: .freeze) }
      )
    }
    #expect(error?.location.table == "others__lines")
  }

  @Test func `the contract that counts is taken whole`() async throws {
    struct Shop: Source {
      let name = "shop"
      var contract: Contract? { .freeze }
      var resources: [any Resource] {
        Records("items", json: #"{"id": 1} {"id": "x"}"#).contract(columns: .freeze)
      }
    }
    try await LoadPipeline("demo", into: store).run(Shop())
    #expect(try columns("items") == ["id", "id__v_text"])
  }

  @Test func `a contract stays with the table`() async throws {
    _ = try await run(items(#"{"id": 1}"#).contract(columns: .discardRow))
    let report = try await run(items(#"{"id": 2} {"id": 3, "b": 1}"#))
    #expect(report["items"]?.discardedRows == 1)
    #expect(
      workspace.latestSchema(of: "demo")?["items"]?.contract == Contract(columns: .discardRow)
    )
    _ = try await run(items(#"{"id": 4, "b": 1}"#).contract(.evolve))
    #expect(try columns("items") == ["id", "b"])
  }

  @Test func `a contract of the run stays with the schema of a single resource`() async throws {
    _ = try await run(items(#"{"id": 1}"#), Contract(tables: .evolve, columns: .discardValue))
    let report = try await run(Records("others", json: #"{"a": [{"b": 1}, {"b": 2, "c": 3}]}"#))
    #expect(report["others__a"]?.discardedValues == ["c": 1])
  }

  // MARK: - What was declared

  @Test func `a declared contract holds from the first row`() async throws {
    let resource = items(#"{"id": 1, "b": 2, "lines": [{"x": 1, "y": 2}]}"#)
      .column("id", .bigint)
      .nested("lines") { $0.columns = [Column("x", .bigint)] }
      .contract(.declared(.discardValue))
    let report = try await run(resource)
    #expect(try columns("items") == ["id"])
    #expect(try columns("items__lines") == ["x"])
    #expect(report["items"]?.discardedValues == ["b": 1])
    #expect(report["items__lines"]?.discardedValues == ["y": 1])
  }

  @Test func `a declared column without a type gets that of its values`() async throws {
    let resource = items(#"{"id": 1, "b": 2}"#).primaryKey("id").contract(.declared(.discardValue))
    _ = try await run(resource)
    #expect(try columns("items") == ["id"])
  }

  @Test func `declarations may grow under a declared contract`() async throws {
    let resource = items(#"{"id": 1, "b": 2}"#).column("id", .bigint)
      .contract(.declared(.discardValue))
    _ = try await run(resource)
    _ = try await run(resource.column("b", .text))
    #expect(try columns("items") == ["id", "b"])
  }

  @Test func `a schema can be the contract`() async throws {
    var wanted = Schema("wanted")
    var table = Table("items")
    table["id"] = Column("id", .text)
    table["extra"] = Column("extra", .json)
    wanted["items"] = table
    let pipeline = try LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
      EnforceContract(against: wanted, Contract(.discardValue))
    }
    let report = try await pipeline.run(
      items(#"{"id": 1, "extra": {"a": [1]}, "b": 2, "lines": [{"x": 1}]}"#)
    )
    #expect(try columns("items") == ["id", "extra"])
    #expect(try store.table("demo", "items")["id"] == [.text("1")])
    #expect(report["items"]?.discardedValues == ["b": 1, "lines": 1])
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()) {
        InferTypes()
        EvolveSchema()
        EnforceContract(against: wanted)
      }.run(Records("others", json: #"{"id": 1}"#))
    }
    #expect(error?.violation?.clause == .contract(.tables, .freeze))
  }

  // MARK: - Rows and columns

  @Test func `a row that is left out may bring columns all the same`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    let resource = items(#"{"id": "x", "b": 1} {"id": 2}"#).contract(dataTypes: .discardRow)
    let report = try await run(resource)
    #expect(report["items"]?.discardedRows == 1)
    #expect(report["items"]?.discardedValues == [:])
    #expect(try columns("items") == ["id", "b"])
  }

  @Test func `once a column is refused, so are rows where it is null`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    let resource = items(#"{"id": 2, "b": null} {"id": 3, "b": 1} {"id": 4, "b": null} {"id": 5}"#)
    _ = try await run(resource.contract(columns: .discardRow))
    #expect(try store.table("demo", "items")["id"] == [.int(1), .int(2), .int(5)])
  }

  @Test func `names of the library are outside of contracts`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    _ = try await run(items(#"{"id": 2, "_dlt_note": 1}"#).contract(columns: .freeze))
    #expect(try store.table("demo", "items")["_dlt_note"] != nil)
  }

  @Test func `ready-made columns are held to contracts as wholes`() async throws {
    func batch(_ records: [Record]) async throws -> Batch {
      let store = ColumnStore()
      try await LoadPipeline("made", into: store).run(Records("rows", of: records))
      let batch = try #require(try store.table("made", "rows").batches.first)
      let names = batch.names.filter { !$0.hasPrefix("_dlt") }
      return Batch(
        names: names,
        vectors: names.compactMap { batch[$0] },
        rowCount: batch.rowCount
      )
    }
    let first = try await batch([["id": 1]])
    let odd = try await batch([["id": 2, "b": 1], ["id": 3]])
    let texts = try await batch([["id": "x"], ["id": "y"]])
    _ = try await run(Records("items", of: [first]))
    let values = try await run(Records("items", of: [odd]).contract(columns: .discardValue))
    #expect(values["items"]?.discardedValues == ["b": 1])
    let rows = try await run(Records("items", of: [odd]).contract(columns: .discardRow))
    #expect(rows["items"]?.rows == 1 && rows["items"]?.discardedRows == 1)
    let types = try await run(Records("items", of: [texts]).contract(dataTypes: .discardRow))
    #expect(types["items"]?.discardedRows == 2)
    let error = await #expect(throws: LoadError.self) {
      try await run(Records("items", of: [texts]).contract(dataTypes: .freeze))
    }
    #expect(error?.violation?.found == "text")
  }

  @Test(arguments: [Contract.Mode.discardValue, .discardRow, .quarantine])
  func `rows of CSV are held to contracts`(_ mode: Contract.Mode) async throws {
    _ = try await run(Records("items", csv: "id,name\n1,a\n"))
    let csv = "id,name,new\n2,b,\n3,c,x\n4,d,y\n"
    let report = try await run(Records("items", csv: csv).contract(columns: mode))
    let table = try #require(report["items"])
    #expect(try columns("items") == ["id", "name"])
    #expect(table.rows == (mode == .discardValue ? 3 : 1))
    #expect(table.discardedRows == (mode == .discardRow ? 2 : 0))
    #expect(table.quarantinedRecords == (mode == .quarantine ? 2 : 0))
    #expect(table.leftOut.reduce(0) { $0 + $1.count } == 2)
    #expect(table.leftOut.first?.violation.clause == .contract(.columns, mode))
  }

  @Test func `a stage without a contract goes by those of the tables`() {
    #expect(EnforceContract().contract == nil)
    #expect(EnforceContract(columns: .freeze).contract == Contract(columns: .freeze))
    #expect(EnforceContract(against: Schema("a")).contract?.holdsFromFirstRow == true)
  }

  @Test func `modes have the names that documents use`() {
    for mode in Contract.Mode.all { #expect(Contract.Mode(name: mode.description) == mode) }
    #expect(Contract.Mode(name: "discard_rows") == nil)
    #expect(Contract.freeze[.dataTypes] == .freeze)
    #expect(Contract(tables: .freeze)[.columns] == .evolve)
  }

  // MARK: - Declarations

  @Test func `a declaration that is left out is told`() async throws {
    _ = try await run(items(#"{"id": 1}"#))
    let resource = items(#"{"id": 2}"#).column("id", .text).contract(dataTypes: .discardValue)
    let report = try await run(resource)
    #expect(report["items"]?.ignoredHints["id"]?.found == "text")
    #expect(workspace.latestSchema(of: "demo")?["items"]?["id"]?.type == .bigint)
  }

  // MARK: - Contradictions

  @Test func `resources that share a table have one contract`() async throws {
    struct Shop: Source {
      var resources: [any Resource] {
        Records("a", json: "{}").table("items").contract(.freeze)
        Records("b", json: "{}").table("items").contract(columns: .discardRow)
      }
    }
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: store).run(Shop())
    }
    #expect(error?.code == .inconsistentHints)
    #expect(
      error?.message
        == "The resource 'a' holds the table to another contract than this one. Give both the same, or "
        + "name another table."
    )
  }

  @Test func `a pipeline of one's own is checked before anything is opened`() async throws {
    struct Twice: Pipeline {
      let name = "twice"
      let destination: ColumnStore
      var stages: [any Stage] {
        InferTypes()
        EnforceContract(.freeze)
        EnforceContract()
      }
    }
    let error = await #expect(throws: LoadError.self) {
      try await Twice(destination: store).run(items(#"{"id": 1}"#))
    }
    #expect(error?.code == .invalidConfiguration)
    #expect(store.datasets.isEmpty)
  }

  @Test func `a contract that no stage holds the schema to is refused`() async throws {
    let pipeline = try LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
    }
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(items(#"{"id": 1}"#).contract(columns: .freeze))
    }
    #expect(error?.code == .invalidConfiguration)
    struct Held: Source {
      var schemaSettings: SchemaSettings {
        var settings = SchemaSettings()
        settings.contract = .freeze
        return settings
      }
      var resources: [any Resource] { Records("items", json: "{}") }
    }
    let other = await #expect(throws: LoadError.self) { try await pipeline.run(Held()) }
    #expect(other?.code == .invalidConfiguration)
    #expect(
      error?.description
        == "resource 'items': There is a contract, but no stage holds the schema to it. Add "
        + "'EnforceContract()' to the stages of the pipeline."
    )
  }

  @Test func `the same contract twice is no contradiction`() throws {
    _ = try LoadPipeline("demo", into: store) {
      EnforceContract(.freeze)
      EnforceContract(.freeze)
    }
  }

  // MARK: - Stages of one's own

  /// What `columns: discard_value` does, without the ready-made stage.
  private struct Own: Stage {
    func review(_ change: inout SchemaChange) throws {
      guard !change.isReserved, case .newColumn = change.kind, !change.isTableNew,
        change.schema.contract(for: change.table)?.columns == .discardValue
      else { return }
      change.decision = .discardValue("It is new.")
    }
  }

  @Test func `a stage of one's own can do the same`() async throws {
    let pipeline = try LoadPipeline("demo", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      Own()
    }
    let contract = Contract(columns: .discardValue)
    try await pipeline.run(items(#"{"id": 1} {"id": 2, "b": 1}"#).contract(contract))
    let report = try await pipeline.run(items(#"{"id": 3, "c": 1, "l": [1]}"#))
    #expect(try columns("items") == ["id", "b"])
    #expect(try columns("items__l") == ["value"])
    #expect(report["items"]?.discardedValues == ["c": 1])
  }

  /// Renames what is declared, and refuses that columns change.
  private struct Declarations: Stage {
    func review(_ change: inout SchemaChange) throws {
      switch change.kind {
      case .declaredColumn: change.column?.description = "Declared late."
      case .redeclaredColumn: change.decision = .fail("Columns stay as they are.")
      default: return
      }
    }
  }

  @Test func `a stage of one's own hears of declarations`() async throws {
    let pipeline = try LoadPipeline("demo", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      Declarations()
    }
    let first = items(#"{"id": 1}"#)
    try await pipeline.run(first)
    try await pipeline.run(first.column("b", .text))
    #expect(workspace.latestSchema(of: "demo")?["items"]?["b"]?.description == "Declared late.")
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(first.column("id", .text))
    }
    #expect(error?.violation?.reason == "Columns stay as they are.")
    #expect(error?.location == .init(resource: "items", table: "items", column: "id"))
  }

  @Test func `a contract outlives the process with the files`() async throws {
    let folder = TemporaryFolder()
    let destination = FileDestination(at: folder.path, format: .jsonl)
    try await LoadPipeline("demo", into: destination)
      .run(items(#"{"id": 1}"#).contract(columns: .freeze))
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: destination).run(items(#"{"id": 1, "b": 2}"#))
    }
    #expect(error?.violation?.clause == .contract(.columns, .freeze))
  }
}
