// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct SQLParserTests {
  @Test(arguments: SQLSample.expressions)
  func `an expression is printed as it is understood`(_ sample: SQLSample) throws {
    let tree = try SQL.expression(in: sample.text)
    #expect(tree.sql == sample.printed)
    #expect(Outline.text(of: try SQL.expression(in: tree.sql)) == Outline.text(of: tree))
  }

  @Test(arguments: SQLSample.queries + SQLSample.statements)
  func `a statement is printed as it is understood`(_ sample: SQLSample) throws {
    let tree = try SQL.statement(in: sample.text)
    #expect(tree.sql == sample.printed)
    #expect(Outline.text(of: try SQL.statement(in: tree.sql)) == Outline.text(of: tree))
  }

  @Test(arguments: SQLSample.queries + SQLSample.statements)
  func `blanks, comments and case do not matter`(_ sample: SQLSample) throws {
    let tree = try SQL.statement(in: sample.text)
    let spread = try Self.spread(sample.text)
    #expect(try SQL.statement(in: spread).sql.lowercased() == tree.sql.lowercased(), "\(spread)")
  }

  /// The same words with blanks and comments between them, in the other case where that is the same.
  static func spread(_ text: String) throws -> String {
    let bytes = ContiguousArray(text.utf8)
    let gaps = [" ", "\n", "\t\r\n ", " -- a comment\n", "/* one /* in */ another */", "\u{A0}"]
    var spread = ""
    for (index, token) in try SQL.Lexer.tokens(of: bytes).all.enumerated() {
      let word = String(decoding: bytes[token.bytes], as: UTF8.self)
      spread += gaps[index % gaps.count]
      spread += token.keyword == nil ? word : word.lowercased()
    }
    return spread
  }

  @Test func `a script may have empty statements`() throws {
    #expect(try SQL.statements(in: "").isEmpty)
    #expect(try SQL.statements(in: " ; -- nothing\n ;;").isEmpty)
    let script = try SQL.statements(in: ";SELECT 1;; SELECT ?, ?; SELECT ? ;")
    #expect(script.map(\.sql) == ["SELECT 1", "SELECT $1, $2", "SELECT $1"])
  }

  @Test func `one statement is one`() throws {
    #expect(try SQL.statement(in: "SELECT 1;").sql == "SELECT 1")
    #expect(throws: SQLError.self) { try SQL.statement(in: "") }
    #expect(throws: SQLError.self) { try SQL.statement(in: "SELECT 1; SELECT 2") }
  }

  @Test func `names keep their case and need quotes only where they are words`() throws {
    let names = ["a", "A", "select", "Sélène", "a b", "1a", "a\"b", "_x$1", "date", "left", "日本"]
    for name in names {
      let printed = SQL.Printer.quoted(name)
      guard case .name(let found) = try SQL.expression(in: printed).kind else {
        Issue.record("\(printed) is no name.")
        continue
      }
      #expect(found.single?.text == name)
    }
    #expect(SQL.Printer.quoted("Date") == "Date")
    #expect(SQL.Printer.quoted("Select") == "\"Select\"")
  }

  @Test func `words that are not reserved may name anything`() throws {
    for keyword in SQL.Keyword.allCases {
      guard SQL.Keyword.reservations[keyword] == nil else { continue }
      let word = keyword.rawValue
      _ = try SQL.statement(
        in: "SELECT a AS \(word), t.\(word) FROM \(word) AS t (\(word)) WHERE \(word) = 1"
      )
      _ = try SQL.statement(in: "CREATE TABLE \(word) (\(word) INTEGER, b \(word))")
    }
  }

  @Test func `reserved words are labels all the same`() throws {
    for keyword in SQL.Keyword.allCases {
      let word = keyword.rawValue
      _ = try SQL.statement(in: "SELECT t.\(word), 1 AS \(word), {'a': 1}.\(word)")
    }
  }

  @Test(arguments: [
    SQLSample("a + b * 2", "(a + (b * 2))"),
    SQLSample("1 + 2 - 3", "((1 + 2) - 3)"),
    SQLSample("a = 1 AND NOT b", "((a = 1) AND (NOT b))"),
    SQLSample("-a", "-a"),
    SQLSample("COUNT(*)", "count_star()"),
    SQLSample("Sum(a + 1)", "sum((a + 1))"),
    SQLSample("a::int", "CAST(a AS INT)"),
    SQLSample("a IS NULL", "(a IS NULL)"),
    SQLSample("a IN (1, 2)", "(a IN (1, 2))"),
    SQLSample("(SELECT 1)", "(SELECT 1)"),
  ])
  func `a column without a name is called as its expression`(_ sample: SQLSample) throws {
    #expect(try SQL.expression(in: sample.text).columnTitle == sample.printed)
  }

  @Test func `pieces know where they stand`() throws {
    let text = "SELECT  a.b + f( c ),\n (d) FROM t  AS u WHERE  x IN (1, 2 )"
    guard case .query(let query) = try SQL.statement(in: text).kind,
      case .select(let select) = query.body, let filter = select.filter
    else {
      Issue.record("That is a query.")
      return
    }
    #expect(select.items[0].expression.range.text(in: text) == "a.b + f( c )")
    #expect(select.items[1].expression.range.text(in: text) == "(d)")
    #expect(select.from[0].range.text(in: text) == "t  AS u")
    #expect(filter.range.text(in: text) == "x IN (1, 2 )")
    guard case .binary(let first, let steps) = select.items[0].expression.kind else {
      Issue.record("That is a sum.")
      return
    }
    #expect(first.range.text(in: text) == "a.b")
    #expect(steps[0].range.text(in: text) == "+")
    #expect(steps[0].operand.range.text(in: text) == "f( c )")
  }

  @Test func `an arrow is a lambda where its left side is one or more names`() throws {
    #expect(try SQL.expression(in: "x -> x + 1").lambda?.parameters.map(\.text) == ["x"])
    #expect(try SQL.expression(in: "(x, y) -> x").lambda?.parameters.map(\.text) == ["x", "y"])
    #expect(try SQL.expression(in: "lambda a, b: a").lambda?.parameters.map(\.text) == ["a", "b"])
    #expect(try SQL.expression(in: "t.x -> 'a'").lambda == nil)
    #expect(try SQL.expression(in: "x -> 'a' -> 'b'").lambda == nil)
    #expect(try SQL.expression(in: "x").lambda == nil)
  }

  @Test func `a type has a reader of its own`() throws {
    #expect(
      try SQL.typeName(in: "MAP(INT, STRUCT(a INT)[])[3]").sql == "MAP(INT, STRUCT(a INT)[])[3]"
    )
    #expect(throws: SQLError.self) { try SQL.typeName(in: "INT INT") }
    #expect(try SQL.query(in: "(FROM t)").sql == "SELECT * FROM t")
  }
}
