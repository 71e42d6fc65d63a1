// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Sluice
import Testing

@Suite struct ColumnStoreTests {
  private let store = ColumnStore()

  private func load(
    _ id: Int64,
    _ rows: [Record],
    _ columns: [(name: String, type: DataType)],
    disposition: WriteDisposition = .append,
    required: Set<String> = [],
    ending: (any DestinationSession) async throws -> Void
  ) async throws {
    let session = try await store.open(dataset: "demo")
    let load = Load(id: LoadID.text(id), pipeline: "demo", schema: "demo")
    try await session.begin(load)
    var table = Table("items")
    table.hasSeenData = true
    table.disposition = disposition
    for (name, type) in columns {
      table[name] = Column(name, type, nullable: !required.contains(name))
    }
    var schema = Schema("demo")
    schema["items"] = table
    try await session.migrate(to: schema)
    if !rows.isEmpty { try await session.load(Batch(rows, columns), into: table) }
    try await session.finish(table)
    try await ending(session)
  }

  private func commit(
    _ id: Int64,
    _ rows: [Record],
    _ columns: [(name: String, type: DataType)],
    disposition: WriteDisposition = .append,
    required: Set<String> = []
  ) async throws {
    try await load(id, rows, columns, disposition: disposition, required: required) { session in
      try await session.commit(
        LoadRecord(
          load: Load(id: LoadID.text(id), pipeline: "demo", schema: "demo"),
          schema: Schema("demo"),
          schemaHash: "hash",
          committedAt: Timestamp(microseconds: id)
        )
      )
    }
  }

  private let one: [(name: String, type: DataType)] = [("id", .bigint)]

  @Test func `a load is visible when it is committed`() async throws {
    try await load(1, [record(("id", .int(1)))], one) { _ in
      #expect(store.datasets.isEmpty)
    }
    try await load(2, [record(("id", .int(1)))], one) { await $0.abandon() }
    #expect(store.datasets.isEmpty)
    try await commit(3, [record(("id", .int(1)))], one)
    #expect(try store.scan("demo.items").count == 1)
  }

