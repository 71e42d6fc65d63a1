// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// A small data set with the tables of TPC-H, made by rules of our own: the same each time.
///
/// Prices, discounts and taxes are in hundredths, days are counted from 1970.
struct TPCHData {
  struct Supplier {
    var key: Int, name: String, nation: Int, balance: Int, comment: String
  }

  struct Customer {
    var key: Int, name: String, nation: Int, phone: String, balance: Int, segment: String
  }

  struct Part {
    var key: Int, name: String, maker: String, brand: String, type: String, size: Int
    var container: String, price: Int
  }

  struct Supply {
    var part: Int, supplier: Int, quantity: Int, cost: Int
  }

  struct Order {
    var key: Int, customer: Int, status: String, total: Int, day: Int, priority: String
    var comment: String
  }

  struct Item {
    var order: Int, part: Int, supplier: Int, number: Int, quantity: Int, price: Int
    var discount: Int, tax: Int, returned: String, status: String
    var shipped: Int, committed: Int, received: Int, instruction: String, mode: String
  }

  static let regions = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]
  /// The nations with their regions.
  static let nations: [(name: String, region: Int)] = [
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0),
    ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4),
    ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1),
    ("CHINA", 2), ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3),
    ("UNITED KINGDOM", 3), ("UNITED STATES", 1),
  ]

  private(set) var suppliers: [Supplier] = []
  private(set) var customers: [Customer] = []
  private(set) var parts: [Part] = []
  private(set) var supplies: [Supply] = []
  private(set) var orders: [Order] = []
  private(set) var items: [Item] = []

  /// Makes about so many orders, with four times as many items.
  init(orders orderCount: Int = 1_500) {
    var random = SplitMix(state: 22)
    func pick<Choice>(_ choices: [Choice]) -> Choice {
      choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    for key in 1...20 {
      suppliers.append(
        Supplier(
          key: key,
          name: "Supplier#\(key)",
          nation: number(0...24),
          balance: number(-99_900...999_900),
          comment: key % 7 == 0 ? "loud Customer and slow Complaints" : "quiet"
        )
      )
    }
    for key in 1...150 {
      let nation = number(0...24)
      customers.append(
        Customer(
          key: key,
          name: "Customer#\(key)",
          nation: nation,
          phone: "\(nation + 10)-\(number(100...999))",
          balance: number(-99_900...999_900),
          segment: pick(["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"])
        )
      )
    }
    for key in 1...200 {
      let maker = number(1...5)
      let colours = ["green", "forest", "blush", "red", "almond"]
      parts.append(
        Part(
          key: key,
          name: "\(pick(colours)) \(pick(colours))",
          maker: "Manufacturer#\(maker)",
          brand: "Brand#\(maker)\(number(1...5))",
          type:
            "\(pick(["STANDARD", "MEDIUM", "PROMO", "ECONOMY"])) \(pick(["ANODIZED", "POLISHED"])) \(pick(["TIN", "BRASS", "STEEL"]))",
          size: number(1...50),
          container: "\(pick(["SM", "LG", "MED"])) \(pick(["CASE", "BOX", "BAG", "PACK"]))",
          price: 90_000 + key * 10
        )
      )
      for place in 0..<4 {
        supplies.append(
          Supply(
            part: key,
            supplier: (key + place * 5) % 20 + 1,
            quantity: number(1...9_999),
            cost: number(100...100_000)
          )
        )
      }
    }
    // The years 1992 to 1998.
    for place in 0..<orderCount {
      let (key, day) = (place * 4 + 1, number(8_035...10_440))
      // A third of the customers orders nothing.
      let customer = number(0...49) * 3 + number(1...2)
      var total = 0
      var open = 0
      let count = number(1...7)
      for line in 1...count {
        let part = parts[number(0...199)]
        let quantity = number(1...50)
        let shipped = day + number(1...121)
        let item = Item(
          order: key,
          part: part.key,
          supplier: (part.key + number(0...3) * 5) % 20 + 1,
          number: line,
          quantity: quantity,
          price: quantity * part.price,
          discount: number(0...10),
          tax: number(0...8),
          returned: shipped > 9_300 ? "N" : pick(["R", "A"]),
          status: shipped > 9_298 ? "O" : "F",
          shipped: shipped,
          committed: day + number(30...90),
          received: shipped + number(1...30),
          instruction: pick(["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"]),
          mode: pick(["AIR", "AIR REG", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"])
        )
        total += item.price * (100 + item.tax) * (100 - item.discount) / 10_000
        open += item.status == "O" ? 1 : 0
        items.append(item)
      }
      orders.append(
        Order(
          key: key,
          customer: customer,
          status: open == 0 ? "F" : open == count ? "O" : "P",
          total: total,
          day: day,
          priority: pick(["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"]),
          comment: number(0...9) == 0 ? "special handling of requests" : "as usual"
        )
      )
    }
  }
}

extension TPCHData {
  private static let integer = DataType(.bigint, precision: 32)
  private static let amount = DataType(.decimal, precision: 15, scale: 2)

  private static func cents(_ value: Int) -> Value {
    .decimal(ExactDecimal(unscaled: Int128(value), scale: 2))
  }

  private static func key(_ value: Int) -> Value { .int(Int64(value)) }
  private static func day(_ value: Int) -> Value { .date(CalendarDate(days: Int32(value))) }

  /// The eight tables.
  func tables(batchSize: Int = 2_500) throws -> [Catalog.Table] {
    func table(
      _ name: String,
      _ columns: KeyValuePairs<String, DataType>,
      _ rows: [[Value]]
    ) throws -> Catalog.Table {
      try Catalog.Table(name, columns.map { ($0.key, $0.value) }, rows, batchSize: batchSize)
    }
    return [
      try table(
        "region",
        ["r_regionkey": .bigint, "r_name": .text, "r_comment": .text],
        Self.regions.enumerated().map { [Self.key($0), .text($1), "far"] }
      ),
      try table(
        "nation",
        ["n_nationkey": .bigint, "n_name": .text, "n_regionkey": .bigint, "n_comment": .text],
        Self.nations.enumerated().map {
          [Self.key($0), .text($1.name), Self.key($1.region), "near"]
        }
      ),
      try table(
        "supplier",
        [
          "s_suppkey": .bigint, "s_name": .text, "s_address": .text, "s_nationkey": .bigint,
          "s_phone": .text, "s_acctbal": Self.amount, "s_comment": .text,
        ],
        suppliers.map {
          [
            Self.key($0.key), .text($0.name), .text("Street \($0.key)"), Self.key($0.nation),
            .text("\($0.nation + 10)-555"), Self.cents($0.balance), .text($0.comment),
          ]
        }
      ),
      try table(
        "customer",
        [
          "c_custkey": .bigint, "c_name": .text, "c_address": .text, "c_nationkey": .bigint,
          "c_phone": .text, "c_acctbal": Self.amount, "c_mktsegment": .text, "c_comment": .text,
        ],
        customers.map {
          [
            Self.key($0.key), .text($0.name), .text("Road \($0.key)"), Self.key($0.nation),
            .text($0.phone), Self.cents($0.balance), .text($0.segment), "of old",
          ]
        }
      ),
      try table(
        "part",
        [
          "p_partkey": .bigint, "p_name": .text, "p_mfgr": .text, "p_brand": .text, "p_type": .text,
          "p_size": Self.integer, "p_container": .text, "p_retailprice": Self.amount,
          "p_comment": .text,
        ],
        parts.map {
          [
            Self.key($0.key), .text($0.name), .text($0.maker), .text($0.brand), .text($0.type),
            Self.key($0.size), .text($0.container), Self.cents($0.price), "new",
          ]
        }
      ),
      try table(
        "partsupp",
        [
          "ps_partkey": .bigint, "ps_suppkey": .bigint, "ps_availqty": Self.integer,
          "ps_supplycost": Self.amount, "ps_comment": .text,
        ],
        supplies.map {
          [
            Self.key($0.part), Self.key($0.supplier), Self.key($0.quantity), Self.cents($0.cost),
            "there",
          ]
        }
      ),
      try table(
        "orders",
        [
          "o_orderkey": .bigint, "o_custkey": .bigint, "o_orderstatus": .text,
          "o_totalprice": Self.amount, "o_orderdate": .date, "o_orderpriority": .text,
          "o_clerk": .text, "o_shippriority": Self.integer, "o_comment": .text,
        ],
        orders.map {
          [
            Self.key($0.key), Self.key($0.customer), .text($0.status), Self.cents($0.total),
            Self.day($0.day), .text($0.priority), .text("Clerk#\($0.key % 9)"), 0,
            .text($0.comment),
          ]
        }
      ),
      try table(
        "lineitem",
        [
          "l_orderkey": .bigint, "l_partkey": .bigint, "l_suppkey": .bigint,
          "l_linenumber": Self.integer, "l_quantity": Self.amount, "l_extendedprice": Self.amount,
          "l_discount": Self.amount, "l_tax": Self.amount, "l_returnflag": .text,
          "l_linestatus": .text, "l_shipdate": .date, "l_commitdate": .date, "l_receiptdate": .date,
          "l_shipinstruct": .text, "l_shipmode": .text, "l_comment": .text,
        ],
        items.map {
          [
            Self.key($0.order), Self.key($0.part), Self.key($0.supplier), Self.key($0.number),
            Self.cents($0.quantity * 100), Self.cents($0.price), Self.cents($0.discount),
            Self.cents($0.tax), .text($0.returned), .text($0.status), Self.day($0.shipped),
            Self.day($0.committed), Self.day($0.received), .text($0.instruction), .text($0.mode),
            "piece",
          ]
        }
      ),
    ]
  }
}
