// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

// Types as users write them, each with one value that has everything.

/// A type with a value of which no part is missing.
protocol Complete: Codable, Sendable {
  static var complete: Self { get }
}

struct Scalars: Complete {
  var flag: Bool
  var name: String
  var int: Int, int8: Int8, int16: Int16, int32: Int32, int64: Int64, int128: Int128
  var uint: UInt, uint8: UInt8, uint16: UInt16, uint32: UInt32, uint64: UInt64
  var float: Float, double: Double
  var date: Date, id: UUID, link: URL, bytes: Data, amount: Decimal
  var exact: ExactDecimal, moment: Timestamp, day: CalendarDate, time: TimeOfDay

  static var complete: Scalars {
    Scalars(
      flag: false,
      name: "a",
      int: 1,
      int8: 2,
      int16: 3,
      int32: 4,
      int64: 5,
      int128: 6,
      uint: 7,
      uint8: 8,
      uint16: 9,
      uint32: 10,
      uint64: 11,
      float: 0.5,
      double: 1.5,
      date: Date(timeIntervalSince1970: 1),
      id: UUID(),
      link: URL(filePath: "/"),
      bytes: Data([1]),
      amount: 1.25,
      exact: ExactDecimal(2),
      moment: Timestamp(microseconds: 1),
      day: CalendarDate(days: 1),
      time: TimeOfDay(microseconds: 1)
    )
  }
}

struct OptionalScalars: Complete {
  var flag: Bool?, name: String?, int: Int?, wide: Int128?, unsigned: UInt64?, small: Float?
  var date: Date?, id: UUID?, amount: Decimal?, exact: ExactDecimal?, time: TimeOfDay?

  static var complete: OptionalScalars {
    OptionalScalars(
      flag: true,
      name: "",
      int: 1,
      wide: 2,
      unsigned: 3,
      small: 1,
      date: Date(),
      id: UUID(),
      amount: 1,
      exact: ExactDecimal(1),
      time: TimeOfDay(microseconds: 0)
    )
  }
}

enum Status: String, Codable { case open, closed }
enum Level: Int, Codable { case low = 7, high = 70 }
enum Only: String, Codable { case one }
enum Listed: String, Codable, CaseIterable { case a, b }

struct Enumerations: Complete {
  var status: Status
  var level: Level?
  var only: Only
  var listed: [Listed]

  static var complete: Enumerations {
    Enumerations(status: .closed, level: .high, only: .one, listed: [.b])
  }
}

struct Address: Codable {
  var street: String
  var zipCode: String?
  enum CodingKeys: String, CodingKey { case street, zipCode = "ZIP Code" }
}

struct Person: Codable {
  var firstName: String
  var address: Address
  var work: Address?
  var phones: [String]
}

struct Line: Codable {
  var sku: String
  var price: Decimal?
  var discounts: [Discount]
  struct Discount: Codable { var percent: Double, reason: String? }
}

struct PurchaseOrder: Complete {
  var orderNo: Int
  var buyer: Person
  var agent: Person?
  var lines: [Line]
  var tags: Set<String>
  var matrix: [[Int]]

  static var complete: PurchaseOrder {
    let address = Address(street: "s", zipCode: "z")
    let person = Person(firstName: "f", address: address, work: address, phones: ["1"])
    let line = Line(sku: "s", price: 1, discounts: [.init(percent: 0.5, reason: "r")])
    return PurchaseOrder(
      orderNo: 1,
      buyer: person,
      agent: person,
      lines: [line, line],
      tags: ["t"],
      matrix: [[1], [2, 3]]
    )
  }
}

struct Deep: Complete {
  var cube: [[[String]]]
  var rows: [[Cell]]
  var list: [[Int?]?]?
  struct Cell: Codable { var x: Int, list: [Int] }

  static var complete: Deep {
    Deep(cube: [[["a"]]], rows: [[Cell(x: 1, list: [1])]], list: [[1]])
  }
}

struct Paged<Item: Codable & Sendable>: Codable, Sendable {
  var items: [Item]
  var next: Item?
}

struct Generic: Complete {
  var page: Paged<Int>
  var nested: Paged<Paged<Date>>

  static var complete: Generic {
    let dates = Paged(items: [Date()], next: Date())
    return Generic(page: Paged(items: [1], next: 2), nested: Paged(items: [dates], next: dates))
  }
}

class Animal: Codable {
  var name: String
  init(name: String) { self.name = name }
}

final class Dog: Animal, Complete, @unchecked Sendable {
  var bark: Int
  init(name: String, bark: Int) {
    self.bark = bark
    super.init(name: name)
  }
  private enum CodingKeys: CodingKey { case bark }
  required init(from decoder: any Decoder) throws {
    bark = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .bark)
    try super.init(from: decoder)
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(bark, forKey: .bark)
    try super.encode(to: encoder)
  }
  static var complete: Dog { Dog(name: "n", bark: 1) }
}

final class Cat: Animal, Complete, @unchecked Sendable {
  var lives: Int
  init(name: String, lives: Int) {
    self.lives = lives
    super.init(name: name)
  }
  private enum CodingKeys: CodingKey { case lives }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    lives = try container.decode(Int.self, forKey: .lives)
    try super.init(from: container.superDecoder())
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lives, forKey: .lives)
    try super.encode(to: container.superEncoder())
  }
  static var complete: Cat { Cat(name: "n", lives: 9) }
}

