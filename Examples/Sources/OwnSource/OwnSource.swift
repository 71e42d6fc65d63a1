// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A source of one's own: a resource that asks an API page by page, and one made from it that asks
/// again for each of its records.
@main struct OwnSource {
  static func main() async throws {
    let store = ColumnStore()
    let report = try await LoadPipeline("shop", into: store).run(Shop(api: ShopAPI()))

    for table in store.tables(in: "shop") where !table.hasPrefix("_") {
      print("\(table)\n\(try store.table("shop", table))\n")
    }
    let customers = try store.table("shop", "customers").decode(Customer.self)
    print("read back: \(customers.map(\.name).joined(separator: ", "))\n")
    print(report)
  }
}

// snippet: source
/// What a shop knows.
struct Shop: Source {
  var api: ShopAPI

  var resources: [any Resource] {
    let customers = Customers(api: api)
    customers
    customers.then("orders") { customer, output in
      guard let id = customer["id"]?.int64 else { return }
      try await output.send(try await api.orders(of: id))
    }
    .primaryKey("number")
    .column("total", .decimal(precision: 12, scale: 2))
  }
}
// end

// snippet: resource
/// The customers of a shop, page by page.
struct Customers: Resource {
  let name = "customers"
  var api: ShopAPI

  var hints: TableHints {
    var hints = TableHints()
    hints.primaryKey = ["id"]
    return hints
  }

  func extract(to output: Output) async throws {
    var page = 0
    while let customers = try await api.customers(page: page) {
      try await output.send(customers)
      page += 1
    }
  }
}
// end

// snippet: types
struct Customer: Codable, Sendable {
  var id: Int
  var name: String
  var city: String?
}

struct Order: Codable, Sendable {
  struct Line: Codable, Sendable {
    var sku: String
    var count: Int
  }

  var number: String
  var total: String
  var lines: [Line]
}
// end

/// Stands for an API in another place.
struct ShopAPI: Sendable {
  /// The customers on a page, or `nil` after the last.
  func customers(page: Int) async throws -> [Customer]? {
    let pages = [
      [Customer(id: 1, name: "Ada", city: "London"), Customer(id: 2, name: "Grace")],
      [Customer(id: 3, name: "Alan", city: "Wilmslow")],
    ]
    return pages.indices.contains(page) ? pages[page] : nil
  }

  /// The orders of a customer, in the order in which they came.
  func orders(of customer: Int64) async throws -> [Order] {
    guard customer != 2 else { return [] }
    return (1...2).map { number in
      Order(
        number: "\(customer)-\(number)",
        total: "\(customer * 10).50",
        lines: [Order.Line(sku: "tea", count: number)]
      )
    }
  }
}
