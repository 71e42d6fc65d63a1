// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct StateRowTests {
  private static func record(
    state: PipelineState? = nil,
    tables: [LoadedTable] = [],
    id: String = "1700000000.000001"
  ) -> LoadRecord {
    var record = LoadRecord(
      load: Load(id: id, pipeline: "shop", schema: "shop"),
      schema: Schema("shop"),
      schemaHash: "hash",
      committedAt: Timestamp(microseconds: 1_700_000_000_000_002, offset: 0)
    )
    record.state = state
    record.tables = tables
    return record
  }

  @Test func `a load without a new state writes no row of it`() {
    #expect(SystemRows.state(Self.record()) == nil)
  }

  @Test func `the row of a state has dlt's columns in dlt's order`() throws {
    var state = PipelineState(pipeline: "shop")
    state.version = 3
    state[source: "shop"] = ["token": "t"]
    let batch = try #require(SystemRows.state(Self.record(state: state)))
    #expect(
      batch.names == [
        "version", "engine_version", "pipeline_name", "state", "created_at", "version_hash",
        "_dlt_load_id", "_dlt_id",
      ]
    )
    let row = try #require(batch.records.first)
    #expect(row["version"] == 3)
    #expect(row["engine_version"] == 4)
    #expect(row["pipeline_name"] == "shop")
    #expect(row["version_hash"] == .text(state.hash))
    #expect(row["_dlt_load_id"] == "1700000000.000001")
    #expect(row["created_at"]?.dateTime?.microseconds == 1_700_000_000_000_002)
    #expect(row["_dlt_id"]?.string?.count == 14)
    #expect(try PipelineState(row: row) == state)
    #expect(batch.vectors.map(\.type) == SystemTable.columns(of: SystemTable.state).map(\.type))
  }

  @Test func `the id of the row is that of the load and the pipeline`() throws {
    func id(_ pipeline: String, _ load: String, version: Int = 1) -> Value? {
      var state = PipelineState(pipeline: pipeline)
      state.version = version
      return SystemRows.state(Self.record(state: state, id: load))?.records.first?["_dlt_id"]
    }
    #expect(id("a", "1.000001") == id("a", "1.000001", version: 2))
    #expect(id("a", "1.000001") != id("b", "1.000001"))
    #expect(id("a", "1.000001") != id("a", "1.000002"))
  }

  @Test func `a row without a state is none`() throws {
    #expect(try PipelineState(row: ["version": 1]) == nil)
    #expect(throws: LoadError.self) { try PipelineState(row: ["state": "no"]) }
  }

  @Test func `the ledger has a row for each table`() throws {
    let tables = [
      LoadedTable(name: "items", disposition: .append, rows: 7),
      LoadedTable(name: "items__tags", disposition: .replace, rows: 0),
    ]
    let batch = SystemRows.ledger(Self.record(tables: tables))
    #expect(batch.names == SystemTable.ledgerColumns.map(\.name))
    #expect(batch.vectors.map(\.type) == SystemTable.ledgerColumns.map(\.type))
    #expect(batch.records.map { $0["table_name"] } == ["items", "items__tags"])
    #expect(batch.records.map { $0["row_count"] } == [7, 0])
    #expect(batch.records.map { $0["write_disposition"] } == ["append", "replace"])
    #expect(batch.records.allSatisfy { $0["load_id"] == "1700000000.000001" })
  }

  @Test func `a load without tables has one row in the ledger`() throws {
    let rows = SystemRows.ledger(Self.record()).records
    #expect(rows.count == 1)
    #expect(rows[0]["table_name"] == nil)
    #expect(rows[0]["row_count"] == 0)
  }

  @Test func `loads are read back from the ledger, the oldest first`() throws {
    let tables = [LoadedTable(name: "items", disposition: .append, rows: 7)]
    let records = [
      Self.record(id: "10000000000.000001"), Self.record(tables: tables, id: "9.000002"),
    ]
    var rows = records.flatMap { SystemRows.ledger($0).records }
    // A file gives moments as texts.
    rows[1]["committed_at"] = "2023-11-14T22:13:20.000002+00:00"
    rows.append(["load_id": "8.000001", "pipeline_name": "other", "schema_name": "s"])
    rows.append(["something": "else"])
    let loads = SystemRows.loads(ledger: rows, of: "shop") { $0 == "9.000002" }
    #expect(loads.map(\.load.id) == ["9.000002", "10000000000.000001"])
    #expect(loads.map(\.bringsState) == [true, false])
    #expect(loads.map(\.tables) == [tables, []])
    #expect(loads[0].committedAt.microseconds == 1_700_000_000_000_002)
  }

  @Test func `a document has the table of states from the first one on, as dlt's has`() throws {
    var schema = Schema("fst")
    let before = schema.contentHash
    schema.noteState()
    // What dlt 1.31 computes for a schema whose first load brought no rows, and for the next one.
    #expect(schema.contentHash == "XDXUN00uHL0iy1UAvy5as/3946+w9o0EyJcjMnOBfNU=")
    #expect(schema.contentHash != before)
    var table = Table("x", resource: "x")
    table["a"] = Column("a", .bigint, nullable: true)
    table[SystemColumn.loadID] = SystemColumn.column(SystemColumn.loadID)
    table[SystemColumn.id] = SystemColumn.column(SystemColumn.id)
    table.hasSeenData = true
    schema["x"] = table
    #expect(schema.contentHash == "tC/y8ds2UuiEw34T8M+Baez3AG29+fKPKg5H/LQbCEo=")
    let again = schema
    schema.noteState()
    #expect(schema == again)
    #expect(try Schema(json: schema.json()).contentHash == schema.contentHash)
  }

  @Test(arguments: ["_dlt_pipeline_state", "_sluice_loads", "_sluice_schema_changes", "_dlt_loads"])
  func `no resource has a table in which account is kept`(name: String) async throws {
    let pipeline = LoadPipeline("shop", into: ColumnStore())
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records(name) { output in try await output.send(["id": 1]) })
    }
    #expect(error?.code == .tableConflict)
  }
}