struct Category: Complete {
  var title: String
  var children: [Category]
  static var complete: Category {
    Category(title: "a", children: [Category(title: "b", children: [])])
  }
}

final class Employee: Complete {
  let name: String
  let manager: Employee?
  init(name: String, manager: Employee?) {
    self.name = name
    self.manager = manager
  }
  static var complete: Employee { Employee(name: "a", manager: Employee(name: "b", manager: nil)) }
}

@propertyWrapper struct Trimmed: Codable, Sendable {
  var wrappedValue: String
  init(wrappedValue: String) { self.wrappedValue = wrappedValue }
  init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(String.self)
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

@propertyWrapper struct Lenient<Wrapped: Codable & Sendable>: Codable, Sendable {
  var wrappedValue: Wrapped?
  init(wrappedValue: Wrapped?) { self.wrappedValue = wrappedValue }
  init(from decoder: any Decoder) throws {
    wrappedValue = try? decoder.singleValueContainer().decode(Wrapped.self)
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

struct Wrapped: Complete {
  @Trimmed var label: String
  @Lenient var score: Int?
  @Lenient var place: Address?
  static var complete: Wrapped {
    Wrapped(label: "l", score: 1, place: Address(street: "s", zipCode: "z"))
  }
}

/// Decodes what older versions wrote, encodes what this one writes, and checks what it reads.
struct HandWritten: Complete {
  var total: Decimal
  var placed: Date
  var kind: String

  private enum Keys: String, CodingKey { case total, amount, placed, meta }
  private enum Meta: String, CodingKey { case kind, version }

  init(total: Decimal, placed: Date, kind: String) {
    self.total = total
    self.placed = placed
    self.kind = kind
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    if let amount = try container.decodeIfPresent(Decimal.self, forKey: .amount) {
      total = amount
    } else {
      total = try container.decode(Decimal.self, forKey: .total)
    }
    let text = try container.decode(String.self, forKey: .placed)
    guard let date = try? Date(text, strategy: .iso8601) else {
      throw DecodingError.dataCorruptedError(forKey: .placed, in: container, debugDescription: "")
    }
    placed = date
    kind = try container.nestedContainer(keyedBy: Meta.self, forKey: .meta)
      .decode(String.self, forKey: .kind)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(total, forKey: .total)
    try container.encode(placed, forKey: .placed)
    var meta = container.nestedContainer(keyedBy: Meta.self, forKey: .meta)
    try meta.encode(kind, forKey: .kind)
    try meta.encode(2, forKey: .version)
  }

  static var complete: HandWritten { HandWritten(total: 1, placed: Date(), kind: "k") }
}

struct Spans: Complete {
  var range: Range<Int>
  var names: [String?]
  var bytes: [UInt8]
  static var complete: Spans { Spans(range: 1..<2, names: ["a"], bytes: [1]) }
}

struct Flags: OptionSet, Codable, Sendable {
  var rawValue: UInt8
}

struct Email: RawRepresentable, Codable, Sendable {
  var rawValue: String
  init?(rawValue: String) {
    guard rawValue.contains("@") else { return nil }
    self.rawValue = rawValue
  }
}

/// Values that other libraries brought, and containers made by hand.
struct Foreign: Complete {
  var flags: Flags
  var email: Email?
  var span: DateInterval
  var range: ClosedRange<Double>
  var length: Duration
  var track: Track

  struct Track: Codable, Sendable {
    var points: [[Double]] = [[1, 2]]
    init() {}
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      var inner = try list.nestedUnkeyedContainer()
      points = [[try inner.decode(Double.self), try inner.decode(Double.self)]]
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encodeNil(forKey: .nothing)
      var list = container.nestedUnkeyedContainer(forKey: .points)
      for point in points {
        var inner = list.nestedContainer(keyedBy: Keys.self)
        try inner.encode(point[0], forKey: .x)
        var deep = inner.nestedUnkeyedContainer(forKey: .rest)
        try deep.encode(point[1])
        try deep.encodeNil()
      }
    }
    enum Keys: CodingKey { case points, nothing, x, rest }
  }

  static var complete: Foreign {
    Foreign(
      flags: Flags(rawValue: 1),
      email: Email(rawValue: "@"),
      span: DateInterval(start: Date(), duration: 1),
      range: 0...1,
      length: .seconds(1),
      track: Track()
    )
  }
}

/// How money is paid: none can be made up, for the cases carry values.
enum Payment: Codable, TableDescribing, Sendable {
  case card(number: String, months: Int)
  case cash(Decimal)

  static var examples: [Payment] { [.card(number: "", months: 1), .cash(1)] }
}

struct Paid: Complete {
  var id: Int
  var payment: Payment
  static var complete: Paid { Paid(id: 1, payment: .card(number: "a", months: 1)) }
}

extension Int: Complete { static var complete: Int { 1 } }
extension String: Complete { static var complete: String { "a" } }
extension Array: Complete where Element: Complete {
  static var complete: [Element] { [Element.complete] }
}
