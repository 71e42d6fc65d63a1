// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads the tables after `FROM`.
  mutating func tables() throws(SQLError) -> [SQL.TableReference] {
    var tables: [SQL.TableReference] = []
    repeat { tables.append(try tableReference()) } while take(.comma) && !endsList
    return tables
  }

  /// Reads a table and what is joined to it.
  mutating func tableReference() throws(SQLError) -> SQL.TableReference {
    try descend(2)
    let before = measure()
    let start = token
    let prefix = try namePrefix()
    let kind = try tableKind()
    return try joined(kind, prefix, from: start, before)
  }

  private mutating func joined(
    _ kind: SQL.TableReference.Kind,
    _ prefix: SQL.Name?,
    from start: SQL.Token,
    _ before: Int
  ) throws(SQLError) -> SQL.TableReference {
    let first = try finished(kind, prefix, from: start)
    let joined = try joins(to: first, upToCondition: false)
    try measured(before)
    ascend(2)
    return joined
  }

  /// Reads joins; with `upToCondition`, only those before a condition that belongs to another.
  private mutating func joins(
    to first: SQL.TableReference,
    upToCondition: Bool
  ) throws(SQLError) -> SQL.TableReference {
    var steps: [SQL.JoinStep] = []
    while !(upToCondition && startsCondition), let words = try joinWords() {
      try join(words, &steps)
    }
    guard !steps.isEmpty else { return first }
    return SQL.TableReference(kind: .join(first, steps), range: range(from: first.range))
  }

  /// The words of a join.
  private struct JoinWords {
    var kind: SQL.JoinStep.Kind
    var isNatural: Bool
    var isAsof: Bool
    var range: SQL.SourceRange

    /// Whether `ON` or `USING` has to follow the table.
    var needCondition: Bool { !isNatural && kind != .cross && kind != .positional }
  }

  /// Reads the table of a join and its condition.
  private mutating func join(_ words: JoinWords, _ steps: inout [SQL.JoinStep]) throws(SQLError) {
    try descend(2)
    let table = try table()
    ascend(2)
    if words.needCondition, !startsCondition {
      try innerJoin(words, table, &steps)
    } else {
      try finish(words, table, &steps)
    }
  }

  /// Reads the inner joins of `a JOIN b JOIN c ON … ON …` after `b`.
  private mutating func innerJoin(
    _ words: JoinWords,
    _ table: SQL.TableReference,
    _ steps: inout [SQL.JoinStep]
  ) throws(SQLError) {
    try descend(2)
    let joined = try joins(to: table, upToCondition: true)
    ascend(2)
    try raise(to: height + 1)
    try finish(words, joined, &steps)
  }

  private mutating func finish(
    _ words: JoinWords,
    _ table: SQL.TableReference,
    _ steps: inout [SQL.JoinStep]
  ) throws(SQLError) {
    try descend()
    var condition = words.isNatural ? SQL.JoinCondition.natural : .none
    if words.needCondition { condition = try joinCondition() }
    ascend()
    steps.append(
      SQL.JoinStep(
        kind: words.kind,
        isAsof: words.isAsof,
        table: table,
        condition: condition,
        range: words.range
      )
    )
  }

  private mutating func joinWords() throws(SQLError) -> JoinWords? {
    let start = token
    let isNatural = take(.natural)
    let isAsof = at(.asof) && (peek().keyword == .join || isJoinKind(peek())) && take(.asof)
    guard var kind = joinKind() else {
      guard isNatural || isAsof || isJoinKind(start) else { return nil }
      throw expected("JOIN")
    }
    if start.keyword == .join, let named = try joinType() { kind = named }
    return JoinWords(
      kind: kind,
      isNatural: isNatural,
      isAsof: isAsof,
      range: range(from: start)
    )
  }

  private var startsCondition: Bool { at(.on) || at(.using) || isNearestAhead }

  /// Whether `NEAREST … BY` stands here: each of its words is a name as well.
  private var isNearestAhead: Bool {
    let place = keyword == .exact || keyword == .approx ? 1 : 0
    guard peek(place).keyword == .nearest else { return false }
    return peek(place + 1).keyword == .by || peek(place + 1).kind == .number
  }

  /// Reads `NEAREST 3 BY DISTANCE …`.
  private mutating func nearest() throws(SQLError) -> SQL.JoinCondition {
    let start = token
    var isExact: Bool?
    if take(.exact) {
      isExact = true
    } else if take(.approx) {
      isExact = false
    }
    try expect(.nearest)
    var count: Int64?
    if kind == .number {
      let written = token
      guard case .integer(let value) = try number(), let found = Int64(exactly: value), found > 0
      else {
        throw SQLError(
          .syntax,
          "the number of the nearest rows is a whole number from 1 on, and not \(source(written))",
          at: written.range
        )
      }
      count = found
    }
    try expect(.by)
    let isSimilarity = take(.similarity)
    if !isSimilarity, !take(.distance as SQL.Keyword) { throw expected("DISTANCE or SIMILARITY") }
    let measure = try expression()
    return .nearest(
      SQL.NearestRows(
        isExact: isExact,
        count: count,
        isSimilarity: isSimilarity,
        measure: measure,
        range: range(from: start)
      )
    )
  }

  /// Reads `ON …`, `USING (…)` or `NEAREST BY …`.
  mutating func joinCondition() throws(SQLError) -> SQL.JoinCondition {
    if isNearestAhead { return try nearest() }
    if take(.on) { return .on(try expression()) }
    guard take(.using) else { throw expected("ON or USING") }
    return .using(try nameList())
  }

  /// Reads `BY (TYPE name)` after `JOIN`.
  private mutating func joinType() throws(SQLError) -> SQL.JoinStep.Kind? {
    guard at(.by), peek().symbol == .openParenthesis, peek(2).keyword == .type else { return nil }
    advance()
    let opener = token
    advance()
    advance()
    let written = token
    guard kind == .word || kind == .quotedName else { throw expected("the type of a join") }
    advance()
    try close(opener)
    var name = source(written).uppercased()
    if name.hasSuffix("_JOIN") { name.removeLast(5) }
    guard let kind = SQL.JoinStep.Kind(rawValue: name), kind != .cross, kind != .positional else {
      throw SQLError(
        .syntax,
        "'\(source(written))' is not a valid join type",
        at: written.range,
        advice:
          "It is INNER, LEFT, RIGHT, FULL, SEMI, ANTI, MARK, SINGLE, RIGHT_SEMI or RIGHT_ANTI."
      )
    }
    return kind
  }

  private func isJoinKind(_ token: SQL.Token) -> Bool {
    switch token.keyword {
    case .inner, .left, .right, .full, .semi, .anti, .cross, .positional: true
    default: false
    }
  }

  /// Takes the words of a join up to `JOIN`, if they stand here.
  private mutating func joinKind() -> SQL.JoinStep.Kind? {
    if take(.join) || take(.inner, .join) { return .inner }
    if let kind = outerJoin(.left, .left) ?? outerJoin(.right, .right) ?? outerJoin(.full, .full) {
      return kind
    }
    if take(.semi, .join) { return .semi }
    if take(.anti, .join) { return .anti }
    if take(.cross, .join) { return .cross }
    return take(.positional, .join) ? .positional : nil
  }

  private mutating func outerJoin(_ word: SQL.Keyword, _ kind: SQL.JoinStep.Kind)
    -> SQL.JoinStep.Kind?
  {
    if take(word, .join) { return kind }
    guard at(word, .outer), peek(2).keyword == .join else { return nil }
    for _ in 0..<3 { advance() }
    return kind
  }
}

