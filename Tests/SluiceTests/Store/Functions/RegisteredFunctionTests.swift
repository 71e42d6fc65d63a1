// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Functions of users, made as they make them.
@Suite struct RegisteredFunctionTests {
  private struct Refusal: Error {}

  private enum Currency: String, FunctionValue {
    case euro = "EUR"
    case dollar = "USD"

    static var functionType: DataType { .text }
    init?(functionValue: Value) { self.init(rawValue: functionValue.string ?? "") }
    var functionValue: Value { .text(rawValue) }
  }

  private struct Product: StoreAggregate {
    private var value = 1.0

    mutating func add(_ input: Double) throws {
      if input == 13 { throw Refusal() }
      value *= input
    }

    mutating func merge(_ other: Product) { value *= other.value }
    func result() -> Double { value }
  }

  private struct Longest: StoreAggregate {
    private var text: String?
    private var missing = 0

    mutating func add(_ input: String?) {
      guard let input else { return missing += 1 }
      if input.count > text?.count ?? -1 { text = input }
    }

    mutating func merge(_ other: Longest) {
      missing += other.missing
      if let text = other.text { add(text) }
    }

    func result() -> String? { text.map { "\($0) (\(missing))" } }
  }

  private func store() -> ColumnStore {
    let store = ColumnStore()
    store.register("plus_one") { (number: Int) in number + 1 }
    store.register("Scaled") { (number: Int, factor: Double) -> String? in
      number > 2 ? nil : "\(Double(number) * factor)"
    }
    store.register("or_zero") { (number: Int?) in number ?? 0 }
    store.register("fails") { (number: Int) -> Int in
      if number == 2 { throw Refusal() }
      return number
    }
    store.register("answer") { 42 }
    store.register("joined") { (a: String, b: Int32, c: Bool, d: Double) in "\(a)\(b)\(c)\(d)" }
    store.register("next_day") { (day: CalendarDate) in CalendarDate(days: day.days + 1) }
    store.register("sign") { (currency: Currency) in currency == .euro ? "€" : "$" }
    store.register("tenth") { (number: ExactDecimal) in number }
    store.register("own_product", Product.self)
    store.register("longest", Longest.self)
    return store
  }

  static let examples: [(query: String, rows: [String])] = [
    ("SELECT plus_one(i) FROM range(3) t(i)", ["1", "2", "3"]),
    ("SELECT plus_one(NULL)", ["null"]),
    ("SELECT PLUS_ONE(1::TINYINT)", ["2"]),
    (
      "SELECT scaled(i, 1.5) FROM (VALUES (1), (2), (3), (NULL)) t(i)",
      ["1.5", "3.0", "null", "null"]
    ),
    ("SELECT or_zero(i) FROM (VALUES (1), (NULL)) t(i)", ["1", "0"]),
    ("SELECT answer() FROM range(2)", ["42", "42"]),
    ("SELECT joined('a', 1, true, 2)", ["a1true2.0"]),
    ("SELECT next_day('2024-02-28')", ["2024-02-29"]),
    ("SELECT sign('EUR')", ["€"]),
    ("SELECT sign(-5)", ["-1"]),
    ("SELECT tenth(1.25)", ["1.250000000"]),
    ("SELECT own_product(i) FROM (VALUES (2.0), (3), (NULL)) t(i)", ["6.0"]),
    ("SELECT own_product(i) FROM (VALUES (1)) t(i) WHERE false", ["null"]),
    (
      "SELECT own_product(i + 1) FROM range(4) t(i) GROUP BY i % 2 ORDER BY i % 2", ["3.0", "8.0"]
    ),
    ("SELECT longest(s) FROM (VALUES ('a'), ('bcd'), (NULL)) t(s)", ["bcd (1)"]),
  ]

  @Test(arguments: examples)
  func `a function of Swift is one of SQL`(query: String, rows: [String]) throws {
    let result = try store().query(query)
    #expect(result.rows.map { $0.values[0].description } == rows)
  }

  static let failures: [(query: String, message: String)] = [
    ("SELECT fails(i) FROM range(3) t(i)", "the function 'fails' has failed: Refusal()"),
    ("SELECT sign('GBP')", "argument 1 of 'sign' is none of the type Currency"),
    ("SELECT joined('a', 3000000000, true, 2)", "argument 2 of 'joined'"),
    ("SELECT plus_one('x')", "is no BIGINT"),
    ("SELECT plus_one(1, 2)", "plus_one"),
    ("SELECT own_product(13)", "Refusal()"),
  ]

  @Test(arguments: failures)
  func `what fails is told`(query: String, message: String) {
    let error = #expect(throws: (any Error).self) {
      try store().query(query)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(message))
  }
}
