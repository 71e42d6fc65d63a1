// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

/// Types that do not show their columns, and what helps.
@Suite struct UnreadableTypeTests {
  struct Currency: Codable {
    var code: String
    init(from decoder: any Decoder) throws {
      code = try decoder.singleValueContainer().decode(String.self)
      guard code == "XTS" else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "There is no such currency.")
        )
      }
    }
  }

  struct Price: Codable { var amount: Int, currency: Currency }
  struct Item: Codable { var prices: [Price?] }
  struct Basket: Codable { var item: Item? }

  @Test func `the error names the property, its type and what to do`() async throws {
    let error = try #require(throws: LoadError.self) {
      try Schema("s", of: ["baskets": Basket.self])
    }
    #expect(error.code == .unreadableType)
    #expect(error.location.path == ["item", "prices", "currency"])
    #expect(error.cause is DecodingError)
    #expect(
      error.description
        == "resource 'baskets', table 'baskets', field 'item.prices.currency': The columns of the type "
        + "'Basket' cannot be found out: 'Currency' cannot be decoded from values that are made up. "
        + "Let it conform to 'TableDescribing' and give examples, or declare the columns by hand."
    )
  }

  @Test func `a run fails before any record is asked for`() async throws {
    let resource = Records("baskets", of: Basket.self) { _ in
      Issue.record("No record is wanted.")
    }
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("shop", into: ColumnStore()).run(resource)
    }
    #expect(error?.code == .unreadableType)
    #expect(error?.location.resource == "baskets")
  }

  enum Shape: Codable { case circle(radius: Double), point }

  @Test func `an enumeration whose cases carry values needs examples`() throws {
    struct Figure: Codable { var shape: Shape }
    let error = #expect(throws: LoadError.self) { try Schema("s", of: ["f": Figure.self]) }
    #expect(error?.location.path == ["shape"])
  }

  final class Endless: Codable {
    var next: Endless
    init(next: Endless) { self.next = next }
  }

  enum A {}
  enum B {}
  enum C {}
  enum D {}
  enum E {}
  enum F {}

  /// Six types that all hold each other.
  struct Linked<Tag>: Codable {
    var a: [Linked<A>]
    var b: [Linked<B>]
    var c: [Linked<C>]
    var d: [Linked<D>]
    var e: [Linked<E>]
    var f: [Linked<F>]
  }

  @Test(arguments: 0..<2)
  func `a type without an end is refused`(index: Int) throws {
    let types: [any Codable.Type] = [Endless.self, Linked<A>.self]
    let type = types[index]
    let error = #expect(throws: LoadError.self) { try Schema("s", of: ["t": type]) }
    #expect(error?.code == .unreadableType)
    #expect(error?.message.contains("without an end") == true)
  }

  @Test func `examples show what cannot be made up`() throws {
    let table = try #require(try Schema("s", of: ["paid": Paid.self])["paid"])
    #expect(
      table.columns.map { "\($0.name) \($0.type?.description ?? "") \($0.isNullable)" } == [
        "id bigint false", "payment__cash___0 decimal true", "payment__card__number text true",
        "payment__card__months bigint true", "_dlt_load_id text false", "_dlt_id text false",
      ]
    )
  }

  struct Money: Codable, TableDescribing {
    var cents: Int
    init(cents: Int) { self.cents = cents }
    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      guard text.hasSuffix("EUR") else {
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "Euro only."))
      }
      cents = 0
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode("\(cents / 100).\(cents % 100)")
    }
    static var examples: [Money] { [Money(cents: 1)] }
    static func describe(_ table: inout TableHints) {
      table.columns.append(Column("value", .decimal(precision: 12, scale: 2)))
    }
  }

  struct Position: Codable, TableDescribing {
    var sku: String
    var price: Money?
    static func describe(_ table: inout TableHints) {
      table.primaryKey = ["sku"]
      table.columns.append(Column("sku", .text(length: 20), hints: [.unique]))
      table.columns.append(Column("shelf", .text))
    }
  }

  struct Delivery: Codable, TableDescribing {
    var number: Int
    var main: Position
    var others: [Position]
    static func describe(_ table: inout TableHints) {
      table.primaryKey = ["number"]
      table.description = "What was sent."
      table.nested.append(NestedHints(["others"], TableHints()))
    }
  }

  @Test func `types have a say in their columns, keys and tables`() throws {
    let schema = try Schema("s", of: ["deliveries": Delivery.self])
    let root = try #require(schema["deliveries"])
    #expect(root.description == "What was sent.")
    #expect(root.columns(with: .primaryKey) == ["number"])
    #expect(root["main__price"]?.type == .decimal(precision: 12, scale: 2))
    #expect(root["main__price"]?.isNullable == true)
    #expect(root["main__sku"]?.type == .text(length: 20))
    #expect(root["main__sku"]?.isNullable == false)
    #expect(root["main__shelf"]?.type == .text)
    let others = try #require(schema["deliveries__others"])
    // The keys of the parts are not those of the whole.
    #expect(others.columns(with: .primaryKey) == [])
    #expect(others.columns(with: .unique) == ["sku", "_dlt_id"])
    #expect(others.parent == "deliveries")
    #expect(others["shelf"]?.isNullable == true)
  }
}