// MARK: - Single tables

extension SQL.Parser {
  /// Reads a table with its alias and what is done to it before joins.
  private mutating func table() throws(SQLError) -> SQL.TableReference {
    let start = token
    let prefix = try namePrefix()
    let kind = try tableKind()
    return try finished(kind, prefix, from: start)
  }

  private mutating func finished(
    _ kind: SQL.TableReference.Kind,
    _ prefix: SQL.Name?,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.TableReference {
    var table = SQL.TableReference(kind: kind, range: range(from: start))
    try finish(&table, prefix, from: start)
    while isPivotAhead {
      let isPivot = at(.pivot) || at(.pivotWider)
      let kind = isPivot ? try pivotTable(of: table) : try unpivotTable(of: table)
      table = SQL.TableReference(kind: kind, range: range(from: start))
      try raise(to: height + 1)
      try finish(&table, nil, from: start)
    }
    return table
  }

  private var isPivotAhead: Bool {
    switch keyword {
    case .pivot, .pivotWider: peek().symbol == .openParenthesis
    case .unpivot, .pivotLonger:
      peek().symbol == .openParenthesis || peek().keyword == .include || peek().keyword == .exclude
    default: false
    }
  }

  /// Reads the alias and the sample of a table.
  private mutating func finish(
    _ table: inout SQL.TableReference,
    _ prefix: SQL.Name?,
    from start: SQL.Token
  ) throws(SQLError) {
    if table.sample == nil, at(.tablesample) { table.sample = try sample() }
    if let alias = try tableAlias() {
      guard prefix == nil else {
        throw SQLError(.syntax, "the table has two names", at: alias.name.range)
      }
      table.alias = alias
    } else if let prefix {
      table.alias = SQL.TableAlias(name: prefix)
    }
    if table.sample == nil, at(.tablesample) { table.sample = try sample() }
    table.range = range(from: start)
  }

  /// Reads `AS name (columns)`, of which `AS` and the columns may be missing.
  private mutating func tableAlias() throws(SQLError) -> SQL.TableAlias? {
    var alias: SQL.TableAlias
    if take(.as) {
      alias = SQL.TableAlias(name: try nameOrText("a name after AS"))
    } else if isName(token), !at(.set), !isNearestAhead {
      noteTableWords()
      noteBareAlias()
      alias = SQL.TableAlias(name: takeName())
    } else {
      return nil
    }
    alias.columns = try optionalNameList()
    return alias
  }

  private func noteTableWords() {
    for word in [
      SQL.Keyword.where, .join, .left, .right, .inner, .full, .cross, .group, .order, .limit,
      .having, .union, .on, .using, .select, .natural, .set, .returning, .values,
    ] {
      note(word)
    }
  }

  private mutating func tableKind() throws(SQLError) -> SQL.TableReference.Kind {
    let isLateral = take(.lateral)
    guard at(.openParenthesis) else { return try plainTable(isLateral: isLateral) }
    return startsQuery(at: 1) ? try derivedTable(isLateral) : try groupedTable()
  }

  private mutating func plainTable(
    isLateral: Bool
  ) throws(SQLError) -> SQL.TableReference.Kind {
    if isAtString { return .file(try string()) }
    if at(.values), peek().symbol == .openParenthesis {
      let values = try valuesTable()
      return .query(SQL.Query(body: .values(values), range: values.range), isLateral: isLateral)
    }
    if peek().symbol == .openParenthesis, isName(token) || isName(token, for: .function) {
      let name = SQL.QualifiedName(takeName())
      return .function(try tableFunction(name, isLateral: isLateral))
    }
    guard isName(token) else { throw expected("a table", advice: reservedAdvice) }
    let name = try qualifiedName("a table")
    if at(.openParenthesis) { return .function(try tableFunction(name, isLateral: isLateral)) }
    return .table(name)
  }

  private var reservedAdvice: String {
    token.kind == .word && token.reservation == .function
      ? "'\(source(token))' is a reserved word: as a name it needs double quotes." : ""
  }

  private mutating func derivedTable(_ isLateral: Bool) throws(SQLError) -> SQL.TableReference.Kind
  {
    let query = try parenthesizedQuery()
    return .query(query, isLateral: isLateral)
  }

  /// Reads joins in parentheses.
  private mutating func groupedTable() throws(SQLError) -> SQL.TableReference.Kind {
    let opener = token
    advance()
    let inner = try tableReference()
    try close(opener)
    return inner.alias == nil && inner.sample == nil ? inner.kind : .join(inner, [])
  }

  /// Reads a function of `FROM` from its opening parenthesis on.
  mutating func tableFunction(
    _ name: SQL.QualifiedName,
    isLateral: Bool = false
  ) throws(SQLError) -> SQL.TableFunction {
    let opener = token
    try expect(.openParenthesis)
    var function = SQL.TableFunction(
      name: name,
      arguments: [],
      hasOrdinality: false,
      isLateral: isLateral
    )
    if !at(.closeParenthesis) { function.arguments = try arguments(areEqualsNames: true) }
    try close(opener)
    function.hasOrdinality = take(.with, .ordinality)
    return function
  }
}
