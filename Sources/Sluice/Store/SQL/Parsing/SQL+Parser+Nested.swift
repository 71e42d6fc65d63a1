// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Parentheses, brackets and braces.

extension SQL.Parser {
  mutating func subquery() throws(SQLError) -> SQL.Expression {
    let query = try parenthesizedQuery()
    return SQL.Expression(.subquery(query), at: query.range)
  }

  /// Reads a row, or an expression in parentheses.
  mutating func group() throws(SQLError) -> SQL.Expression {
    let opener = token
    advance()
    let first = try expression()
    return try closedGroup(first, opener)
  }

  /// Reads the rest of a row or an expression in parentheses.
  private mutating func closedGroup(
    _ first: SQL.Expression,
    _ opener: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    guard at(.comma) else {
      try close(opener)
      // Parentheses are no level of the tree, but whoever reads an operand takes it for a new one.
      setHeight(max(0, height - 1))
      return SQL.Expression(first.kind, at: range(from: opener))
    }
    var values = [first]
    while take(.comma), !at(.closeParenthesis) { values.append(try expression()) }
    try close(opener)
    return SQL.Expression(.row(values), at: range(from: opener))
  }

  mutating func rowForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    advance()
    let values = try expressions(upTo: opener)
    return SQL.Expression(.row(values), at: range(from: start))
  }

  /// Reads expressions up to what closes `opener`, which is taken; there may be none.
  mutating func expressions(upTo opener: SQL.Token) throws(SQLError) -> [SQL.Expression] {
    switch (opener.symbol, token.symbol) {
    case (.openParenthesis, .closeParenthesis), (.openBracket, .closeBracket):
      advance()
      return []
    default:
      let values = try expressions()
      try close(opener)
      return values
    }
  }

  /// Reads one or more expressions with commas between them.
  mutating func expressions() throws(SQLError) -> [SQL.Expression] {
    var values: [SQL.Expression] = []
    repeat { values.append(try expression()) } while take(.comma) && !endsList
    return values
  }

  /// Reads `[a, b]` or `[a FOR b IN c IF d]`.
  mutating func listOperand() throws(SQLError) -> SQL.Expression {
    let opener = token
    advance()
    if at(.closeBracket) { return closedList([], opener) }
    var values: [SQL.Expression] = []
    repeat { values.append(try expression()) } while take(.comma) && !at(.closeBracket)
    if values.count == 1, take(.for) { return try comprehension(of: values[0], from: opener) }
    guard at(.closeBracket) else { throw unclosed(opener) }
    return closedList(values, opener)
  }

  private mutating func closedList(
    _ values: [SQL.Expression],
    _ opener: SQL.Token
  ) -> SQL.Expression {
    advance()
    return SQL.Expression(.list(values), at: range(from: opener))
  }

  private mutating func comprehension(
    of result: SQL.Expression,
    from opener: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    try descend()
    let variables = try list { (parser) throws(SQLError) in try parser.name() }
    try expect(.in)
    let source = try expression()
    let condition = take(.if) ? try expression() : nil
    ascend()
    try close(opener)
    return SQL.Expression(
      .comprehension(
        SQL.Comprehension(
          result: result,
          variables: variables,
          source: source,
          condition: condition
        )
      ),
      at: range(from: opener)
    )
  }

  /// Reads `{'a': 1, b: 2}`.
  mutating func structure() throws(SQLError) -> SQL.Expression {
    let opener = token
    advance()
    var fields: [SQL.StructureField] = []
    if !at(.closeBrace) {
      repeat { fields.append(try structureField()) } while take(.comma) && !at(.closeBrace)
    }
    try close(opener)
    return SQL.Expression(.structure(fields), at: range(from: opener))
  }

  private mutating func structureField() throws(SQLError) -> SQL.StructureField {
    let name = try nameOrText("the name of a field", for: .label)
    if !take(.colonEquals) { try expect(.colon) }
    return SQL.StructureField(name: name, value: try expression())
  }

  /// Reads `MAP {key: value}`.
  mutating func mapForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    advance()
    var entries: [SQL.MapEntry] = []
    if !at(.closeBrace) {
      repeat { entries.append(try mapEntry()) } while take(.comma) && !at(.closeBrace)
    }
    try close(opener)
    return SQL.Expression(.map(entries), at: range(from: start))
  }

  private mutating func mapEntry() throws(SQLError) -> SQL.MapEntry {
    let key = try expression()
    try expect(.colon)
    return SQL.MapEntry(key: key, value: try expression())
  }

  /// Reads `ARRAY[…]` or `ARRAY(SELECT …)`.
  mutating func arrayForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    if at(.openBracket) {
      var list = try listOperand()
      list.range = range(from: start)
      return list
    }
    guard at(.openParenthesis), startsQuery(at: 1) else {
      throw expected("'[' or a query in parentheses after ARRAY")
    }
    let query = try parenthesizedQuery()
    return SQL.Expression(.arrayQuery(query), at: range(from: start))
  }

  /// Reads `[a]` or `[a:b:c]` behind an operand.
  mutating func subscripted(_ operand: SQL.Expression) throws(SQLError) -> SQL.Expression {
    let opener = token
    advance()
    guard !at(.colon), !at(.doubleColon) else { return try sliced(operand, nil, opener) }
    let lower = try expression()
    guard take(.closeBracket) else { return try sliced(operand, lower, opener) }
    return SQL.Expression(.element(operand, lower), at: range(from: operand.range))
  }

  private mutating func sliced(
    _ operand: SQL.Expression,
    _ lower: SQL.Expression?,
    _ opener: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    try descend()
    var slice = SQL.Slice(operand: operand, lower: lower)
    if take(.doubleColon) {
      slice.step = try expression()
    } else {
      guard take(.colon) else { throw expected("']' or ':'") }
      slice.upper = try sliceBound()
      if take(.colon) { slice.step = try sliceBound() }
    }
    ascend()
    try close(opener)
    return SQL.Expression(.slice(slice), at: range(from: operand.range))
  }

  /// Reads a bound of a slice, which is missing where nothing or a lonely `-` stands.
  private mutating func sliceBound() throws(SQLError) -> SQL.Expression? {
    if at(.minus), peek().symbol == .colon || peek().symbol == .closeBracket {
      advance()
      return nil
    }
    return at(.colon) || at(.closeBracket) ? nil : try expression()
  }
}

