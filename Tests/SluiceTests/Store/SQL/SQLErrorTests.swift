// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct SQLErrorTests {
  @Test(arguments: SQLErrorCase.expressions + SQLErrorCase.queries + SQLErrorCase.statements)
  func `a malformed text is met with a sentence`(_ example: SQLErrorCase) {
    #expect(Self.message(example.text) == example.message)
  }

  static func message(_ text: String) -> String? {
    do throws(SQLError) {
      _ = try SQL.statements(in: text)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `the line and the column are those of a reader`() {
    #expect(
      Self.message("SELECT a,\r\n\t'é日' +, b\nFROM t") == """
        Syntax error at line 2, column 8: expected an expression, found ','.
          2 |   'é日' +, b
            |          ^
        """
    )
    #expect(
      Self.message("SELECT 1\n\n\n  FROM") == """
        Syntax error at line 4, column 7: expected a table, found the end of the text.
          4 |   FROM
            |       ^
        """
    )
    #expect(
      Self.message("SELECT\r'a'\r\"b\" \u{1} x") == """
        Syntax error at line 3, column 5: the byte 0x01 has no meaning here.
          3 | "b" · x
            |     ^
        """
    )
  }

  @Test func `of a long line the part around the place is shown`() {
    let numbers = (1...60).map(String.init).joined(separator: ", ")
    #expect(
      Self.message("SELECT \(numbers), FROM, \(numbers)") == """
        Syntax error at line 1, column 243: expected a table, found ','.
          1 | …50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, FROM, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 1…
            |                                                  ^
        """
    )
  }

  @Test func `a place over several lines is marked on the first`() {
    #expect(
      Self.message("SELECT 1 'x\ny' b") == """
        Syntax error at line 1, column 10: expected the end of the statement, found the text 'x….
          1 | SELECT 1 'x
            |          ^^
        """
    )
    #expect(
      Self.message("SELECT $a$\nx") == """
        Syntax error at line 1, column 8: the text that begins here has no end.
          1 | SELECT $a$
            |        ^^^
        Write '$a$' after it.
        """
    )
  }

  @Test func `an error without a place is a sentence`() {
    let error = SQLError(.binding, "there is no table 'x'", advice: "Did you mean 'y'?")
    #expect("\(error)" == "Binding error: there is no table 'x'. Did you mean 'y'?")
    #expect(error.located(in: "SELECT").excerpt == nil)
  }

  @Test func `an error is located once`() {
    let error = SQLError(.conversion, "'a' is no number", at: SQL.SourceRange(7..<10))
    let located = error.located(in: "SELECT 'a'")
    #expect(located.excerpt?.column == 8)
    #expect(located.located(in: "other") == located)
    #expect(error.located(in: "x").excerpt?.column == 2)
  }

  @Test(arguments: [
    ("slect", "SELECT"), ("selcet", "SELECT"), ("form", "FROM"), ("were", "WHERE"),
    ("gruop", "GROUP"), ("havng", "HAVING"), ("ordr", "ORDER"), ("isnert", "INSERT"),
    ("udpate", "UPDATE"), ("delte", "DELETE"), ("cretae", "CREATE"), ("transction", "TRANSACTION"),
  ])
  func `a slip in a keyword is understood`(slip: String, meant: String) {
    let found = Misspelling.keyword(for: slip, among: Set(SQL.Keyword.allCases))
    #expect(found?.text == meant)
  }

  @Test(arguments: ["a", "of", "customer", "xyz", "total", "amount", "ids"])
  func `other words are no slips`(word: String) {
    let words: Set<SQL.Keyword> = [.select, .from, .where, .group, .order, .as, .on, .limit]
    #expect(Misspelling.keyword(for: word, among: words) == nil)
  }
}
