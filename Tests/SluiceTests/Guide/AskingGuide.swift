// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/AskingTheStore.md` shows.

@Suite struct AskingGuide {
  private let store = ColumnStore()

  private func load() async throws {
    let orders = Records(
      "orders",
      json: """
        {"id": 1, "customer": "Ada", "total": 16.5, "placed_at": "2026-03-01T09:30:00Z"}
        {"id": 2, "customer": "Grace", "total": 4.5, "placed_at": "2026-03-02T10:00:00Z"}
        {"id": 3, "customer": "Ada", "total": 20, "placed_at": "2026-03-03T11:00:00Z"}
        """
    )
    try await LoadPipeline("shop", into: store).run(orders)
  }

  @Test func `a store answers queries`() async throws {
    try await load()
    // snippet: query
    let best = try store.query(
      "SELECT customer, sum(total) AS total FROM shop.orders GROUP BY customer ORDER BY total DESC"
    )
    print(best)
    // end
    #expect(best.rowCount == 2)
    // snippet: parameters
    let large = try store.query("SELECT id FROM shop.orders WHERE total >= $1", 10)
    let ofAda = try store.query(
      "SELECT id FROM shop.orders WHERE customer = $name",
      named: ["name": "Ada"]
    )
    // end
    #expect(try large.values("id", as: Int.self).sorted() == [1, 3])
    #expect(try ofAda.values("id", as: Int.self).sorted() == [1, 3])
  }

  // snippet: type
  struct Order: Decodable {
    var id: Int
    var customer: String
    var total: Double
    var placedAt: Timestamp?
  }
  // end

  @Test func `rows become what is needed`() async throws {
    try await load()
    // snippet: values
    let result = try store.query("SELECT * FROM shop.orders ORDER BY id")
    let orders = try result.decode(Order.self)
    let totals = try result.values("total", as: Double.self)
    let customers = result["customer"] ?? []
    for row in result.rows { print(row["id"] ?? .null) }
    let count = try store.query("SELECT count(*) FROM shop.orders").value(as: Int.self)
    // end
    #expect(orders.map(\.id) == [1, 2, 3])
    #expect(orders[0].placedAt != nil)
    #expect(totals == [16.5, 4.5, 20])
    #expect(customers == ["Ada", "Grace", "Ada"])
    #expect(count == 3)
  }

  @Test func `rows go on`() async throws {
    try await load()
    let folder = "/tmp/sluice-guide-\(UInt64.random(in: 0...UInt64.max))"
    let disk = LocalFileSystem()
    try disk.makeSingleFolder(folder)
    // snippet: files
    let daily = try store.query(
      "SELECT placed_at::DATE AS day, sum(total) AS total FROM shop.orders GROUP BY ALL"
    )
    try daily.write(csv: "\(folder)/daily.csv")
    try store.query("COPY shop.orders TO '\(folder)/orders.jsonl'")
    // end
    // snippet: pipeline
    let reports = LoadPipeline("reports", into: store)
    try await reports.run(Records("daily", of: daily))
    try await reports.run(
      Records("customers", query: "SELECT DISTINCT customer FROM shop.orders", of: store)
    )
    // end
    #expect(try store.table("reports", "customers").rowCount == 2)
    // snippet: tables
    let fromFile = try store.query("SELECT count(*) FROM '\(folder)/*.csv'")
    let typed = try store.query(
      "SELECT * FROM read_json('\(folder)/orders.jsonl', columns = {'id': 'INTEGER'})"
    )
    // end
    #expect(try fromFile.value(as: Int.self) == 3)
    #expect(typed.columns.map(\.type) == ["INTEGER"])
    #expect(try store.table("reports", "daily").rowCount == 3)
    for name in try disk.names(in: folder) { try disk.removeSingle("\(folder)/\(name)") }
    try disk.removeSingle(folder)
  }

  // snippet: aggregate
  struct Product: StoreAggregate {
    private var value = 1.0

    mutating func add(_ input: Double) { value *= input }
    mutating func merge(_ other: Product) { value *= other.value }
    func result() -> Double { value }
  }
  // end

  @Test func `statements make tables and transactions`() throws {
    // snippet: statements
    try store.query(
      "CREATE TABLE stock (id INTEGER PRIMARY KEY, left_over INTEGER CHECK (left_over >= 0))"
    )
    try store.query("INSERT INTO stock VALUES ($1, $2), ($3, $4)", 1, 5, 2, 0)
    try store.query(
      "INSERT INTO stock VALUES (1, 3) ON CONFLICT DO UPDATE SET left_over = excluded.left_over"
    )
    let changed = try store.query("UPDATE stock SET left_over = left_over + 1 RETURNING *")
    // end
    #expect(try changed.values("left_over", as: Int.self).sorted() == [1, 4])
    // snippet: transactions
    try store.transaction { transaction in
      try transaction.query("UPDATE stock SET left_over = left_over - 1 WHERE id = 1")
      try transaction.query("UPDATE stock SET left_over = left_over + 1 WHERE id = 2")
    }
    let connection = store.connect()
    try connection.query("SET threads = 1")
    let one = try connection.prepare("SELECT left_over FROM stock WHERE id = $1")
    let leftOver = try [1, 2].map { try one.run(.int($0)).value(as: Int.self) }
    // end
    #expect(leftOver == [3, 2])
  }

  @Test func `functions of Swift are functions of SQL`() throws {
    // snippet: functions
    store.register("initials") { (name: String) in
      String(name.split(separator: " ").compactMap(\.first))
    }
    store.register("product", Product.self)
    let initials = try store.query("SELECT initials('Ada Lovelace')").value(as: String.self)
    // end
    #expect(initials == "AL")
    let product = try store.query("SELECT product(i) FROM range(1, 5) t(i)")
    #expect(try product.value(as: Double.self) == 24)
  }
}
