// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Whether a query begins at the token `offset` places ahead.
  ///
  /// A parenthesis begins one if what it holds is a query that the words behind it continue.
  func startsQuery(at offset: Int) -> Bool {
    guard peek(offset).symbol == .openParenthesis else { return isQueryWord(at: offset) }
    var inner = offset
    while peek(inner).symbol == .openParenthesis { inner += 1 }
    guard isQueryWord(at: inner) else { return false }
    switch peek(closer(ofParenthesisAt: offset) + 1).keyword {
    case .union, .intersect, .except, .order, .limit, .offset, .fetch: return true
    default: return false
    }
  }

  private func isQueryWord(at offset: Int) -> Bool {
    switch peek(offset).keyword {
    case .select, .from, .with, .pivot, .pivotWider, .unpivot, .pivotLonger: true
    case .describe, .desc, .show, .summarize: true
    case .values: peek(offset + 1).symbol == .openParenthesis
    case .table: isName(peek(offset + 1))
    default: false
    }
  }

  /// Reads a query with all its clauses.
  mutating func query() throws(SQLError) -> SQL.Query { try query(isInParentheses: false) }

  /// Reads a query in parentheses, which belong to its range.
  mutating func parenthesizedQuery() throws(SQLError) -> SQL.Query {
    try query(isInParentheses: true)
  }

  private mutating func query(isInParentheses: Bool) throws(SQLError) -> SQL.Query {
    let start = token
    let before = try beginQuery(isInParentheses: isInParentheses)
    let body = try queryBody()
    return try finishedQuery(body, from: start, before, isInParentheses: isInParentheses)
  }

  /// Reads what stands before the body of a query. The common tables wait in ``withs``.
  private mutating func beginQuery(isInParentheses: Bool) throws(SQLError) -> Int {
    if isInParentheses { try expect(.openParenthesis) }
    let with = at(.with) ? try with() : nil
    try descend()
    withs.append(with)
    return measure()
  }

  /// Reads a query of which the common tables are read already.
  mutating func query(_ with: SQL.With, from start: SQL.Token) throws(SQLError) -> SQL.Query {
    try descend()
    withs.append(with)
    let before = measure()
    let body = try queryBody()
    return try finishedQuery(body, from: start, before, isInParentheses: false)
  }

  private mutating func finishedQuery(
    _ body: SQL.QueryBody,
    from start: SQL.Token,
    _ before: Int,
    isInParentheses: Bool
  ) throws(SQLError) -> SQL.Query {
    try descend()
    var query = SQL.Query(with: withs.removeLast(), body: body, range: start.range)
    if at(.order) { query.order = try orderBy() }
    try limits(&query)
    if isInParentheses { try close(start) }
    query.range = range(from: start)
    if case .query(var inner) = query.body, query.isOnlyBody {
      inner.range = query.range
      query = inner
    }
    try measured(before)
    ascend(2)
    return query
  }

  private mutating func queryBody() throws(SQLError) -> SQL.QueryBody {
    let first = at(.select) || at(.from) ? try select() : try otherQuery()
    return isAtSetOperation ? try setOperations(first) : first
  }

  private var isAtSetOperation: Bool { at(.union) || at(.except) || at(.intersect) }

  /// Reads set operations after their first operand. `INTERSECT` binds more tightly than the others.
  private mutating func setOperations(_ first: SQL.QueryBody) throws(SQLError) -> SQL.QueryBody {
    try descend()
    let first = try intersections(first)
    var operation = SQL.SetOperation(first: first, steps: [])
    while at(.union) || at(.except) {
      var part = setOperationStep(at(.union) ? .union : .except, body: first)
      part.body = try intersections(try queryOperand())
      operation.steps.append(part)
    }
    ascend()
    return operation.steps.isEmpty ? first : .setOperation(operation)
  }

  private mutating func intersections(_ first: SQL.QueryBody) throws(SQLError) -> SQL.QueryBody {
    guard at(.intersect) else { return first }
    var operation = SQL.SetOperation(first: first, steps: [])
    while at(.intersect) {
      var part = setOperationStep(.intersect, body: first)
      part.body = try queryOperand()
      operation.steps.append(part)
    }
    return .setOperation(operation)
  }

  /// Reads the words of a set operation. `body` stands in for the operand, which comes next.
  private mutating func setOperationStep(
    _ kind: SQL.SetOperation.Kind,
    body: SQL.QueryBody
  ) -> SQL.SetOperationStep {
    let start = token
    advance()
    let isAll = take(.all)
    if !isAll { _ = take(.distinct) }
    let isByName = take(.by, .name)
    return SQL.SetOperationStep(
      kind: kind,
      isAll: isAll,
      isByName: isByName,
      body: body,
      range: range(from: start)
    )
  }

  private mutating func queryOperand() throws(SQLError) -> SQL.QueryBody {
    at(.select) || at(.from) ? try select() : try otherQuery()
  }

  private mutating func nestedQuery() throws(SQLError) -> SQL.QueryBody {
    try descend()
    let query = try parenthesizedQuery()
    ascend()
    return query.isOnlyBody ? query.body : .query(query)
  }

  private mutating func otherQuery() throws(SQLError) -> SQL.QueryBody {
    at(.openParenthesis) ? try nestedQuery() : try specialQuery()
  }

  private mutating func specialQuery() throws(SQLError) -> SQL.QueryBody {
    switch keyword {
    case .values: return .values(try values())
    case .table: return .select(try tableQuery())
    case .pivot, .pivotWider: return .pivot(try pivotQuery())
    case .unpivot, .pivotLonger: return .unpivot(try unpivotQuery())
    case .describe, .desc, .show, .summarize: return .description(try description())
    default:
      for word in [SQL.Keyword.values, .with, .table] { note(word) }
      throw expected("a query")
    }
  }

  private mutating func values() throws(SQLError) -> SQL.Values {
    let start = token
    advance()
    let rows = try openList { (parser) throws(SQLError) in try parser.row() }
    return SQL.Values(rows: rows, range: range(from: start))
  }

  /// Reads `VALUES` among tables, where a comma may begin the next table.
  mutating func valuesTable() throws(SQLError) -> SQL.Values {
    let start = token
    advance()
    var rows = [try row()]
    while at(.comma), peek().symbol == .openParenthesis, !startsQuery(at: 2) {
      advance()
      rows.append(try row())
    }
    return SQL.Values(rows: rows, range: range(from: start))
  }

  mutating func row() throws(SQLError) -> [SQL.Expression] {
    let opener = token
    try expect(.openParenthesis)
    try descend()
    let values = try expressions()
    ascend()
    try close(opener)
    return values
  }

  /// Reads `TABLE t`, which is `SELECT * FROM t`.
  private mutating func tableQuery() throws(SQLError) -> SQL.Select {
    let start = token
    advance()
    let name = try qualifiedName("a table")
    let table = SQL.TableReference(kind: .table(name), range: name.range)
    return SQL.Select(items: [star(at: start)], from: [table], range: range(from: start))
  }
}

extension SQL.Query {
  /// Whether it says no more than its body does.
  var isOnlyBody: Bool { with == nil && order.isEmpty && limit == nil && offset == nil }
}
