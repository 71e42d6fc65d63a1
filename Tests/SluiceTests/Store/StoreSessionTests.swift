// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct StoreSessionTests {
  private static let append = StoreScript.Step.load(.append, rows: 4, retypes: false, column: nil)
  private let disk = MemoryFileSystem()

  private func run(_ steps: [StoreScript.Step], _ store: ColumnStore) async throws {
    let script = StoreScript(steps)
    for number in steps.indices { try await script.run(number, store) }
  }

  private func recall(_ store: ColumnStore, pipeline: String = "shop") async throws -> StoredState {
    try await store.open(dataset: "shop").recall(Recall(schema: "shop", pipeline: pipeline))
  }

  @Test func `nothing is remembered where nothing was loaded`() async throws {
    let state = try await recall(ColumnStore())
    #expect(state.isThere == false)
    #expect(state.schema == nil && state.state == nil && state.lastLoadID == nil)
  }

  @Test func `schema and state come from the rows, also when the store is opened again`()
    async throws
  {
    let steps = [Self.append, .load(.append, rows: 1, retypes: false, column: 2), Self.append]
    do { try await run(steps, try ColumnStore(at: "store", in: disk)) }
    let state = try await recall(try ColumnStore(at: "store", in: disk))
    #expect(state.isThere == true)
    #expect(state.lastLoadID == StoreScript.load(2).id)
    #expect(
      state.schema?.contentHash == StoreScript.schema(.append, nil).contentHash,
      "The last one."
    )
    #expect(state.state?.version == 2)
    #expect(state.rowCounts["items"] == 9)
    #expect(
      try await recall(try ColumnStore(at: "store", in: disk), pipeline: "other").state == nil
    )
  }

  @Test func `a load is contained once it is committed`() async throws {
    let store = ColumnStore()
    try await run([Self.append], store)
    let session = try await store.open(dataset: "shop")
    #expect(try await session.contains(StoreScript.load(0)))
    #expect(try await !session.contains(StoreScript.load(1)))
    await #expect(throws: LoadError.self) { try await session.begin(StoreScript.load(0)) }
  }

  @Test func `the ledger lists the loads of a pipeline`() async throws {
    let store = ColumnStore()
    try await run([Self.append, Self.append], store)
    let session = try await store.open(dataset: "shop")
    let loads = try await session.loads(of: "shop")
    #expect(loads.map(\.load) == [StoreScript.load(0), StoreScript.load(1)])
    #expect(loads.map(\.bringsState) == [true, false])
    #expect(loads[0].tables == [LoadedTable(name: "items", disposition: .append, rows: 4)])
    #expect(try await session.loads(of: "other").isEmpty)
  }

  @Test func `tables are dropped and emptied before the rows of the load come`() async throws {
    let store = ColumnStore()
    try await run([Self.append, .empty], store)
    #expect(try store.table("shop", "items")["id"] == [.int(0)])
    #expect(try store.table("shop", "items__tags").rowCount == 3)
    try await run([Self.append, .empty, .drop], store)
    #expect(try store.table("shop", "items__tags").rowCount == 1)
  }

  @Test func `a load is taken back with all below it`() async throws {
    let store = ColumnStore()
    try await run([Self.append, Self.append, Self.append], store)
    let session = try await store.open(dataset: "shop")
    // Tables may come in any order.
    let tables = StoreScript.schema(.append, nil).tables.reversed()
    #expect(
      try await session.undo(StoreScript.load(2), tables: Array(tables)) == [
        "items": 4, "items__tags": 2,
      ]
    )
    #expect(try store.table("shop", "items")["_dlt_load_id"]?.count == 8)
    #expect(try store.table("shop", "items__tags").rowCount == 4)
    #expect(try await session.loads(of: "shop").count == 2)
    let state = try await recall(store)
    #expect(state.state?.version == 0)
    #expect(state.lastLoadID == StoreScript.load(1).id)
    #expect(try await session.undo(StoreScript.load(2), tables: Array(tables)).isEmpty)
  }

  @Test func `the schema of a load that was taken back stays, as its columns do`() async throws {
    let store = ColumnStore()
    let other = StoreScript.Step.load(.append, rows: 1, retypes: false, column: 3)
    try await run([Self.append, other, .undo(1)], store)
    #expect(try await recall(store).schema?["items"]?["extra_3"] != nil)
    #expect(try store.table("shop", "items").columns.contains { $0.name == "extra_3" })
  }

  @Test func `versions are forgotten when the schema begins anew`() async throws {
    let store = ColumnStore()
    try await run([Self.append, .load(.append, rows: 1, retypes: false, column: 3)], store)
    #expect(try store.table("shop", "_dlt_version").rowCount == 2)
    let session = try await store.open(dataset: "shop")
    let schema = StoreScript.schema(.append, 4)
    try await session.begin(StoreScript.load(9))
    var record = LoadRecord(
      load: StoreScript.load(9),
      schema: schema,
      schemaHash: schema.contentHash,
      committedAt: Timestamp(microseconds: 9)
    )
    record.forgetsVersions = true
    try await session.commit(record)
    #expect(try store.table("shop", "_dlt_version")["version_hash"] == [.text(schema.contentHash)])
  }

  @Test func `what others have written is remembered too`() async throws {
    let store = ColumnStore()
    var state = PipelineState(pipeline: "shop")
    state.version = 41
    let schema = StoreScript.schema(.append, nil)
    // Loads as another tool numbers them; the last one was never completed.
    let ids = ["1795173320.0128865", "1795173321.1", "1795173322.25"]
    var later = state
    later.version = 42
    let rows: [(String, [Record])] = [
      (
        "_dlt_loads",
        [0, 1, 2].map { number in
          [
            "load_id": .text(ids[number]), "schema_name": "shop", "status": number == 2 ? 1 : 0,
            "schema_version_hash": .text(schema.contentHash),
          ]
        }
      ),
      (
        "_dlt_pipeline_state",
        [(state, 1), (later, 2)].map { state, number in
          [
            "pipeline_name": "shop", "state": .text(state.storedText),
            "_dlt_load_id": .text(ids[number]),
          ]
        }
      ),
      (
        "_dlt_version",
        [
          [
            "schema_name": "shop", "version_hash": .text(schema.contentHash),
            "schema": .text(schema.documentText),
          ]
        ]
      ),
    ]
    try store.edit { edit throws(LoadError) in
      for (table, records) in rows {
        let columns = (records.first?.keys ?? []).map { name in
          (name: name, type: name == "status" ? DataType.bigint : .text)
        }
        edit.make(
          .columns(columns.map { StoredColumn(name: $0.name, type: $0.type) }),
          in: "shop",
          table
        )
        edit.make(.append(PackedBatch(Batch(records, columns))), in: "shop", table)
      }
    }
    let found = try await recall(store)
    #expect(found.state?.version == 41)
    #expect(found.schema?.contentHash == schema.contentHash)
    let session = try await store.open(dataset: "shop")
    #expect(try await session.contains(Load(id: ids[1], pipeline: "", schema: "")))
    #expect(try await !session.contains(Load(id: ids[2], pipeline: "", schema: "")))
    // The columns that are missing come with the next load.
    try await run([Self.append], store)
    #expect(try store.table("shop", "_dlt_loads").rowCount == 4)
  }
}
