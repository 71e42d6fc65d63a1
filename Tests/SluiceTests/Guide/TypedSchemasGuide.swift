// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/TypedSchemas.md` shows.

@Suite struct TypedSchemasGuide {
  private let store = ColumnStore()

  // snippet: order
  struct Order: Codable, Sendable {
    struct Customer: Codable { var name: String, email: String? }
    struct Line: Codable { var sku: String, price: Double }

    var id: Int
    var placedAt: Timestamp
    var customer: Customer
    var lines: [Line]
  }
  // end

  @Test func `a table declared by a type`() async throws {
    let pages: [[Order]] = []
    // snippet: declare
    let orders = Records("orders", of: Order.self) { output in
      for page in pages { try await output.send(page) }
    }
    try await LoadPipeline("shop", into: store).run(orders)
    let lines = try store.table("shop", "orders__lines")  // there, and empty
    // end
    #expect(lines.rowCount == 0)
    #expect(lines.columns.contains { $0.name == "price" && $0.type == .double })
    #expect(try store.table("shop", "orders")["customer__email"]?.isEmpty == true)
  }

  @Test func `other ways to declare`() async throws {
    let bytes = ""
    // snippet: modifier
    let orders = Records("orders", json: bytes)
      .declared(as: Order.self)
      .primaryKey("id")
      .nested("lines") { $0.columns = [Column("price", .decimal(precision: 12, scale: 2))] }
    // end
    try await LoadPipeline("shop", into: store).run(orders)
    let price = try store.table("shop", "orders__lines").columns.first { $0.name == "price" }
    #expect(price?.type == .decimal(precision: 12, scale: 2))
  }

  // snippet: resource
  struct Orders: Resource {
    let name = "orders"
    var hints: TableHints { TableHints(of: Order.self) }
    func extract(to output: Output) async throws {}
  }
  // end

  @Test func `a schema without a run`() async throws {
    // snippet: print
    let schema = try Schema("shop", of: ["orders": Order.self])
    for table in schema.tables {
      print(table.name, table.columns.map { "\($0.name) \($0.type?.description ?? "")" })
    }
    // end
    #expect(schema.tables.map(\.name) == ["orders", "orders__lines"])
    #expect(
      Orders().hints.columns.map(\.name) == ["id", "placedAt", "customer__name", "customer__email"]
    )
  }

  // snippet: describing
  /// A sum of money, which travels as a text: `12.50`.
  struct Money: Codable, TableDescribing {
    var amount: ExactDecimal

    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      guard text.contains("."), let amount = ExactDecimal(text) else { throw NoMoney() }
      self.amount = amount
    }

    init(_ amount: ExactDecimal) { self.amount = amount }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(amount.description)
    }

    static var examples: [Money] { [Money(ExactDecimal(1))] }

    static func describe(_ table: inout TableHints) {
      table.columns.append(Column("value", .decimal(precision: 12, scale: 2)))
    }
  }
  // end

  struct NoMoney: Error {}

  @Test func `a type that describes itself`() throws {
    struct Invoice: Codable { var total: Money, paid: Money? }
    let table = try Schema("shop", of: ["invoices": Invoice.self])["invoices"]
    #expect(table?["total"]?.type == .decimal(precision: 12, scale: 2))
    #expect(table?["total"]?.isNullable == false)
    #expect(table?["paid"]?.isNullable == true)
  }
}
