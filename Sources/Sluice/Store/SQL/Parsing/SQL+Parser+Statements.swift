// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads statements with semicolons between them, of which any may be missing.
  mutating func script() throws(SQLError) -> [SQL.Statement] {
    var statements: [SQL.Statement] = []
    while true {
      while take(.semicolon) {}
      guard token.kind != .end else { return statements }
      beginStatement()
      statements.append(try statement())
      guard at(.semicolon) || token.kind == .end else { throw notOver() }
    }
  }

  /// Reads one statement and the semicolons around it.
  mutating func singleStatement() throws(SQLError) -> SQL.Statement {
    while take(.semicolon) {}
    let statement = try statement()
    guard at(.semicolon) || token.kind == .end else { throw notOver() }
    while take(.semicolon) {}
    guard token.kind == .end else { throw expected("one statement only") }
    return statement
  }

  private func notOver() -> SQLError {
    if at(.closeParenthesis) {
      return SQLError(.syntax, "nothing is open that this ')' could close", at: token.range)
    }
    let isStatement = token.keyword.map(SQL.Keyword.statements.contains) ?? false
    return expected(
      "the end of the statement",
      advice: isStatement ? "Write ';' between two statements." : ""
    )
  }

  /// A rule that reads a statement.
  private typealias Rule = (inout SQL.Parser) throws(SQLError) -> SQL.Statement.Kind

  /// Reads a statement.
  mutating func statement() throws(SQLError) -> SQL.Statement {
    try descend(2)
    let start = token
    guard let rule = rule() else { throw notStatement() }
    let kind = try rule(&self)
    ascend(2)
    return SQL.Statement(kind, at: range(from: start))
  }

  private func notStatement() -> SQLError {
    for word in SQL.Keyword.statements { note(word) }
    return expected("a statement")
  }

  /// The rule of the statement that begins here.
  private func rule() -> Rule? {
    if at(.with) { return { (parser) throws(SQLError) in try parser.statementAfterWith() } }
    if let rule = change() ?? definition() ?? session() ?? files() { return rule }
    guard startsQuery(at: 0) || at(.openParenthesis) || at(.values) else { return nil }
    return { (parser) throws(SQLError) in .query(try parser.query()) }
  }

  private func change() -> Rule? {
    switch keyword {
    case .insert: { (parser) throws(SQLError) in .insert(try parser.insert(nil)) }
    case .update: { (parser) throws(SQLError) in .update(try parser.update(nil)) }
    case .delete: { (parser) throws(SQLError) in .delete(try parser.delete(nil)) }
    case .merge: { (parser) throws(SQLError) in .merge(try parser.merge(nil)) }
    case .truncate: { (parser) throws(SQLError) in .truncate(try parser.truncate()) }
    default: nil
    }
  }

  private func definition() -> Rule? {
    switch keyword {
    case .create: { (parser) throws(SQLError) in try parser.create() }
    case .drop: { (parser) throws(SQLError) in .drop(try parser.drop()) }
    case .alter: { (parser) throws(SQLError) in .alter(try parser.alter()) }
    case .comment: { (parser) throws(SQLError) in .comment(try parser.comment()) }
    default: nil
    }
  }

  private func session() -> Rule? {
    switch keyword {
    case .begin, .start: { (parser) throws(SQLError) in .begin(try parser.begin()) }
    case .commit, .end: { (parser) in parser.endTransaction(.commit) }
    case .rollback, .abort: { (parser) in parser.endTransaction(.rollback) }
    case .prepare: { (parser) throws(SQLError) in .prepare(try parser.prepare()) }
    case .execute: { (parser) throws(SQLError) in .execute(try parser.execute()) }
    case .deallocate: { (parser) throws(SQLError) in .deallocate(try parser.deallocate()) }
    case .explain: { (parser) throws(SQLError) in .explain(try parser.explain()) }
    case .set: { (parser) throws(SQLError) in .set(try parser.set()) }
    case .reset: { (parser) throws(SQLError) in .reset(try parser.reset()) }
    case .pragma: { (parser) throws(SQLError) in .pragma(try parser.pragma()) }
    case .use: { (parser) throws(SQLError) in .use(try parser.use()) }
    case .call: { (parser) throws(SQLError) in .call(try parser.call()) }
    default: nil
    }
  }

  private func files() -> Rule? {
    switch keyword {
    case .force where peek().keyword == .install:
      { (parser) throws(SQLError) in .load(try parser.load()) }
    case .checkpoint, .force: { (parser) throws(SQLError) in .checkpoint(try parser.checkpoint()) }
    case .vacuum, .analyze, .analyse: { (parser) throws(SQLError) in .vacuum(try parser.vacuum()) }
    case .copy: { (parser) throws(SQLError) in try parser.copy() }
    case .export: { (parser) throws(SQLError) in .export(try parser.export()) }
    case .import: { (parser) throws(SQLError) in .importDatabase(try parser.importDatabase()) }
    case .attach: { (parser) throws(SQLError) in .attach(try parser.attach()) }
    case .detach: { (parser) throws(SQLError) in .detach(try parser.detach()) }
    case .install, .load: { (parser) throws(SQLError) in .load(try parser.load()) }
    default: nil
    }
  }

  /// Reads a statement that begins with common tables.
  private mutating func statementAfterWith() throws(SQLError) -> SQL.Statement.Kind {
    let start = token
    let with = try with()
    switch keyword {
    case .insert: return .insert(try insert(with))
    case .update: return .update(try update(with))
    case .delete: return .delete(try delete(with))
    case .merge: return .merge(try merge(with))
    default: return .query(try query(with, from: start))
    }
  }
}

extension SQL.Keyword {
  /// What statements begin with.
  static let statements: [SQL.Keyword] = [
    .select, .from, .values, .with, .table, .insert, .update, .delete, .merge, .truncate, .create,
    .drop, .alter, .comment, .begin, .start, .commit, .end, .rollback, .abort, .checkpoint,
    .prepare, .execute, .deallocate, .explain, .set, .reset, .pragma, .use, .call, .vacuum,
    .analyze, .copy, .export, .import, .attach, .detach, .install, .load, .pivot, .unpivot,
    .describe, .show, .summarize,
  ]
}
