// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A query that needs no table, and the rows that DuckDB 2.0.1 has for it, in the order of their texts.
struct DialectCase: Sendable, CustomTestStringConvertible {
  let query: String
  let rows: [String]

  init(_ query: String, _ rows: [String]) {
    self.query = query
    self.rows = rows
  }

  var testDescription: String { query }
}

/// What the dialect has besides plain queries.
@Suite struct DialectTests {
  @Test(
    arguments: DialectCase.joins + DialectCase.windows + DialectCase.pivots
      + DialectCase.aggregates + DialectCase.functions + DialectCase.rareTypes + DialectCase.edges
  )
  func `queries have the rows of DuckDB`(_ example: DialectCase) throws {
    #expect(try Self.rows(example.query).sorted() == example.rows)
  }

  @Test(arguments: [
    ("SELECT * FROM range(1000) USING SAMPLE 10", 10),
    ("SELECT * FROM range(1000) USING SAMPLE reservoir(50 ROWS) REPEATABLE (7)", 50),
    ("SELECT * FROM range(1000) USING SAMPLE 10% (reservoir)", 100),
    ("SELECT * FROM range(1000) t TABLESAMPLE 100%", 1_000),
    ("SELECT * FROM range(1000) t TABLESAMPLE 0%", 0),
    ("SELECT * FROM range(10) t TABLESAMPLE reservoir(20)", 10),
  ])
  func `samples have the rows that are asked for`(query: String, count: Int) throws {
    let rows = try Self.rows(query)
    #expect(rows.count == count)
    #expect(Set(rows).count == count)
  }

  @Test func `samples with the same seed are the same`() throws {
    let query = "SELECT * FROM range(1000) t TABLESAMPLE bernoulli(20%) REPEATABLE (3)"
    let rows = try Self.rows(query)
    #expect(try Self.rows(query) == rows)
    #expect((100..<300).contains(rows.count))
  }

  @Test(arguments: [
    "SELECT * FROM (SELECT 1 a) l ASOF JOIN (SELECT 1 b) r ON a = b",
    "SELECT * FROM (SELECT 1 a) l RIGHT JOIN (SELECT 1 b) r NEAREST BY DISTANCE a - b",
    "SELECT * FROM (SELECT 1 a) l JOIN BY (TYPE odd) (SELECT 1 b) r ON a = b",
    "SELECT fill(x) OVER () FROM (SELECT 1 x)",
    "SELECT string_agg(x, ',' ORDER BY 'a') FROM (SELECT 'b' x)",
    "SELECT 1 FROM range(3) GROUP BY -1",
    "SELECT 1.5 // 0",
    "SELECT round((-32768)::SMALLINT, -1)",
    "SELECT json_set('{}', '$.*', '1')",
    "SELECT * LIKE 'z%' FROM (SELECT 1 a)",
    "SELECT rank() FILTER (WHERE true) OVER () FROM range(3)",
    "SELECT sum(1) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING)",
    "PIVOT (SELECT 1 x, 2 y) ON x USING y",
    "SELECT * FROM range(10) t TABLESAMPLE bernoulli(5)",
    "SELECT * FROM range(10) t TABLESAMPLE 200%",
    "SELECT bitstring_agg(x, 0, 5) OVER () FROM range(10) t(x)",
    "SELECT GROUPING()",
    "SELECT bitstring_agg(x, 0, 5) FROM range(10) t(x)",
    "SELECT sum(x::HUGEINT) FROM (VALUES ('170141183460469231731687303715884105727'), ('1')) t(x)",
    "WITH RECURSIVE t AS (SELECT 1 i UNION ALL SELECT i + 1 FROM t LIMIT 3) FROM t",
  ])
  func `what means nothing is refused`(_ query: String) throws {
    #expect(throws: SQLError.self) { try Self.rows(query) }
  }

  private static func rows(_ query: String) throws -> [String] {
    try FunctionRunner.rows(query).map { row in
      row.map { $0 ?? "NULL" }.joined(separator: " | ")
    }
  }
}
