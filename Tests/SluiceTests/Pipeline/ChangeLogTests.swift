// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct ChangeLogTests {
  private let store = ColumnStore()

  private func items(_ json: String) -> Records { Records("items", json: json) }

  private func load<Target: Destination>(into target: Target) async throws -> [RunReport] {
    var reports: [RunReport] = []
    for json in [#"{"id": 1}"#, #"{"id": 2}"#, #"[{"id": 3}, {"a": {"b.c": "x"}, "tags": [1]}]"#] {
      // Another pipeline each time: only the destination remembers.
      reports.append(
        try await LoadPipeline("demo", into: target, settings: .test()).run(items(json))
      )
    }
    return reports
  }

  private static let second = [
    "+ items.a__b_c text  (items, record 2, a.b.c)",
    "+ table items__tags, below 'items'  (items, record 2, tags)",
    "+ items__tags.value bigint  (items, record 2, tags.value)",
    "+ items__tags._dlt_parent_id text, not null, parent_key  (items)",
    "+ items__tags._dlt_list_idx bigint, not null  (items)",
    "+ items__tags._dlt_id text, not null, unique, row_key  (items)",
  ]

  @Test func `every version knows its changes, load and records`() async throws {
    let reports = try await load(into: store)
    let history = try #require(reports[2].schema).history
    #expect(history.map(\.loadID) == [reports[0].loadID, reports[2].loadID])
    #expect(history.map(\.version).sorted() == history.map(\.version))
    #expect(Set(history.map(\.hash)).count == 2)
    #expect(history[1].changes.map(\.description) == Self.second)
    #expect(history[1].changes[0].sourcePath == ["a", "b.c"])
    #expect(history[1].changes == reports[2].schemaChanges)
    #expect(reports[1].schemaChanges.isEmpty)
    #expect(reports[2].description.contains("\nschema: 1 table and 2 columns added"))
  }

  @Test func `what is said of a table is logged`() async throws {
    let items = items(#"{"id": 1}"#)
    let said = [
      "on conflict widen": items.onConflict(.widen),
      "at most 50 columns": items.maximumColumns(50),
      "contract columns freeze data_type discard_row":
        items.contract(columns: .freeze, dataTypes: .discardRow),
      "contract evolve": items.contract(.evolve),
      "sealed": items.sealed(),
    ]
    for (words, changed) in said {
      let pipeline = LoadPipeline("demo", into: ColumnStore())
      try await pipeline.run(items)
      let changes = try await pipeline.run(changed).schemaChanges.map(\.description)
      #expect(changes == ["~ table items, append → append, \(words)  (items)"])
    }
  }

  @Test func `the store has a table of changes`() async throws {
    let reports = try await load(into: store)
    let table = try store.table("demo", "_sluice_schema_changes")
    #expect(
      table.columns.map(\.name) == [
        "load_id", "schema_name", "version", "version_hash", "inserted_at", "kind", "table_name",
        "column_name", "before", "after", "resource", "path", "record",
      ]
    )
    let row = try #require(table.records.first { $0["column_name"] == "a__b_c" })
    #expect(row["load_id"] == .text(reports[2].loadID))
    #expect(row["kind"] == "column added")
    #expect(row["after"] == "text")
    #expect(row["record"] == 2)
    let hashes = try #require(store.table("demo", "_dlt_version")["version_hash"])
    #expect(Set(try #require(table["version_hash"])) == Set(hashes))
  }

  @Test func `files keep the same history`() async throws {
    let folder = TemporaryFolder()
    let reports = try await load(into: FileDestination(at: folder.path, format: .csv))
    let inStore = try await load(into: store)
    let stored = try await FileDestination(at: folder.path, format: .csv)
      .inspect(Recall(schema: "demo", pipeline: "demo"), dataset: "demo")
    let history = try #require(stored.schema).history
    #expect(history == reports[2].schema?.history)
    #expect(history.flatMap(\.changes) == inStore[2].schema?.history.flatMap(\.changes))
  }

  @Test func `changes of a load that was not committed are no history`() async throws {
    let folder = TemporaryFolder()
    let files = FileDestination(at: folder.path, format: .jsonl)
    _ = try await load(into: files)
    let log = "\(folder.path)/demo/_sluice_schema_changes"
    let bytes = Array("no JSON".utf8)
    try LocalFileSystem().append(bytes, to: "\(log)/demo__1600000000.000000.jsonl")
    #expect(
      try await files.inspect(Recall(schema: "demo", pipeline: "demo"), dataset: "demo").schema?
        .history.count == 2
    )
    try LocalFileSystem().append(bytes, to: "\(log)/demo__1700000000.123456.jsonl")
    let error = await #expect(throws: LoadError.self) {
      try await files.inspect(Recall(schema: "demo", pipeline: "demo"), dataset: "demo")
    }
    #expect(error?.code == .destinationFailed)
  }

  @Test func `what is said of a table is a change too`() async throws {
    let pipeline = LoadPipeline("demo", into: store, settings: .test())
    try await pipeline.run(items(#"{"id": 1}"#))
    let report = try await pipeline.run(
      items(#"{"id": 2}"#).replace().primaryKey("id").column("when", .date)
        .describe("All there is.").annotate("x-owner", "me")
    )
    #expect(
      report.schemaChanges.map(\.description) == [
        "~ table items, append → replace, 'All there is.', x-owner: \"me\"  (items)",
        "~ items.id bigint → bigint, not null, primary_key  (items)",
        "+ items.when date  (items)",
      ]
    )
    #expect(report.schemaChanges.map(\.record) == [nil, nil, nil])
    #expect(report.description.contains("~ items.id bigint → bigint, not null, primary_key"))
  }

  @Test func `a failed load leaves no version`() async throws {
    let pipeline = LoadPipeline("demo", into: store, settings: .test())
    try await pipeline.run(items(#"{"id": 1}"#))
    await #expect(throws: LoadError.self) {
      try await pipeline.run(items(#"[{"id": 2, "new": 1}, {"id": }]"#))
    }
    let report = try await pipeline.run(items(#"{"id": 3}"#))
    #expect(report.schema?.history.count == 1)
    #expect(try store.table("demo", "_sluice_schema_changes").rowCount == 4)
  }

  @Test func `a type that a stage changes is told step by step`() {
    let text = Column("total", .text)
    let keeper = SchemaKeeper(
      Schema("shop"),
      naming: SnakeCase(),
      now: Timestamp(microseconds: 0),
      stages: [InferTypes(), EvolveSchema()]
    )
    keeper.withState { state in
      for (kind, column, record) in [
        (LoggedChange.Kind.columnAdded, Column("total", .bigint), 1), (.typeChanged, text, 7),
      ] {
        var change = LoggedChange(kind, table: "orders", column: "total")
        change.before = kind == .typeChanged ? "bigint" : nil
        change.after = column.words
        change.resource = "orders"
        change.record = record
        state.log.append(change)
      }
      var table = Table("orders", resource: "orders")
      table["total"] = text
      state.schema["orders"] = table
    }
    #expect(
      keeper.changes().filter { $0.column != nil }.map(\.description) == [
        "+ orders.total bigint  (orders, record 1)",
        "~ orders.total bigint → text  (orders, record 7)",
      ]
    )
  }
}
