// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

/// From what a user sends to rows in the store, with nothing replaced but clock and seed.
@Suite struct WholePathTests {
  struct Order: Codable, Sendable, Equatable {
    struct Line: Codable, Sendable, Equatable {
      var sku: String
      var count: Int
    }

    var id: Int
    var customer: String?
    var lines: [Line]
  }

  struct Shop: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  private let store = ColumnStore()
  private let orders = [
    Order(id: 1, customer: "Ada", lines: [.init(sku: "a", count: 1), .init(sku: "b", count: 2)]),
    Order(id: 2, customer: nil, lines: [.init(sku: "c", count: 3)]),
  ]
  private let text = """
    {"id": 1, "customer": "Ada", "lines": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}]}
    {"id": 2, "customer": null, "lines": [{"sku": "c", "count": 3}]}
    """

  private func pipeline(_ limits: Limits = Limits()) -> LoadPipeline<ColumnStore> {
    LoadPipeline.test("shop", into: store, limits: limits, settings: .test(seed: 1))
  }

  private func columns(_ table: String) throws -> [String] {
    try store.table("shop", table).columns.map(\.name)
  }

  private func checkOrders() throws {
    let table = try store.table("shop", "orders")
    #expect(table.columns.map(\.name) == ["id", "customer", "_dlt_load_id", "_dlt_id"])
    #expect(table["id"] == [.int(1), .int(2)])
    #expect(table["customer"] == [.text("Ada"), .null])
    let lines = try store.table("shop", "orders__lines")
    #expect(
      lines.columns.map(\.name) == ["sku", "count", "_dlt_parent_id", "_dlt_list_idx", "_dlt_id"]
    )
    #expect(lines["count"] == [.int(1), .int(2), .int(3)])
    let ids = try #require(table["_dlt_id"])
    #expect(lines["_dlt_parent_id"] == [ids[0], ids[0], ids[1]])
  }

  @Test func `values of a type become tables`() async throws {
    let report = try await pipeline().run(Records("orders", of: orders))
    try checkOrders()
    #expect(report["orders__lines"]?.rows == 3)
    #expect(report["orders"]?.isNew == true)
  }

  @Test func `JSON becomes the same tables`() async throws {
    try await pipeline().run(Records("orders", json: text))
    try checkOrders()
  }

  @Test func `a step on the way changes nothing else`() async throws {
    try await pipeline().run(Records("orders", json: text).map { $0 })
    try checkOrders()
  }

  @Test func `steps see what is encoded`() async throws {
    try await pipeline().run(Records("orders", of: orders).filter { $0["id"] == .int(2) })
    #expect(try store.table("shop", "orders")["id"] == [.int(2)])
    #expect(try store.table("shop", "orders__lines").rowCount == 1)
  }

  @Test func `a resource is made from nested data`() async throws {
    let lines = Records("orders", json: text).then("lines") { order, output in
      guard case .list(let lines) = order["lines"] else { return }
      try await output.send(lines)
    }
    try await pipeline().run(lines)
    #expect(try store.table("shop", "lines")["sku"] == [.text("a"), .text("b"), .text("c")])
    #expect(!store.tables(in: "shop").contains("orders"))
  }

  @Test func `a table is made without a row, with what is declared`() async throws {
    let items = Records("items") { try await $0.materialize() }
      .column("id", .bigint, nullable: false).column("name", .text).primaryKey("id")
    try await pipeline().run(items)
    #expect(try columns("items") == ["id", "name", "_dlt_load_id", "_dlt_id"])
    #expect(try store.table("shop", "items").rowCount == 0)
  }

  @Test func `hints are in the names of the source`() async throws {
    let pipeline = pipeline()
    try await pipeline.run(
      Records(
        "items",
        json: #"{"UserId": "7", "Placed At": "2024-01-01", "Addr": {"ZipCode": 123}}"#
      )
      .primaryKey("UserId").column("UserId", .bigint).column("Placed At", .timestamp)
      .column("Addr__ZipCode", .text)
    )
    #expect(
      try columns("items") == [
        "user_id", "placed_at", "addr__zip_code", "_dlt_load_id", "_dlt_id",
      ]
    )
    #expect(try store.table("shop", "items")["addr__zip_code"] == [.text("123")])
    #expect(pipeline.schema?["items"]?["user_id"]?.nullable == false)
  }

  @Test func `a declared column without type takes the place of its first value`() async throws {
    try await pipeline().run(
      Records("items", json: #"{"z": 1, "id": 2, "a": 3}"#).primaryKey("id").mergeKey("a", "z")
    )
    #expect(try columns("items") == ["z", "id", "a", "_dlt_load_id", "_dlt_id"])
  }

  @Test func `a table that is replaced takes those below it along`() async throws {
    let pipeline = pipeline()
    try await pipeline.run(Records("orders", of: orders).replace())
    try await pipeline.run(
      Records("orders", of: [Order(id: 3, customer: nil, lines: [])]).replace()
    )
    #expect(try store.table("shop", "orders")["id"] == [.int(3)])
    #expect(try store.table("shop", "orders__lines").rowCount == 0)
  }

  @Test func `a nested table with a key stands alone`() async throws {
    let pipeline = pipeline()
    try await pipeline.run(
      Records("orders", of: orders).nested("lines") { $0.primaryKey = ["sku"] }
    )
    let table = try #require(pipeline.schema?["orders__lines"])
    #expect(table.parent == nil)
    #expect(table.resource == "orders")
    #expect(table.columns(with: .primaryKey) == ["sku"])
    #expect(try store.table("shop", "orders__lines").rowCount == 3)
  }

  @Test func `a record that cannot be read is skipped and kept in the report`() async throws {
    let report = try await pipeline().run(
      Records("items", json: "{\"a\": 1}\n{\"a\": }\n{\"a\": 3}\n").jsonLayout(.lines)
        .malformed(.skip)
    )
    #expect(try store.table("shop", "items")["a"] == [.int(1), .int(3)])
    #expect(report.skipped.count == 1)
    #expect(report.skipped.first?.location.line == 2)
    #expect(report.skipped.first.map { String(decoding: $0.raw, as: UTF8.self) } == "{\"a\": }")
  }

  @Test func `broken JSON says where`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await pipeline().run(Records("items", json: "{\"a\": 1}\n{\"a\": }\n").jsonLayout(.lines))
    }
    #expect(error?.code == .malformedInput)
    #expect(error?.location.resource == "items")
    #expect(error?.location.line == 2)
    #expect(store.datasets.isEmpty)
  }

  @Test(arguments: [false, true])
  func `a quote that is never closed does not take in all of the input`(
    isNamed: Bool
  ) async throws {
    let line = "{\"a\": \"a text\"}\n"
    let rest = String(repeating: "never closed ", count: 100_000)
    var records = Records("items", json: "\(line){\"a\": \"\(rest)").jsonRecordLimit(.kibibytes(1))
    if isNamed { records = records.table { _ in "named" } }
    let error = await #expect(throws: LoadError.self) { try await pipeline().run(records) }
    #expect(error?.code == .malformedInput)
    #expect(error?.location.record == 2)
    #expect(error?.location.line == 2)
    #expect(error?.location.offset == line.utf8.count + 1_024)
    #expect(
      error?.message == """
        Reading JSON stopped: expected at most 1.0 KiB in a record, but found more; look for a quote \
        or bracket that is not closed, or raise the record limit.
        """
    )
    #expect(store.datasets.isEmpty)
  }

  @Test func `much JSON passes through little memory`() async throws {
    var limits = Limits()
    limits.memory = .kibibytes(256)
    limits.batchSize = .kibibytes(16)
    let line = Array("{\"id\": 1, \"name\": \"a name of some length\"}\n".utf8)
    let sizes = Locked<[Int]>([])
    let pipeline = pipeline(limits).onEvent { event in
      if case .batchLoaded(_, _, let bytes) = event { sizes.withLock { $0.append(bytes) } }
    }
    try await pipeline.run(
      Records("items") { output in
        for _ in 0..<20 {
          try await output.send(json: Array(repeatElement(line, count: 500).joined()))
        }
      }
    )
    #expect(try store.table("shop", "items").rowCount == 10_000)
    #expect(sizes.withLock { $0.count } >= 20)
  }

  @Test func `names are no longer than the destination takes`() async throws {
    var capabilities = Capabilities()
    capabilities.maximumTableNameLength = 24
    let names = Locked<Set<String>>([])
    let destination = ClosureDestination(capabilities: capabilities) { table, _ in
      names.withLock { $0.formUnion([table.name] + table.completeColumns.map(\.name)) }
    }
    try await LoadPipeline("shop", into: destination).run(
      Records(
        "a_resource_with_a_long_name",
        json: #"{"a_field_whose_name_is_rather_long": 1, "entries_that_are_nested": [{"a": 1}]}"#
      ).nested("entries_that_are_nested") { $0.columns = [Column("b", .text)] }
    )
    #expect(names.withLock { $0.allSatisfy { $0.utf8.count <= 24 } })
    #expect(names.withLock { $0.contains("b") }, "Hints find the shortened name.")
  }

  @Test func `the same input and seed make the same bytes`() async throws {
    let folders = [TemporaryFolder(), TemporaryFolder()]
    for folder in folders {
      var settings = PipelineSettings()
      settings.clock = TestClock()
      settings.seed = RowIDSeed(1)
      let destination = FileDestination(at: folder.path, format: .csv)
      let orders = Records("orders", json: text)
      let lines = orders.then("copies") { order, output in try await output.send(order) }
      try await LoadPipeline("shop", into: destination, settings: settings)
        .run(Shop(list: [orders, lines]))
    }
    for table in ["orders", "orders__lines", "copies", "copies__lines"] {
      let file = "shop/\(table)/1700000000.123456.0.csv"
      #expect(try folders[0].text(file) == folders[1].text(file))
      #expect(try folders[0].text(file).isEmpty == false)
    }
    #expect(
      try folders[0].text("shop/orders__lines/1700000000.123456.0.csv").hasPrefix(
        "sku,count,_dlt_parent_id,_dlt_list_idx,_dlt_id\na,1,"
      )
    )
  }
}
