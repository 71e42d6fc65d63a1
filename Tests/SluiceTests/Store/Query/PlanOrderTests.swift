// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What the optimizer makes of queries: the order of joins, and steps that do less.
@Suite struct PlanOrderTests {
  private static let known = Result { try makeQueries() }

  private func queries() throws -> TableQueries { try Self.known.get() }

  private static func makeQueries() throws -> TableQueries {
    func integers(_ count: Int, _ row: (Int) -> [Int]) -> [[Value]] {
      (0..<count).map { number in row(number).map { .int(Int64($0)) } }
    }
    return TableQueries([
      try Catalog.Table(
        "facts",
        [("id", .bigint), ("item", .bigint), ("place", .bigint), ("amount", .bigint)],
        integers(20_000) { [$0, $0 % 1_000, $0 % 50, $0 % 7] }
      ),
      try Catalog.Table(
        "items",
        [("item", .bigint), ("kind", .bigint)],
        integers(1_000) { [$0, $0 % 20] }
      ),
      try Catalog.Table(
        "places",
        [("place", .bigint), ("region", .bigint)],
        integers(50) { [$0, $0 % 5] }
      ),
    ])
  }

  /// The tables of a plan from the left to the right: those on the right of a join are kept in memory.
  private func outline(_ plan: LogicalPlan) -> String {
    switch plan {
    case .scan(let scan): scan.source.name
    case .join(let join):
      "(\(outline(join.left)) \(name(join)) \(outline(join.right)))"
    default: plan.inputs.map { outline($0) }.joined(separator: ", ")
    }
  }

  private func name(_ join: Join) -> String {
    switch join.kind {
    case .inner: "+"
    case .semi: join.keepsLeft ? "<semi" : "semi"
    case .anti: join.keepsLeft ? "<anti" : "anti"
    case .left: "left"
    case .right: "right"
    default: "?"
    }
  }

  @Test(
    arguments: [
      ("SELECT sum(amount) FROM items, facts WHERE items.item = facts.item", "(facts + items)"),
      (
        "SELECT sum(amount) FROM places p, items i, facts f WHERE i.item = f.item AND p.place = f.place AND kind = 3",
        "((facts + items) + places)"
      ),
      (
        "SELECT sum(amount) FROM places p, items i, facts f WHERE i.item = f.item AND p.place = f.place AND region = 3 AND p.place < 10",
        "(items + (facts + places))"
      ),
      (
        "SELECT count(*) FROM items WHERE EXISTS (SELECT 1 FROM facts WHERE facts.item = items.item)",
        "(items <semi facts)"
      ),
      (
        "SELECT count(*) FROM facts WHERE NOT EXISTS (SELECT 1 FROM items WHERE facts.item = items.item)",
        "(facts anti items)"
      ),
      (
        "SELECT count(id) FROM items LEFT JOIN facts ON facts.item = items.item",
        "(facts right items)"
      ),
      (
        "SELECT count(*) FROM facts, items WHERE facts.item = items.item AND items.item IN (SELECT item FROM facts GROUP BY item HAVING sum(amount) > 100)",
        "(facts + (items + facts))"
      ),
      (
        "SELECT count(*) FROM facts f, items i WHERE (f.item = i.item AND kind = 1 AND amount = 2) OR (f.item = i.item AND kind = 2)",
        "(facts + items)"
      ),
    ] as [(String, String)]
  )
  func `joins have the order that costs least`(query: String, expected: String) throws {
    #expect(outline(try queries().plan(query).plan) == expected)
  }

  @Test(
    arguments: [
      "SELECT item, (SELECT count(*) FROM facts f WHERE f.item = i.item) FROM items i ORDER BY 1",
      "SELECT count(*) FROM items WHERE EXISTS (SELECT 1 FROM facts WHERE facts.item = items.item AND amount = 3 AND id < 5000)",
      "SELECT count(*) FROM items WHERE NOT EXISTS (SELECT 1 FROM facts WHERE facts.item = items.item AND amount = 3 AND id < 5000)",
      "SELECT count(*) FROM items i WHERE EXISTS (SELECT 1 FROM facts f WHERE f.item = i.item AND f.amount <> i.kind AND id < 900)",
      "SELECT kind, count(id) FROM items LEFT JOIN facts ON facts.item = items.item AND id < 300 GROUP BY kind ORDER BY kind",
      "SELECT count(*), sum(amount) FROM facts f, items i WHERE (f.item = i.item AND kind = 1 AND amount = 2) OR (f.item = i.item AND kind = 2)",
    ]
  )
  func `rows do not depend on which side is kept`(query: String) throws {
    // Without anything known of columns no side is smaller.
    let unknown = TableQueries(
      try queries().tables.values.map { table in
        var table = table
        table.batches = table.batches.reversed()
        return table
      }
    )
    let known = try queries()
    #expect(try known.rows(query) == unknown.rows(query))
    #expect(try known.rows(query) == known.rows(query, threads: 3))
  }

