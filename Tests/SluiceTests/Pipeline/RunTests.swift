// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct RunTests {
  struct Shop: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  private let two = [record(("id", .int(1))), record(("id", .int(2)))]

  @Test func `a run asks the session for everything in order`() async throws {
    let destination = RecordingDestination()
    try await testPipeline(into: destination).run(Records("items", of: two))
    #expect(
      destination.log == [
        "open demo", "begin 1700000000.123456", "migrate", "load items 2", "finish items append",
        "commit",
      ]
    )
  }

  @Test func `a dataset without a name is not the fault of the destination`() async throws {
    let destination = RecordingDestination()
    let pipeline = LoadPipeline("shop", into: destination, dataset: " ")
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records("items", of: two))
    }
    #expect(error?.code == .invalidName)
    #expect(error?.message.contains("pipeline 'shop'") == true)
    #expect(destination.log.isEmpty)
  }

  @Test(arguments: [
    "open demo", "begin 1700000000.123456", "migrate", "load items 2", "finish items append",
    "commit",
  ])
  func `a failure of the destination abandons the load`(step: String) async throws {
    let destination = RecordingDestination(failing: step)
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: destination).run(Records("items", of: two))
    }
    #expect(error?.code == .destinationFailed)
    #expect(error?.cause is RecordingDestination.Refusal)
    #expect(destination.log.last == (step == "open demo" ? step : "abandon"))
    #expect(destination.log.contains("commit") == (step == "commit"))
  }

  @Test func `a failure of a resource abandons the load and says where it was`() async throws {
    struct Broken: Error {}
    let destination = RecordingDestination()
    let broken = Records("broken") { output in
      try await output.send(two)
      throw Broken()
    }
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: destination).run(
        Shop(list: [Records("items", of: two), broken])
      )
    }
    #expect(error?.code == .resourceFailed)
    #expect(error?.location.resource == "broken")
    #expect(error?.cause is Broken)
    #expect(destination.log.last == "abandon")
  }

  @Test func `rows lack no value where one is required`() async throws {
    let rows = [record(("id", .int(1)), ("v", .int(1))), record(("v", .int(2)))]
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ColumnStore()).run(
        Records("items", of: rows).column("id", .bigint, nullable: false)
      )
    }
    #expect(error?.code == .missingValue)
    #expect(error?.location.table == "items")
    #expect(error?.location.column == "id")
  }

  @Test func `a required column without type and data fails the run`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ColumnStore()).run(
        Records("items", of: two).column("must", nullable: false)
      )
    }
    #expect(error?.code == .columnWithoutData)
    #expect(error?.location.column == "must")
  }

  @Test func `declared columns alone make no table, asking for it does`() async throws {
    let store = ColumnStore()
    let declared = Records("void") { _ in }.column("id", .bigint)
    let wanted = Records("wanted") { try await $0.materialize() }.column("id", .bigint)
    try await testPipeline(into: store).run(Shop(list: [declared, wanted]))
    #expect(
      store.tables(in: "demo") == [
        "wanted", "_dlt_loads", "_dlt_version", "_sluice_schema_changes", "_dlt_pipeline_state",
        "_sluice_loads",
      ]
    )
    #expect(try store.table("demo", "wanted").rowCount == 0)
  }

  @Test func `a replacement without rows clears its table`() async throws {
    let store = ColumnStore()
    let pipeline = testPipeline(into: store)
    try await pipeline.run(Records("items", of: two).replace())
    try await pipeline.run(Records("items", of: [Record]()).replace())
    #expect(try store.table("demo", "items").rowCount == 0)
    #expect(try store.table("demo", "_dlt_loads").rowCount == 2)
  }

  @Test func `two resources fill one table`() async throws {
    let store = ColumnStore()
    let source = Shop(list: [
      Records("a", of: two).table("items"), Records("b", of: two).table("Items"),
    ])
    try await testPipeline(into: store).run(source)
    #expect(try store.table("demo", "items").rowCount == 4)
    #expect(Set(try store.table("demo", "items").records.map { $0["_dlt_id"] }).count == 4)
  }

  @Test func `of two resources with one table the hints of the first count`() async throws {
    let store = ColumnStore()
    let pipeline = testPipeline(into: store)
    try await pipeline.run(
      Shop(list: [
        Records("a", of: two).table("items").primaryKey("id"),
        Records("b", of: two).table("items").column("id", .text).column("x", .text),
      ])
    )
    let table = try #require(pipeline.schema?["items"])
    #expect(table.columns.map(\.name) == ["id", "_dlt_load_id", "_dlt_id"])
    #expect(table["id"] == Column("id", .bigint, nullable: false, hints: [.primaryKey]))
    #expect(table.resource == "a")
  }

  @Test func `of a table only one column can say that a row is deleted`() async throws {
    let records = Records("items", of: two).column("id", hints: [.hardDelete])
      .column("gone", .bool, hints: [.hardDelete])
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ColumnStore()).run(records)
    }
    #expect(error?.code == .invalidSchema)
    #expect(error?.location.table == "items")
  }

  @Test func `a table is there once a page was sent to it, even an empty one`() async throws {
    let pipeline = testPipeline(into: ColumnStore())
    let elsewhere = Records("elsewhere") { output in
      try await output.send([Record](), to: "empty")
      try await output.send(two, to: "items")
    }
    try await pipeline.run(Shop(list: [elsewhere.column("id", .bigint)]))
    #expect(pipeline.schema?.tables.map(\.name).sorted() == ["empty", "items"])
    #expect(pipeline.schema?["empty"]?.hasSeenData == false)
  }

  @Test func `a table that is asked for before its rows has their columns first`() async throws {
    let pipeline = testPipeline(into: ColumnStore())
    let records = Records("items") { output in
      try await output.materialize()
      try await output.send(two)
    }
    try await pipeline.run(records)
    #expect(pipeline.schema?["items"]?.columns.map(\.name) == ["id", "_dlt_load_id", "_dlt_id"])
  }

  @Test func `two resources cannot append to a table and replace it`() async throws {
    let source = Shop(list: [
      Records("a", of: two).table("items"), Records("b", of: two).table("items").replace(),
    ])
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ColumnStore()).run(source)
    }
    #expect(error?.code == .inconsistentHints)
  }

  @Test func `a disposition that the destination does not know fails before the extraction`()
    async throws
  {
    var capabilities = Capabilities()
    capabilities.dispositions = [.append]
    let destination = RecordingDestination(capabilities: capabilities)
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: destination).run(
        Records("items") { _ in Issue.record("Nothing is extracted.") }.replace()
      )
    }
    #expect(error?.code == .unsupported)
  }

  @Test func `names that differ in case only collide where the destination folds them`()
    async throws
  {
    var schema = Schema("shop")
    for name in ["items__tags", "items__Tags"] {
      schema[name] = Table(name)
      schema[name]?.hasSeenData = true
    }
    let error = #expect(throws: LoadError.self) { try ColumnStore().capabilities.check(schema) }
    #expect(error?.code == .identifierCollision)
    #expect(error?.location.table == "items__Tags")
    #expect(throws: Never.self) { try Capabilities().check(schema) }
  }

  @Test func `every load has an id of its own`() async throws {
    let store = ColumnStore()
    let pipeline = testPipeline(into: store)
    let first = try await pipeline.run(Records("items", of: two))
    let second = try await pipeline.run(Records("items", of: two))
    let third = try await testPipeline(into: store).run(Records("items", of: two))
    #expect(first.loadID == "1700000000.123456")
    #expect(second.loadID == "1700000000.123457")
    #expect(third.loadID == "1700000000.123458", "The store knows its loads too.")
  }

  @Test func `the same seed gives the same rows`() async throws {
    let stores = [ColumnStore(), ColumnStore()]
    for store in stores { try await testPipeline(into: store).run(Records("items", of: two)) }
    let rows = try stores.map { try $0.table("demo", "items").records }
    #expect(rows[0] == rows[1])
  }

  @Test func `a pipeline knows its schema in the next run`() async throws {
    let pipeline = testPipeline(into: RecordingDestination())
    #expect(pipeline.schema == nil)
    try await pipeline.run(Records("items", of: two))
    let version = try #require(pipeline.schema?.version)
    try await pipeline.run(Records("items", of: two))
    #expect(pipeline.schema?.version == version)
    #expect(pipeline.schema?["items"]?["id"]?.type == .bigint)
  }

  @Test func `another pipeline finds the schema in the store`() async throws {
    let store = ColumnStore()
    try await testPipeline(into: store).run(Records("items", of: two))
    let other = testPipeline(into: store)
    try await other.run(Records("items") { _ in })
    #expect(other.schema?["items"]?["id"]?.type == .bigint)
  }
}
