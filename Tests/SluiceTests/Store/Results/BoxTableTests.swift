// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// How results look to people.
@Suite struct BoxTableTests {
  @Test func `numbers stand on the right, and what is missing is seen`() throws {
    let result = try QueryResult.of("SELECT * FROM (VALUES (1, 'a'), (20, NULL)) t(n, s)")
    #expect(
      "\(result)" == """
        ┌─────────┬─────────┐
        │    n    │    s    │
        │ integer │ varchar │
        ├─────────┼─────────┤
        │       1 │ a       │
        │      20 │ NULL    │
        └─────────┴─────────┘
        2 rows
        """
    )
  }

  @Test func `texts of several lines are drawn as such`() throws {
    let result = try QueryResult.of(
      "SELECT * FROM (VALUES (1, 'a\n└─ b\n'), (2, E'c\r\n\nd'), (3, '\n')) t(n, s)"
    )
    #expect(
      "\(result)" == """
        ┌─────────┬─────────┐
        │    n    │    s    │
        │ integer │ varchar │
        ├─────────┼─────────┤
        │       1 │ a       │
        │         │ └─ b\\n  │
        │       2 │ c\\r     │
        │         │         │
        │         │ d       │
        │       3 │ \\n      │
        └─────────┴─────────┘
        3 rows
        """
    )
    let long = try QueryResult.of("SELECT repeat('a\n', 2000) AS s")
    #expect(long.text().split(separator: "\n").count == 1_007)
  }

  @Test func `wide characters take two places`() throws {
    let result = try QueryResult.of("SELECT '日本語 text' AS \"名\", 'e\u{301}\n' AS b")
    #expect(
      "\(result)" == """
        ┌─────────────┬─────────┐
        │     名      │    b    │
        │   varchar   │ varchar │
        ├─────────────┼─────────┤
        │ 日本語 text │ e\u{301}\\n     │
        └─────────────┴─────────┘
        1 row
        """
    )
  }

  @Test func `of many rows the first and the last are shown`() throws {
    let result = try QueryResult.of("FROM range(1000)")
    #expect(
      result.text(rows: 3) == """
        ┌────────┐
        │ range  │
        │ bigint │
        ├────────┤
        │      0 │
        │      1 │
        │      · │
        │      · │
        │      · │
        │    999 │
        └────────┘
        1000 rows (3 shown)
        """
    )
    #expect(result.text(rows: -5).contains("(1 shown)"))
  }

  @Test func `a table is not wider than it may be`() throws {
    let result = try QueryResult.of(
      "SELECT repeat('x', 100) AS a, 1 AS b, 2 AS c, repeat('ü', 100) AS d, 'end' AS e"
    )
    for width in [1, 20, 40, 60, 80, 100, 150] {
      let lines = result.text(width: width).split(separator: "\n").dropLast()
      let widths = Set(lines.map { DisplayWidth.of(String($0)) })
      #expect(widths.count == 1)
      if width >= 40 { #expect(widths.first ?? 0 <= width) }
    }
    #expect(result.text(width: 60).contains("5 columns (3 shown)"))
    #expect(result.text(width: 80).contains("xxx… │"))
  }

  @Test func `odd names and values are no danger`() throws {
    let result = try QueryResult.of(
      "SELECT chr(7) || chr(27) || '[31m' AS \"a\nb\", '' AS \"\u{202E}\""
    )
    #expect(result.text().contains("\\x07\\x1b[31m"))
    #expect(result.text().contains("a\\nb"))
    #expect(QueryResult([], StoredChunks([])).description == "0 rows")
  }
}