  @Test(arguments: [0, 1, 7, 2_500], [0, 3])
  func `the first rows are as those of a sort of all`(count: Int, offset: Int) throws {
    let queries = try queries()
    for order in ["amount DESC, id", "amount, place DESC, id DESC", "id", "place"] {
      let query = "SELECT id, amount, place FROM facts ORDER BY \(order)"
      let limit = "LIMIT \(count) OFFSET \(offset)"
      let (step, _) = try queries.step("\(query) \(limit)")
      #expect(step.hasTop)
      let all = try queries.rows(query)
      #expect(try queries.rows("\(query) \(limit)") == Array(all.dropFirst(offset).prefix(count)))
      #expect(
        try queries.rows("\(query) \(limit)", threads: 3)
          == Array(all.dropFirst(offset).prefix(count))
      )
    }
  }

  @Test(
    arguments: [
      ("SELECT count(*) FROM (SELECT id FROM facts ORDER BY amount)", 0),
      ("SELECT list(id) FROM (SELECT id FROM facts ORDER BY amount)", 1),
      ("SELECT id FROM (SELECT id FROM facts ORDER BY amount)", 1),
      ("SELECT id FROM facts WHERE item IN (SELECT item FROM items ORDER BY kind)", 0),
      ("SELECT id FROM facts WHERE EXISTS (SELECT item FROM items ORDER BY kind)", 0),
      ("SELECT count(*) FROM (SELECT id FROM facts ORDER BY amount LIMIT 5)", 1),
      ("SELECT DISTINCT item, sum(amount) FROM facts GROUP BY item", 0),
      ("SELECT DISTINCT item FROM (SELECT item, place FROM facts GROUP BY item, place)", 1),
      ("SELECT DISTINCT * FROM (SELECT item FROM facts UNION SELECT item FROM items)", 1),
      ("SELECT f.id FROM facts f LEFT JOIN (SELECT item FROM items GROUP BY item) USING (item)", 0),
      ("SELECT f.id FROM facts f LEFT JOIN items USING (item)", 1),
      ("SELECT f.id FROM facts f LEFT JOIN (SELECT max(item) FROM items) ON true", 0),
      ("WITH a AS (SELECT id FROM facts), b AS (FROM a) SELECT count(*) FROM b", 0),
      ("WITH a AS (SELECT id FROM facts) SELECT count(*) FROM a, a b", 2),
    ] as [(String, Int)]
  )
  func `steps that change nothing are left out`(query: String, count: Int) throws {
    let steps = try queries().steps(query).filter { step in
      switch step {
      case .sort, .distinct, .shared: true
      case .setOperation(let step): !step.isAll
      case .join(let join): join.kind == .left || join.kind == .right || join.kind == .inner
      default: false
      }
    }
    #expect(steps.count == count)
  }

  @Test func `parts that occur twice are computed once`() throws {
    let queries = try queries()
    let query = "SELECT sum(amount * (1 - place)), min(amount * (1 - place) * 2) FROM facts"
    let common = try queries.steps(query).compactMap { step -> [ComputedColumn]? in
      guard case .project(_, let computed, isFinal: false) = step else { return nil }
      return computed
    }
    #expect(common.map(\.count) == [1])
    let expected = (0..<20_000).map { ($0 % 7) * (1 - $0 % 50) }
    let sum = Datum.integer(Int128(expected.reduce(0, +)))
    let least = Datum.integer(Int128((expected.min() ?? 0) * 2))
    #expect(try queries.rows(query) == [[sum, least]])
  }

  @Test func `parts of branches are not computed for other rows`() throws {
    let queries = try queries()
    let quotient = "(id // amount)"
    let query = """
      SELECT sum(CASE WHEN amount > 0 THEN \(quotient) + 1 ELSE 0 END),
        sum(CASE WHEN amount > 0 THEN \(quotient) + 2 ELSE 0 END)
      FROM facts
      """
    let rows = (0..<20_000).filter { $0 % 7 > 0 }
    let sum = rows.reduce(0) { $0 + $1 / ($1 % 7) }
    #expect(
      try queries.rows(query)
        == [[.integer(Int128(sum + rows.count)), .integer(Int128(sum + rows.count * 2))]]
    )
  }

  @Test func `a shared part has the columns that its readers need`() throws {
    let steps = try queries().steps(
      "SELECT item, (SELECT count(*) FROM facts f WHERE f.item = i.item) FROM items i"
    )
    let scans = steps.compactMap { step -> TableScan? in
      if case .scan(let scan) = step { scan } else { nil }
    }
    #expect(scans.count == 2)
    #expect(scans.allSatisfy { $0.columns.map(\.column.name) == ["item"] })
  }

  @Test func `expressions of constants are computed once`() throws {
    let conditions = try queries()
      .steps("SELECT id FROM facts WHERE id < 2 + 3 * 4 AND amount = 1 + id")
      .flatMap(\.expressions)
    #expect(
      conditions.contains {
        if case .comparison(.less, _, let right) = $0.kind {
          right.constant == .integer(14)
        } else {
          false
        }
      }
    )
  }
}

extension PhysicalStep {
  /// Whether a step below keeps the first rows only.
  fileprivate var hasTop: Bool { self is TopStep || inputs.contains { $0.hasTop } }
}
