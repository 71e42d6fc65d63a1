// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct TableNameTests {
  private let rows: [Value] = [
    ["kind": "user", "id": 1], ["kind": "shop", "code": "x"], ["kind": "user", "id": 2],
  ]

  private var byKind: Records {
    Records("rows", of: rows).table { record in record["kind"]?.string ?? "" }
  }

  @Test func `names are no longer than what the destination takes`() async throws {
    var capabilities = Capabilities()
    capabilities.maximumTableNameLength = 24
    capabilities.maximumColumnNameLength = 30
    let destination = RecordingDestination(capabilities: capabilities)
    let inner: Value = ["inner_list_with_long_name": [1]]
    let row: Value = ["list_with_a_long_name": [inner]]
    try await LoadPipeline("demo", into: destination).run(Records("items", of: [row]))
    // The name of a table is made of its whole path, not of a name that was shortened before.
    let names = ["items", "items__liaovxaqlong_name", "items__lirwjpjalong_name"]
    for name in names { #expect(destination.log.contains("load \(name) 1")) }
  }

  @Test func `nested hints find the table of a long path`() async throws {
    var capabilities = Capabilities()
    capabilities.maximumTableNameLength = 24
    let destination = RecordingDestination(capabilities: capabilities)
    let pipeline = LoadPipeline("demo", into: destination)
    let inner: Value = ["inner_list_with_long_name": [["x": 1]]]
    try await pipeline.run(
      Records("items", of: [["list_with_a_long_name": [inner]] as Value])
        .nested("list_with_a_long_name") { _ in }
        .nested(["list_with_a_long_name", "inner_list_with_long_name"]) {
          $0.columns = [Column("x", .text)]
        }
    )
    #expect(pipeline.schema?["items__lirwjpjalong_name"]?["x"]?.type == .text)
  }

  @Test(arguments: [(true, "a__b", "x__y"), (false, "a_b", "x_y")])
  func `double underscores stand for nesting if the source says so`(
    breaksPaths: Bool,
    table: String,
    column: String
  ) async throws {
    struct Paths: Source {
      let schemaSettings: SchemaSettings
      var resources: [any Resource] {
        Records("a__b", of: [["x__y": 1] as Value]).column("x__y", .double)
      }
    }
    var settings = SchemaSettings()
    settings.breaksPaths = breaksPaths
    let pipeline = LoadPipeline("demo", into: ColumnStore())
    try await pipeline.run(Paths(schemaSettings: settings))
    #expect(pipeline.schema?[table]?[column]?.type == .double)
  }

  @Test func `hints follow the first record of each table`() async throws {
    let pipeline = LoadPipeline("demo", into: ColumnStore())
    try await pipeline.run(
      byKind.forEachTable { first, hints in
        hints.primaryKey = [first["id"] == nil ? "code" : "id"]
      }
    )
    #expect(pipeline.schema?["user"]?.columns(with: .primaryKey) == ["id"])
    #expect(pipeline.schema?["shop"]?.columns(with: .primaryKey) == ["code"])
  }

  @Test func `hints by record need a table by record`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()).run(
        Records("rows", of: rows).forEachTable { _, hints in hints.disposition = .replace }
      )
    }
    #expect(error?.code == .inconsistentHints)
  }

  @Test func `hints that cannot be worked out name the record`() async throws {
    struct Unknown: Error {}
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()).run(
        byKind.forEachTable { first, _ in if first["id"] == nil { throw Unknown() } }
      )
    }
    #expect(error?.code == .dynamicHintFailed)
    #expect(error?.location.record == 2)
    #expect(error?.cause is Unknown)
  }

  @Test func `a disposition that the destination cannot carry out names the table`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()).run(
        Records("My Rows", of: rows).disposition(.skip)
      )
    }
    #expect(error?.code == .unsupported)
    #expect(error?.location.table == "my_rows")
  }
}