// MARK: - Stars

extension SQL.Parser {
  /// Reads a star and what changes its columns. For `t.*` the point is taken, the star is not.
  mutating func star(qualifier: [SQL.Name], from start: SQL.Token) throws(SQLError)
    -> SQL.Expression
  {
    advance()
    if qualifier.isEmpty, at(.columns), peek().symbol == .openParenthesis {
      return try columns(isUnpacked: true, from: start)
    }
    try descend(2)
    var star = SQL.Star(qualifier: qualifier)
    if isExclusionAhead {
      advance()
      star.excluded = try maybeParenthesized { (parser) throws(SQLError) in
        guard parser.token.kind == .string else {
          return try parser.qualifiedName("the name of a column")
        }
        return SQL.QualifiedName(try parser.nameOrText("the name of a column"))
      }
    }
    if at(.replace), peek().symbol == .openParenthesis || startsOperand(peek()) {
      advance()
      star.replaced = try maybeParenthesized { (parser) throws(SQLError) in
        let value = try parser.expression()
        try parser.expect(.as)
        let name = try parser.qualifiedName("the name of a column")
        return SQL.Star.Replacement(value: value, name: name)
      }
    }
    if at(.rename), isName(peek()) || peek().symbol == .openParenthesis {
      advance()
      star.renamed = try maybeParenthesized { (parser) throws(SQLError) in
        let old = try parser.qualifiedName("the name of a column")
        try parser.expect(.as)
        return SQL.Star.Renaming(old: old, new: try parser.name("a name", for: .label))
      }
    }
    ascend(2)
    return SQL.Expression(.star(star), at: range(from: start))
  }

  /// Whether `EXCLUDE` begins here, or `EXCEPT` that is no operation with another query.
  private var isExclusionAhead: Bool {
    guard at(.exclude) || at(.except) && !startsQuery(at: 1) else { return false }
    if peek().symbol == .openParenthesis { return at(.exclude) || !startsQuery(at: 2) }
    return isName(peek()) || peek().kind == .string
  }

  /// Reads several elements in parentheses, or one without.
  private mutating func maybeParenthesized<Element>(
    _ element: (inout SQL.Parser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    let opener = token
    guard take(.openParenthesis) else { return [try element(&self)] }
    let elements = try openList(element)
    try close(opener)
    return elements
  }

  /// Reads `COLUMNS(…)`.
  mutating func columns(
    qualifier: [SQL.Name] = [],
    isUnpacked: Bool = false,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    advance()
    let opener = token
    try expect(.openParenthesis)
    let selection = try expression()
    try close(opener)
    return SQL.Expression(
      .columns(SQL.Columns(qualifier: qualifier, selection: selection, isUnpacked: isUnpacked)),
      at: range(from: start)
    )
  }
}