  @Test func `what was read stays as it was`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    let before = try store.table("demo", "items")
    try await commit(2, [record(("id", .int(2)))], one, disposition: .replace)
    #expect(before["id"] == [.int(1)])
    #expect(try store.table("demo", "items")["id"] == [.int(2)])
  }

  @Test func `rows loaded before a column came have no value in it`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    try await commit(
      2,
      [record(("name", .text("Ada")), ("id", .int(2)))],
      [("name", .text), ("id", .bigint), ("ok", .bool), ("share", .double)]
    )
    let table = try store.table("demo", "items")
    #expect(table.columns.map(\.name) == ["id", "name", "ok", "share"])
    #expect(table["name"] == [.null, .text("Ada")])
    #expect(table.records[0] == record(("id", .int(1))))
    #expect(table.batches.allSatisfy { $0.names == ["id", "name", "ok", "share"] })
  }

  @Test func `a column cannot change its type`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    let error = await #expect(throws: LoadError.self) {
      try await commit(2, [record(("id", .double(1.5)))], [("id", .double)])
    }
    #expect(error?.code == .destinationFailed)
    #expect(error?.location.column == "id")
    #expect(try store.table("demo", "items").rowCount == 1)
    #expect(try store.table("demo", "_dlt_loads").rowCount == 1)
  }

  @Test func `values of another type are stored if the column can have them`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    try await commit(2, [record(("id", .text("2"))), Record()], [("id", .text)])
    try await commit(3, [record(("id", .double(3)))], [("id", .double)])
    #expect(try store.table("demo", "items")["id"] == [.int(1), .int(2), .null, .int(3)])
    #expect(try store.table("demo", "items").columns.map(\.type) == [.bigint])
  }

  @Test(arguments: [WriteDisposition.append, .replace])
  func `a new column cannot ask for values that earlier rows lack`(
    disposition: WriteDisposition
  ) async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    let columns: [(name: String, type: DataType)] = [("id", .bigint), ("key", .bigint)]
    let row = record(("id", .int(2)), ("key", .int(2)))
    let error = await #expect(throws: LoadError.self) {
      try await commit(2, [row], columns, disposition: disposition, required: ["key"])
    }
    #expect(error?.code == .missingValue)
    #expect(error?.location.column == "key")
    #expect(try store.table("demo", "items").columns.map(\.name) == ["id"])
  }

  @Test func `a new column of a table without rows can ask for values`() async throws {
    try await commit(1, [], one)
    let row = record(("id", .int(2)), ("key", .int(3)))
    try await commit(2, [row], [("id", .bigint), ("key", .bigint)], required: ["key"])
    #expect(try store.table("demo", "items")["key"] == [.int(3)])
  }

  @Test func `a column of text takes values of any type`() async throws {
    try await commit(1, [record(("id", .text("5")))], [("id", .text)])
    try await commit(2, [record(("id", .int(6))), Record()], one)
    #expect(try store.table("demo", "items")["id"] == [.text("5"), .text("6"), .null])
  }

  @Test func `a load id is used once`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    let error = await #expect(throws: LoadError.self) { try await commit(1, [], one) }
    #expect(error?.code == .destinationBusy)
    #expect(error?.code.isTransient == true)
  }

  @Test func `loads and schemas are accounted for`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    try await commit(2, [], one)
    let loads = try store.table("demo", "_dlt_loads")
    #expect(
      loads.columns.map(\.name) == [
        "load_id", "schema_name", "status", "inserted_at", "schema_version_hash",
      ]
    )
    #expect(loads["load_id"] == [.text("0.000001"), .text("0.000002")])
    #expect(loads["status"] == [.int(0), .int(0)])
    #expect(loads["inserted_at"]?.first == .timestamp(Timestamp(microseconds: 1)))
    #expect(try store.table("demo", "_dlt_version").rowCount == 1, "One row per content.")
  }

  @Test func `what is not there is answered with what is`() async throws {
    try await commit(1, [record(("id", .int(1)))], one)
    #expect(throws: LoadError.self) { try store.scan("items") }
    let dataset = #expect(throws: LoadError.self) { try store.scan("deno.items") }
    #expect(dataset?.message == "The store has no dataset 'deno'. Did you mean 'demo'?")
    let table = #expect(throws: LoadError.self) { try store.table("demo", "itms") }
    #expect(table?.message == "The dataset 'demo' has no table 'itms'. Did you mean 'items'?")
  }

  @Test func `values that were loaded are decoded as what they were`() async throws {
    struct Order: Codable, Equatable, Sendable {
      var placedAt: Date
      var shippedAt: Date?
      var orderID: UUID
      var link: URL
      var stamp: Data
      var total: Decimal
      var units: UInt64
    }
    let orders = [Date(timeIntervalSince1970: 1_700_000_000.25), .distantPast, .distantFuture].map {
      Order(
        placedAt: $0,
        shippedAt: nil,
        orderID: UUID(),
        link: URL(fileURLWithPath: "/a b"),
        stamp: Data([0, 255]),
        total: Decimal(string: "-12.345") ?? 0,
        units: 7
      )
    }
    let pipeline = LoadPipeline("demo", into: store)
    try await pipeline.run(Records("orders", of: orders))
    let table = try store.table("demo", "orders")
    #expect(try table.decode(Order.self) == orders)
  }

  @Test func `large integers are decoded`() async throws {
    struct Row: Codable, Equatable, Sendable {
      var large: UInt64
      var larger: Int128
    }
    let rows = [Row(large: .max, larger: Int128.max / 2)]
    try await LoadPipeline("demo", into: store).run(
      Records("rows", of: rows).column("large", .bigint(bits: 128)).column(
        "larger",
        .bigint(bits: 128)
      )
    )
    #expect(try store.table("demo", "rows").decode(Row.self) == rows)
  }

  @Test func `rows are decoded`() async throws {
    struct Item: Decodable, Equatable {
      var id: Int
      var name: String?
      var share: Double
    }
    try await commit(
      1,
      [record(("id", .int(1)), ("share", .double(0.5)))],
      [("id", .bigint), ("name", .text), ("share", .double)]
    )
    #expect(
      try store.table("demo", "items").decode(Item.self) == [Item(id: 1, name: nil, share: 0.5)]
    )
    struct Wrong: Decodable { var idd: Int }
    #expect(throws: DecodingError.self) { try store.table("demo", "items").decode(Wrong.self) }
  }

  @Test func `a table prints aligned`() async throws {
    try await commit(
      1,
      [
        record(("id", .int(1)), ("name", .text("Ada"))),
        record(("id", .int(20)), ("name", .text("Bob\nby"))), record(("id", .int(3))),
      ],
      [("id", .bigint), ("name", .text)]
    )
    #expect(
      try store.table("demo", "items").description == """
        id  name
        --  ------
         1  Ada
        20  Bob by
         3
        3 rows
        """
    )
  }
}
