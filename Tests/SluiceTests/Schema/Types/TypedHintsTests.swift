// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

/// A table that a type declares is the table that its values get.
@Suite struct TypedHintsTests {
  static let types: [any Complete.Type] = [
    Scalars.self, OptionalScalars.self, Enumerations.self, PurchaseOrder.self, Deep.self,
    Generic.self, Dog.self, Cat.self, Category.self, Employee.self, Wrapped.self, HandWritten.self,
    Spans.self, Foreign.self, Int.self, [String].self, [[Int]].self,
  ]
  static let namings: [any NamingConvention] = [
    SnakeCase(), SnakeCase(maximumLength: 14), DirectNaming(), SQLCaseInsensitive(),
  ]

  @Test(arguments: types.indices, namings.indices)
  func `what a type declares is what its values get`(type: Int, naming: Int) throws {
    let naming = Self.namings[naming]
    try check(Self.types[type], naming: naming, nesting: nil)
  }

  @Test(arguments: types.indices, 0...4)
  func `with any nesting`(type: Int, nesting: Int) throws {
    try check(Self.types[type], naming: SnakeCase(), nesting: nesting)
  }

  private func check<T: Complete>(
    _ type: T.Type,
    naming: any NamingConvention,
    nesting: Int?
  ) throws {
    let inferred = ShredFixture(naming: naming) { $0.maximumNesting = nesting }
    try inferred.shredder.shred(T.complete)
    let keeper = SchemaKeeper(
      Schema("s"),
      naming: naming,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    try keeper.register(TableHints(of: type), table: "t", resource: "t", nesting: nesting)
    #expect(columns(of: keeper.schema) == columns(of: inferred.keeper.schema), "\(type)")
    // Rows fit what was declared, and bring nothing new.
    let declared = ShredFixture(schema: keeper.schema, naming: naming) {
      $0.maximumNesting = nesting
    }
    try declared.shredder.shred(T.complete)
    #expect(columns(of: declared.keeper.schema) == columns(of: keeper.schema), "\(type)")
  }

  /// Columns and their types by table, with the table above.
  private func columns(of schema: Schema) -> [String: Set<String>] {
    var tables: [String: Set<String>] = [:]
    for table in schema.tables {
      let columns = table.columns.filter { !$0.name.hasPrefix("_dlt") }
      let texts = columns.map { "\($0.name) \($0.type?.description ?? "-")" }
      if !texts.isEmpty { tables["\(table.parent ?? "") > \(table.name)"] = Set(texts) }
    }
    return tables
  }

  @Test func `columns come in the order of the rows`() throws {
    let inferred = ShredFixture("orders")
    try inferred.shredder.shred(PurchaseOrder.complete)
    let declared = try Schema("s", of: ["orders": PurchaseOrder.self])
    for table in declared.tables {
      #expect(table.columns.map(\.name) == inferred.columns(table.name))
    }
    #expect(declared.tables.count == inferred.keeper.schema.tables.count)
  }

  @Test func `only what is optional may be null`() throws {
    let schema = try Schema("s", of: ["orders": PurchaseOrder.self])
    func nullable(_ table: String) -> [String] {
      (schema[table]?.columns ?? []).filter { $0.isNullable }.map(\.name)
    }
    #expect(
      nullable("orders") == [
        "agent__first_name", "agent__work__street", "agent__work__zip_code",
        "agent__address__street", "agent__address__zip_code", "buyer__work__street",
        "buyer__work__zip_code", "buyer__address__zip_code",
      ]
    )
    #expect(nullable("orders__lines") == ["price"])
    #expect(nullable("orders__lines__discounts") == ["reason"])
    #expect(nullable("orders__tags") == [])
    let scalars = try Schema("s", of: ["t": OptionalScalars.self])["t"]
    #expect(scalars?.columns.filter { !$0.isNullable }.map(\.name) == ["_dlt_load_id", "_dlt_id"])
  }

