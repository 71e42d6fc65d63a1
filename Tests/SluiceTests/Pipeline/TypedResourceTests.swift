// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Runs of resources whose tables are declared by types.
@Suite struct TypedResourceTests {
  private let store = ColumnStore()

  struct Order: Codable, Sendable, Equatable {
    var id: Int
    var customer: Customer?
    var lines: [Line]
    var matrix: [[Int]]
    struct Customer: Codable, Sendable, Equatable { var name: String }
    struct Line: Codable, Sendable, Equatable { var sku: String, tags: [String] }
  }

  private let names = [
    "orders", "orders__lines", "orders__lines__tags", "orders__matrix", "orders__matrix__list",
  ]

  @Test func `all tables exist though no row comes`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Records("orders", of: Order.self) { _ in })
    for name in names {
      #expect(try store.table("shop", name).rowCount == 0, "\(name)")
    }
    #expect(try Set(store.table("shop", "orders__lines").columns.map(\.name)).contains("sku"))
    // A second run finds everything as it is.
    let report = try await pipeline.run(Records("orders", of: Order.self) { _ in })
    #expect(report["orders"]?.rows ?? 0 == 0)
    let declared = try Schema("orders", of: ["orders": Order.self])
    let loaded = try #require(pipeline.schema)
    for table in declared.tables {
      #expect(loaded[table.name]?.columns.map(\.name) == table.columns.map(\.name))
      #expect(loaded[table.name]?.columns.map(\.isNullable) == table.columns.map(\.isNullable))
    }
    #expect(loaded.tables.count == declared.tables.count)
  }

  @Test func `rows of any form go to what the type declares`() async throws {
    let resource = Records("orders", of: Order.self) { output in
      try await output.send(
        Order(id: 1, customer: nil, lines: [.init(sku: "tea", tags: [])], matrix: [[1], []])
      )
      try await output.send(json: #"{"id": "2", "lines": [{"sku": 7}]}"#)
    }
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(resource)
    #expect(try store.table("shop", "orders")["id"] == [1, 2])
    #expect(try store.table("shop", "orders__lines")["sku"] == ["tea", "7"])
    #expect(try store.table("shop", "orders__lines__tags").rowCount == 0)
  }

  @Test func `a missing value of what is not optional is refused`() async throws {
    let resource = Records("orders", json: #"{"customer": null, "lines": []}"#)
      .declared(as: Order.self)
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("shop", into: store).run(resource)
    }
    #expect(error?.code == .missingValue)
    #expect(error?.location.column == "id")
  }

  struct OldOrder: Codable, Sendable { var id: Int }

  @Test func `rows that are there may lack what a type asks for now`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Records("orders", of: [OldOrder(id: 1)]))
    try await pipeline.run(
      Records("orders", of: [Order(id: 2, lines: [], matrix: [])]).declared(as: Order.self)
    )
    #expect(pipeline.schema?["orders"]?["id"]?.isNullable == true)
    #expect(pipeline.schema?["orders__lines"]?["sku"]?.isNullable == false)
    #expect(try store.table("shop", "orders")["id"] == [1, 2])
  }

  struct Shop: Source {
    var naming: any NamingConvention { DuckCase() }
    var maximumNesting: Int? { 0 }
    var resources: [any Resource] {
      Records("Orders", of: Order.self) { _ in }.primaryKey("id")
      Records("byKind", json: "").table { _ in "a" }
      Records("plain", json: "").column("at", .timestamp).table("Events")
      Records("none", of: Order.self) { _ in }.selected(false)
    }
  }

  @Test func `a source shows what it declares`() async throws {
    let schema = try await Shop().declaredSchema()
    #expect(schema.name == "shop")
    #expect(schema.tables.map(\.name) == ["Orders", "Events"])
    #expect(
      schema["Orders"]?.columns.map { "\($0.name) \($0.type?.description ?? "")" } == [
        "id bigint", "customer json", "lines json", "matrix json", "_dlt_load_id text",
        "_dlt_id text",
      ]
    )
    #expect(schema["Orders"]?.columns(with: .primaryKey) == ["id"])
    #expect(schema["Events"]?["at"]?.type == .timestamp)
  }

  @Test func `a hand-made resource declares by a type`() async throws {
    struct Orders: Resource {
      let name = "orders"
      var hints: TableHints { TableHints(of: Order.self) }
      func extract(to output: Output) async throws {}
    }
    try await LoadPipeline("shop", into: store).run(Orders())
    #expect(try store.table("shop", "orders__matrix__list").rowCount == 0)
  }
}
