// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What stands around the body of a query, and queries that describe.

extension SQL.Parser {
  mutating func with() throws(SQLError) -> SQL.With {
    try descend()
    let start = token
    advance()
    let isRecursive = at(.recursive) && isName(peek()) && take(.recursive)
    var tables: [SQL.CommonTable] = []
    repeat { tables.append(try commonTable()) } while take(.comma) && !endsList
    ascend()
    return SQL.With(isRecursive: isRecursive, tables: tables, range: range(from: start))
  }

  private mutating func commonTable() throws(SQLError) -> SQL.CommonTable {
    let start = token
    var table = try commonTableHead()
    let opener = token
    try expect(.openParenthesis)
    table.statement = try statement()
    try close(opener)
    table.range = range(from: start)
    return table
  }

  /// Reads a common table up to its statement, in place of which an empty one stands.
  private mutating func commonTableHead() throws(SQLError) -> SQL.CommonTable {
    var table = SQL.CommonTable(
      name: try name("the name of a common table"),
      columns: try optionalNameList(),
      statement: SQL.Statement(.commit),
      range: token.range
    )
    if take(.using) {
      try expect(.key)
      let opener = token
      try expect(.openParenthesis)
      table.key = try selectItems()
      try close(opener)
    }
    try expect(.as)
    if take(.materialized) {
      table.isMaterialized = true
    } else if take(.not, .materialized) {
      table.isMaterialized = false
    }
    return table
  }

  /// Reads `LIMIT`, `OFFSET` and `FETCH`, which may stand in any order.
  mutating func limits(_ query: inout SQL.Query) throws(SQLError) {
    while true {
      let start = token
      if query.limit == nil, take(.limit) {
        query.limit = try limit(from: start)
      } else if query.offset == nil, take(.offset) {
        query.offset = try expression()
        if !take(.rows) { _ = take(.row) }
      } else if query.limit == nil, take(.fetch) {
        query.limit = try fetch(from: start)
      } else {
        return
      }
    }
  }

  private mutating func limit(from start: SQL.Token) throws(SQLError) -> SQL.Limit {
    if at(.all), !startsOperand(peek()) {
      advance()
      return SQL.Limit(isPercent: false, range: range(from: start))
    }
    let amount = try expression()
    let isPercent = take(.percent as SQL.Symbol) || take(.percent as SQL.Keyword)
    return SQL.Limit(amount: amount, isPercent: isPercent, range: range(from: start))
  }

  private mutating func fetch(from start: SQL.Token) throws(SQLError) -> SQL.Limit {
    if !take(.first) { try expect(.next) }
    var amount = SQL.Expression(.literal(.integer(1)), at: token.range)
    if !at(.row), !at(.rows) { amount = try expression() }
    let isPercent = take(.percent as SQL.Symbol) || take(.percent as SQL.Keyword)
    if !take(.rows) { try expect(.row) }
    try expect(.only)
    return SQL.Limit(amount: amount, isPercent: isPercent, range: range(from: start))
  }

  /// Reads `DESCRIBE`, `SHOW` or `SUMMARIZE` with what it is about.
  mutating func description() throws(SQLError) -> SQL.Description {
    let start = token
    let kind: SQL.Description.Kind =
      switch token.keyword {
      case .show: .show
      case .summarize: .summarize
      default: .describe
      }
    advance()
    try descend(2)
    let target = try descriptionTarget(kind)
    ascend(2)
    return SQL.Description(kind: kind, target: target, range: range(from: start))
  }

  private mutating func descriptionTarget(
    _ kind: SQL.Description.Kind
  ) throws(SQLError) -> SQL.Description.Target {
    if at(.table), isName(peek()) || peek().kind == .string { advance() }
    if startsQuery(at: 0) || at(.openParenthesis) { return .query(try query()) }
    if isAtString {
      let start = token
      let table = SQL.TableReference(kind: .file(try string()), range: start.range)
      let select = SQL.Select(items: [star(at: start)], from: [table], range: start.range)
      return .query(SQL.Query(body: .select(select), range: start.range))
    }
    if kind != .summarize {
      if take(.tables) { return .tables(take(.from) ? try qualifiedName("a schema") : nil) }
      if take(.databases) { return .databases }
      if take(.all, .tables) { return .allTables }
      if kind == .show, take(.all) { return .settings }
      if token.kind == .end || at(.semicolon) || at(.closeParenthesis) { return .allTables }
      switch source(token).lowercased() {
      case "schemas" where kind == .show:
        advance()
        return .schemas
      case "variables" where kind == .show:
        advance()
        return .variables
      default: break
      }
    }
    return .name(try qualifiedName("a table or a query"))
  }
}
