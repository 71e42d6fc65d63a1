// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// The queries of TPC-H on a small data set, and what plain Swift makes of the same data.
@Suite struct TPCHTests {
  private static let data = TPCHData()

  private static let queries = Result { TableQueries(try data.tables()) }

  private func rows(_ number: Int, threads: Int = 1) throws -> [[Datum]] {
    try Self.queries.get().rows(TPCHQueries.all[number - 1], threads: threads)
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) throws -> Int {
    Int(try #require(CalendarDate(year: year, month: month, day: day)).days)
  }

  private static func integer(_ value: Int) -> Datum { .integer(Int128(value)) }
  private static func text(_ value: String) -> Datum { .bytes(Array(value.utf8)) }

  @Test(arguments: 1...22)
  func `every query runs, and with the same rows on several threads`(number: Int) throws {
    let found = try rows(number)
    #expect(try rows(number, threads: 3) == found)
    // The rarest of them find nothing in so few rows.
    if ![2, 8, 17, 18, 19, 20].contains(number) { #expect(!found.isEmpty) }
  }

  @Test func `query 1 sums up prices`() throws {
    let last = try Self.day(1998, 9, 2)
    let groups = Dictionary(
      grouping: Self.data.items.filter { $0.shipped <= last },
      by: { $0.returned + $0.status }
    )
    let found = try rows(1)
    #expect(found.count == groups.count)
    for (row, key) in zip(found, groups.keys.sorted()) {
      let items = groups[key] ?? []
      #expect(row[0] == Self.text(String(key.prefix(1))))
      #expect(row[1] == Self.text(String(key.suffix(1))))
      #expect(row[2] == Self.integer(items.reduce(0) { $0 + $1.quantity * 100 }))
      #expect(row[3] == Self.integer(items.reduce(0) { $0 + $1.price }))
      #expect(row[4] == Self.integer(items.reduce(0) { $0 + $1.price * (100 - $1.discount) }))
      #expect(
        row[5]
          == Self.integer(
            items.reduce(0) { $0 + $1.price * (100 - $1.discount) * (100 + $1.tax) }
          )
      )
      #expect(row[9] == Self.integer(items.count))
    }
  }

  @Test func `query 3 finds the orders not shipped yet that are worth most`() throws {
    let day = try Self.day(1995, 3, 15)
    let builders = Set(Self.data.customers.filter { $0.segment == "BUILDING" }.map(\.key))
    let orders = Dictionary(
      uniqueKeysWithValues: Self.data.orders.filter {
        builders.contains($0.customer) && $0.day < day
      }.map { ($0.key, $0) }
    )
    var revenue: [Int: Int] = [:]
    for item in Self.data.items where item.shipped > day && orders[item.order] != nil {
      revenue[item.order, default: 0] += item.price * (100 - item.discount)
    }
    let expected = revenue.values.sorted(by: >).prefix(10).map(Self.integer)
    #expect(try rows(3).map { $0[1] } == Array(expected))
  }

  @Test func `query 4 counts orders with a late item`() throws {
    let days = try Self.day(1993, 7, 1)..<Self.day(1993, 10, 1)
    let late = Set(Self.data.items.filter { $0.committed < $0.received }.map(\.order))
    let counts = Dictionary(
      grouping: Self.data.orders.filter { days.contains($0.day) && late.contains($0.key) },
      by: \.priority
    )
    let expected = counts.sorted { $0.key < $1.key }
      .map { [Self.text($0.key), Self.integer($0.value.count)] }
    #expect(try rows(4) == expected)
  }

  @Test func `query 6 adds up discounts`() throws {
    let days = try Self.day(1994, 1, 1)..<Self.day(1995, 1, 1)
    let items = Self.data.items.filter {
      days.contains($0.shipped) && (5...7).contains($0.discount) && $0.quantity < 24
    }
    let expected = items.reduce(0) { $0 + $1.price * $1.discount }
    #expect(try rows(6) == [[Self.integer(expected)]])
  }

  @Test func `query 12 counts priorities by the mode of shipping`() throws {
    let days = try Self.day(1994, 1, 1)..<Self.day(1995, 1, 1)
    let urgent = Set(
      Self.data.orders.filter { ["1-URGENT", "2-HIGH"].contains($0.priority) }.map(\.key)
    )
    let expected = ["MAIL", "SHIP"].map { mode in
      let items = Self.data.items.filter {
        $0.mode == mode && $0.committed < $0.received && $0.shipped < $0.committed
          && days.contains($0.received)
      }
      let high = items.filter { urgent.contains($0.order) }.count
      return [Self.text(mode), Self.integer(high), Self.integer(items.count - high)]
    }
    #expect(try rows(12) == expected)
  }

  @Test func `query 13 counts customers by the number of their orders`() throws {
    var orders: [Int: Int] = [:]
    for order in Self.data.orders where order.comment != "special handling of requests" {
      orders[order.customer, default: 0] += 1
    }
    let counts = Dictionary(grouping: Self.data.customers, by: { orders[$0.key] ?? 0 })
      .mapValues(\.count)
    let expected = counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
      .map { [Self.integer($0.key), Self.integer($0.value)] }
    #expect(try rows(13) == expected)
  }

  @Test func `query 14 compares promotions with the rest`() throws {
    let days = try Self.day(1995, 9, 1)..<Self.day(1995, 10, 1)
    let promoted = Set(Self.data.parts.filter { $0.type.hasPrefix("PROMO") }.map(\.key))
    let items = Self.data.items.filter { days.contains($0.shipped) }
    func revenue(_ items: [TPCHData.Item]) -> Double {
      Double(items.reduce(0) { $0 + $1.price * (100 - $1.discount) })
    }
    let share = 100 * revenue(items.filter { promoted.contains($0.part) }) / revenue(items)
    guard case .double(let found)? = try rows(14).first?.first else {
      Issue.record("The share is a double.")
      return
    }
    #expect(abs(found - share) < 1e-9)
  }

  @Test func `query 21 finds who alone kept an order waiting`() throws {
    let nation = try #require(TPCHData.nations.firstIndex { $0.name == "SAUDI ARABIA" })
    let finished = Set(Self.data.orders.filter { $0.status == "F" }.map(\.key))
    let items = Dictionary(grouping: Self.data.items, by: \.order)
    var waiting: [String: Int] = [:]
    for supplier in Self.data.suppliers where supplier.nation == nation {
      for item in Self.data.items where item.supplier == supplier.key {
        let others = (items[item.order] ?? []).filter { $0.supplier != supplier.key }
        guard item.received > item.committed, finished.contains(item.order), !others.isEmpty,
          !others.contains(where: { $0.received > $0.committed })
        else { continue }
        waiting[supplier.name, default: 0] += 1
      }
    }
    let expected = waiting.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { [Self.text($0.key), Self.integer($0.value)] }
    #expect(try rows(21) == Array(expected.prefix(100)))
  }

  @Test func `query 22 finds the rich who order nothing`() throws {
    let codes = ["13", "31", "23", "29", "30", "18", "17"]
    let known = Self.data.customers.filter { codes.contains(String($0.phone.prefix(2))) }
    let rich = known.filter { $0.balance > 0 }
    let average = Double(rich.reduce(0) { $0 + $1.balance }) / Double(rich.count)
    let ordering = Set(Self.data.orders.map(\.customer))
    let chosen = known.filter { Double($0.balance) > average && !ordering.contains($0.key) }
    let expected = Dictionary(grouping: chosen, by: { String($0.phone.prefix(2)) })
      .sorted { $0.key < $1.key }
      .map { group in
        [
          Self.text(group.key), Self.integer(group.value.count),
          Self.integer(group.value.reduce(0) { $0 + $1.balance }),
        ]
      }
    #expect(try rows(22) == expected)
  }
}