  @Test func `columns know the fields that lead to them`() throws {
    let schema = try Schema("s", of: ["orders": PurchaseOrder.self])
    let table = try #require(schema["orders"])
    #expect(table["order_no"]?.sourcePath == ["orderNo"])
    #expect(table["buyer__address__zip_code"]?.sourcePath == ["buyer", "address", "ZIP Code"])
    #expect(schema["orders__lines"]?["sku"]?.sourcePath == [])
    #expect(schema["orders__buyer__phones"]?.parent == "orders")
    #expect(schema["orders__buyer__phones"]?.sourcePath == ["buyer", "phones"])
    #expect(schema["orders__lines__discounts"]?.sourcePath == ["lines", "discounts"])
  }

  @Test func `a type within itself is declared once more`() throws {
    let schema = try Schema("s", of: ["categories": Category.self, "employees": Employee.self])
    #expect(
      schema.tables.map(\.name) == ["categories", "categories__children", "employees"]
    )
    #expect(schema["employees"]?["manager__name"]?.isNullable == true)
    #expect(schema["employees"]?["manager__manager__name"] == nil)
  }

  @Test func `of dictionaries and open values nothing is declared`() throws {
    struct Open: Codable {
      var names: [String: Int]
      var byNumber: [Int: [String]]
      var byLevel: [Level: Int]
      var pages: [[String: Address]]
      var value: Value
      var record: Record?
    }
    let schema = try Schema(
      "s",
      of: ["t": [String: Int].self, "v": Value.self, "r": Record.self, "o": Open.self]
    )
    #expect(schema.tables.allSatisfy { $0.columns.isEmpty })
  }

  @Test func `a kept whole field is one json column`() throws {
    let keeper = SchemaKeeper(
      Schema("s"),
      naming: .snakeCase,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    var hints = TableHints(of: PurchaseOrder.self)
    hints.columns += [Column("lines", .json), Column("buyer", .json)]
    try keeper.register(hints, table: "orders", resource: "orders")
    let table = try #require(keeper.schema["orders"])
    #expect(table["lines"]?.type == .json)
    #expect(table["buyer"]?.type == .json)
    #expect(table["buyer"]?.nullable == false)
    #expect(!table.columns.contains { $0.name.hasPrefix("buyer__") })
    #expect(keeper.schema["orders__lines"] == nil)
    #expect(keeper.schema["orders__buyer__phones"] == nil)
  }

  @Test func `what is said beside the type counts more`() throws {
    let resource = Records("orders", json: "")
      .column("orderNo", .text)
      .nested("lines") { $0.columns = [Column("price", .double, nullable: false)] }
      .declared(as: PurchaseOrder.self)
      .primaryKey("order_no")
      .nested(["lines", "discounts"]) { $0.description = "Less to pay." }
    let keeper = SchemaKeeper(
      Schema("s"),
      naming: .snakeCase,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    try keeper.register(resource.hints, table: "orders", resource: "orders")
    #expect(keeper.schema["orders"]?["order_no"]?.type == .text)
    #expect(keeper.schema["orders"]?.columns(with: .primaryKey) == ["order_no"])
    #expect(keeper.schema["orders__lines"]?["price"]?.type == .double)
    #expect(keeper.schema["orders__lines"]?["price"]?.nullable == false)
    #expect(keeper.schema["orders__lines__discounts"]?.description == "Less to pay.")
  }

  @Test func `a key makes a list a table of its own`() throws {
    let resource = Records("orders", json: "").declared(as: PurchaseOrder.self)
      .nested("lines") { $0.primaryKey = ["sku"] }
    let keeper = SchemaKeeper(
      Schema("s"),
      naming: .snakeCase,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    try keeper.register(resource.hints, table: "orders", resource: "orders")
    #expect(keeper.schema["orders__lines"]?.parent == nil)
    #expect(keeper.schema["orders__lines"]?["price"] != nil)
    #expect(keeper.schema["orders__lines__discounts"]?.parent == "orders__lines")
  }
}
