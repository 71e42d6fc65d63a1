// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Every sentence about a contract, and where the error says that it happened.
@Suite struct ContractSentenceTests {
  private func failure(
    _ first: Records?,
    _ second: Records,
    stage: EnforceContract = EnforceContract()
  ) async throws -> LoadError {
    let (store, workspace) = (ColumnStore(), Workspace.memory())
    if let first {
      try await LoadPipeline("demo", into: store, workspace: workspace).run(first)
    }
    let pipeline = try LoadPipeline("demo", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      stage
    }
    return try #require(
      await #expect(throws: LoadError.self) { try await pipeline.run(second) }
    )
  }

  private let known = Records("items", json: #"{"id": 1, "lines": [{"x": 1}]}"#)

  @Test func `a new table`() async throws {
    let error = try await failure(
      known,
      Records("others", json: #"{"id": 1}"#).contract(tables: .freeze)
    )
    #expect(
      error.description
        == "resource 'others', table 'others', record 1: The table 'others' is new, and the contract "
        + "says 'tables: freeze'. Leave its data out of the source, or allow it with "
        + "'.contract(tables: .evolve)'."
    )
    #expect(error.violation?.expected == "a table that is there")
    #expect(error.violation?.found == "no such table")
  }

  @Test func `a new nested table`() async throws {
    let error = try await failure(
      known,
      Records("items", json: #"{"id": 1, "notes": [{"n": 1}]}"#).contract(tables: .freeze)
    )
    #expect(error.location.table == "items__notes")
    #expect(error.location.path == ["notes"])
    #expect(error.location.record == 1)
  }

  @Test func `a table that is not declared`() async throws {
    let error = try await failure(
      nil,
      Records("items", json: #"{"id": 1, "lines": [{"x": 1}]}"#)
        .column("id", .bigint).contract(.declared())
    )
    #expect(
      error.description
        == "resource 'items', table 'items__lines', field 'lines', record 1: The table 'items__lines' "
        + "is not declared, and the contract says 'tables: freeze'. Declare its columns, or allow it "
        + "with '.contract(tables: .evolve)'."
    )
    #expect(error.violation?.expected == "a declared table")
  }

  @Test func `a new column`() async throws {
    let error = try await failure(
      known,
      Records("items", json: #"{"id": 1} {"id": 2, "lines": [{"y": "secret"}]}"#)
        .contract(columns: .freeze)
    )
    #expect(
      error.description
        == "resource 'items', table 'items__lines', column 'y', field 'lines.y', record 2: The column "
        + "'y' is not in the table, and the contract says 'columns: freeze'. Declare the column, leave "
        + "out the field with '.excluding(…)', or allow it with '.contract(columns: .evolve)'."
    )
    #expect(error.violation?.clause == .contract(.columns, .freeze))
    #expect(error.violation?.expected == "a column of the table")
    #expect(error.violation?.found == "no such column")
    #expect(error.offendingValue == "secret")
  }

  @Test func `a column that is not declared`() async throws {
    let error = try await failure(
      nil,
      Records("items", json: #"{"id": 1, "b": 2}"#).column("id", .bigint).contract(.declared())
    )
    #expect(
      error.violation?.reason
        == "The column 'b' is not declared, and the contract says 'columns: freeze'."
    )
    #expect(error.violation?.expected == "a declared column")
  }

  @Test func `a column of a sealed table`() async throws {
    let error = try await failure(
      nil,
      Records("items", json: #"{"id": 1, "b": 2}"#).column("id", .bigint).sealed()
    )
    #expect(
      error.violation?.description
        == "The column 'b' is not in the table, and the table is sealed. Declare the column, leave out "
        + "the field with '.excluding(…)', or take the seal off."
    )
    #expect(error.violation?.clause?.description == "table_sealed: true")
  }

  @Test func `a value that does not fit`() async throws {
    let error = try await failure(
      known,
      Records("items", json: #"{"id": "secret"}"#).contract(dataTypes: .freeze)
    )
    #expect(
      error.description
        == "resource 'items', table 'items', column 'id', field 'id', record 1: The column 'id' is "
        + "bigint, a value of the type text does not fit it, and the contract says "
        + "'data_type: freeze'. Convert such values in a map, or allow a column beside it with "
        + "'.contract(dataTypes: .evolve)'."
    )
    #expect(error.violation?.expected == "bigint")
    #expect(error.violation?.found == "text")
    #expect(error.offendingValue == "secret")
    #expect(!error.description.contains("secret"))
  }

  @Test func `a value that does not fit the preferred type`() async throws {
    struct Shop: Source {
      var resources: [any Resource] { Records("items", json: #"{"total": "x"}"#) }
      var contract: Contract? { Contract(dataTypes: .freeze) }
      var schemaSettings: SchemaSettings {
        var settings = SchemaSettings()
        settings.preferredTypes = [(.exactly("total"), .decimal)]
        return settings
      }
    }
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()).run(Shop())
    }
    #expect(
      error?.violation?.description
        == "A value of the type text does not fit the type that is preferred for the name of its "
        + "column, and the contract says 'data_type: freeze'. Convert such values in a map, or allow a "
        + "column beside it with '.contract(dataTypes: .evolve)'."
    )
  }

  @Test func `a column that is declared later`() async throws {
    let error = try await failure(known, known.column("b", .text).contract(columns: .freeze))
    #expect(
      error.violation?.description
        == "The column 'b' is declared but not in the table, and the contract says 'columns: freeze'. "
        + "Take the declaration back, or allow columns to evolve in the run that adds it."
    )
  }

  @Test func `a column that is declared otherwise`() async throws {
    let error = try await failure(
      known,
      known.column("id", .text, nullable: false).contract(dataTypes: .freeze)
    )
    #expect(
      error.violation?.description
        == "The column 'id' is bigint, is declared as text, never null now, and the contract says "
        + "'data_type: freeze'. Declare the column as it is, or load into a new one."
    )
    #expect(error.location.column == "id")
  }

  @Test func `two stages with different contracts`() {
    let error = #expect(throws: LoadError.self) {
      try LoadPipeline("demo", into: ColumnStore()) {
        EnforceContract(.freeze)
        EnforceContract(columns: .discardRow)
      }
    }
    #expect(error?.code == .invalidConfiguration)
    #expect(
      error?.message
        == "Two stages hold the schema to different contracts: 'tables: freeze, columns: freeze, "
        + "data_type: freeze' and 'tables: evolve, columns: discard_row, data_type: evolve'. Keep one "
        + "of them, or give resources contracts of their own with '.contract(…)'."
    )
  }
}
