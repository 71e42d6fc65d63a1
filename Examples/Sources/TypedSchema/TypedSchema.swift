// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Tables that Swift types declare: known before the first row, and there even if none comes.
@main struct TypedSchema {
  static func main() async throws {
    let schema = try Schema("shop", of: ["orders": Order.self, "customers": Customer.self])
    print(schema.mermaid())

    let store = ColumnStore()
    let orders = Records("orders", of: Order.self) { output in
      try await output.send(Order.samples)
    }
    let customers = Records("customers", of: Customer.self) { _ in }
    // One resource after the other: the report lists tables as they appear.
    var limits = Limits()
    limits.concurrentResources = 1
    let pipeline = LoadPipeline("shop", into: store, limits: limits)
    let report = try await pipeline.run(Shop(all: [orders, customers]))

    for name in schema.tables.map(\.name) {
      print("\(name)\n\(try store.table("shop", name))\n")
    }
    print(report)

    do {
      let parcels = Records("parcels", of: Parcel.self) { _ in }
      try await LoadPipeline("shop", into: store).run(parcels)
    } catch let error as LoadError {
      print("\n\(error)")
    }
  }
}

/// An order, as an API might send it.
struct Order: Codable, Sendable {
  enum Status: String, Codable { case open, paid, sent }

  struct Line: Codable {
    var sku: String
    var price: ExactDecimal
    var note: String?
  }

  var number: Int
  var status: Status
  var placedAt: Timestamp
  var address: Address?
  var lines: [Line]
  var labels: Set<String>
}

struct Address: Codable {
  var street: String
  var zipCode: String

  enum CodingKeys: String, CodingKey {
    case street
    case zipCode = "zip"
  }
}

// snippet: describing
/// Where an order goes with it, and what only the author of the type knows.
extension Order: TableDescribing {
  static func describe(_ table: inout TableHints) {
    table.primaryKey = ["number"]
    table.description = "Orders of the shop."
    table.references = [
      TableReference(to: "customers", columns: ["address__zip"], referencedColumns: ["zip"])
    ]
    table.nested.append(NestedHints(["lines"], Line.hints))
  }
}

extension Order.Line {
  static var hints: TableHints {
    var hints = TableHints()
    hints.columns = [Column("price", .decimal(precision: 12, scale: 2))]
    return hints
  }
}
// end

struct Customer: Codable, Sendable {
  var name: String
  var zip: String?
}

/// A type that cannot be made up: it wants a code that is known.
struct Parcel: Codable, Sendable {
  struct Carrier: Codable {
    var code: String

    init(from decoder: any Decoder) throws {
      code = try decoder.singleValueContainer().decode(String.self)
      guard ["dhl", "ups"].contains(code) else { throw UnknownCarrier() }
    }
  }

  struct UnknownCarrier: Error {}

  var number: Int
  var carrier: Carrier
}

struct Shop: Source {
  var all: [Records]
  var resources: [any Resource] { all.map { $0 as any Resource } }
}

extension Order {
  static var samples: [Order] {
    [
      Order(
        number: 1,
        status: .paid,
        placedAt: Timestamp(microseconds: 1_767_225_600_000_000),
        address: Address(street: "Park Lane 1", zipCode: "10115"),
        lines: [
          Line(sku: "tea", price: ExactDecimal(4)), Line(sku: "cup", price: ExactDecimal(12)),
        ],
        labels: ["new"]
      )
    ]
  }
}
