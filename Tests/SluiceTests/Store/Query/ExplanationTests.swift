// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Plans as text.
@Suite struct ExplanationTests {
  @Test func `a plan is told step by step`() throws {
    let query = """
      SELECT g, count(*) AS n, sum(i * 2) FROM (SELECT i, i % 3 AS g FROM range(100) t(i))
      WHERE i > 10 GROUP BY g ORDER BY n DESC, g LIMIT 2
      """
    let lines = try FunctionRunner.explanation(of: query).map(Self.withoutFigures)
    #expect(lines.contains("Limit 2"))
    #expect(lines.contains { $0.hasSuffix("Sort by n DESC, g") })
    #expect(lines.contains { $0.hasSuffix("Group by g") })
    #expect(lines.contains { $0.hasSuffix("count(*)") })
    #expect(lines.contains { $0.hasSuffix("sum(i * 2)") })
    #expect(lines.contains { $0.hasSuffix("range(100)") })
  }

  @Test(arguments: [
    ("(i + 1) * 2", "(i + 1) * 2"), ("i - (1 - i)", "i - (1 - i)"), ("-i", "-i"),
    ("NOT (i = 1 OR i IS NULL)", "NOT (i = 1 OR i IS NULL)"), ("i IN (1, 2)", "i IN (1, 2)"),
    ("i::VARCHAR LIKE 'a%'", "CAST(i AS VARCHAR) LIKE 'a%'"), ("[i, 1]", "[i, 1]"),
    ("CASE WHEN i > 3 THEN 'it''s' END", "CASE WHEN i > 3 THEN 'it''s' END"),
    ("list_transform([i], x -> x + i)", "list_transform([i], x -> x + i)"),
    ("{'a': i}", "{a: i}"),
    ("i::INTEGER + DATE '2020-01-01'", "CAST(i AS INTEGER) + DATE '2020-01-01'"),
  ])
  func `expressions are written as SQL`(expression: String, text: String) throws {
    let lines = try FunctionRunner.explanation(
      of: "SELECT \(expression) AS a FROM (SELECT range AS i FROM range(3))"
    )
    #expect(lines.contains { $0.contains("\(text) AS a") }, "\(lines)")
  }

  @Test func `steps that were run tell their rows and their time`() throws {
    let query = "SELECT i FROM range(5000) t(i) WHERE i % 2 = 0 ORDER BY i DESC"
    let lines = try FunctionRunner.explanation(of: query, isMeasured: true)
    #expect(lines.first?.contains("2500 rows in ") == true, "\(lines)")
    #expect(lines.contains { $0.contains("range(5000)  (5000 rows in ") }, "\(lines)")
  }

  private static func withoutFigures(_ line: String) -> String {
    guard let figures = line.firstRange(of: "  (about") else { return line }
    return String(line[..<figures.lowerBound])
  }
}
