// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The language of the store: its texts, their syntax trees, and what is wrong with them.
///
/// The dialect is that of PostgreSQL with what DuckDB adds to it. A tree says what was written and
/// nothing of what it means: names are not looked up and types are not checked.
enum SQL {
  /// How many levels of subqueries, calls and the like a text may have, and twice as many of
  /// parentheses. What takes more of the stack may have fewer: at least 30 levels, of anything.
  ///
  /// In a debug build, reading to this depth takes 429 KiB of the stack at most, printing and freeing
  /// the tree less.
  static let nestingLimit = 150

  /// How many levels a tree may have. Chains such as `a + b + c` and `a AND b AND c` are one level.
  static let heightLimit = 300

  /// Reads a script: any number of statements with semicolons between them.
  static func statements(in text: String) throws(SQLError) -> [Statement] {
    try parse(text) { (parser) throws(SQLError) in try parser.script() }
  }

  /// Reads a text of exactly one statement, after which a semicolon may stand.
  static func statement(in text: String) throws(SQLError) -> Statement {
    try parse(text) { (parser) throws(SQLError) in try parser.singleStatement() }
  }

  /// Reads a text that is one query, such as the definition of a view.
  static func query(in text: String) throws(SQLError) -> Query {
    try parse(text) { (parser) throws(SQLError) in try parser.query() }
  }

  /// Reads a text that is one expression.
  static func expression(in text: String) throws(SQLError) -> Expression {
    try parse(text) { (parser) throws(SQLError) in try parser.expression() }
  }

  /// Reads a text that is the name of a type.
  static func typeName(in text: String) throws(SQLError) -> TypeName {
    try parse(text) { (parser) throws(SQLError) in try parser.typeName() }
  }

  /// Reads all of `text` as `rule` says. Only what fails is read twice: to find a misspelt keyword.
  private static func parse<Tree>(
    _ text: String,
    _ rule: (inout Parser) throws(SQLError) -> Tree
  ) throws(SQLError) -> Tree {
    let bytes = ContiguousArray(text.utf8)
    do throws(SQLError) {
      let tokens = try Lexer.tokens(of: bytes)
      let words = ParsedText(bytes: bytes, tokens: tokens)
      do throws(SQLError) {
        var parser = Parser(words)
        return try parser.whole(rule)
      } catch {
        words.noteExpectations()
        var second = Parser(words)
        _ = try? second.whole(rule)
        throw second.explained(error)
      }
    } catch {
      throw error.located(in: text)
    }
  }
}
