// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// A rule that reads an operand.
  typealias Form = (inout SQL.Parser) throws(SQLError) -> SQL.Expression

  /// Reads an operand without what stands behind it.
  mutating func primary() throws(SQLError) -> SQL.Expression {
    guard at(.openParenthesis) else { return try operand() }
    return startsQuery(at: 1) ? try subquery() : try group()
  }

  private mutating func operand() throws(SQLError) -> SQL.Expression {
    guard keyword != nil, let form = formAhead else { return try plainOperand() }
    try descend()
    let expression = try form(&self)
    ascend()
    return expression
  }

  /// Whether `[…]`, `.name` or `::type` stands behind an operand.
  var isAtSuffix: Bool {
    switch symbol {
    case .openBracket, .doubleColon: true
    case .point: isName(peek(), for: .label)
    default: false
    }
  }

  /// Reads what stands behind the last operand and makes one of both.
  mutating func suffix() throws(SQLError) {
    guard let operand = stack.operands.popLast() else { return }
    try descend()
    setHeight(0)
    let expression =
      switch symbol {
      case .openBracket: try subscripted(operand.expression)
      case .point: try member(of: operand.expression)
      default: try converted(operand.expression)
      }
    ascend()
    try raise(to: max(height, operand.height) + 1)
    stack.operands.append(SQL.OperatorStack.Operand(expression: expression, height: height))
  }

  private mutating func converted(_ operand: SQL.Expression) throws(SQLError) -> SQL.Expression {
    advance()
    let type = try typeName()
    return SQL.Expression(
      .cast(SQL.Cast(operand: operand, type: type, isTry: false)),
      at: range(from: operand.range)
    )
  }

  /// Reads what begins with no keyword.
  private mutating func plainOperand() throws(SQLError) -> SQL.Expression {
    switch kind {
    case .word, .quotedName: return try nameOrCall()
    case .symbol:
      try descend()
      let expression = try symbolOperand()
      ascend()
      return expression
    default: return try leaf()
    }
  }

  private mutating func leaf() throws(SQLError) -> SQL.Expression {
    let start = token
    switch start.kind {
    case .number: return SQL.Expression(.literal(try number()), at: start.range)
    case .string, .escapeString, .dollarString:
      let text = try string()
      return SQL.Expression(.literal(.string(text)), at: range(from: start))
    case .hexString: return SQL.Expression(.literal(.bytes(try hexBytes())), at: start.range)
    case .parameter: return SQL.Expression(.parameter(try parameter()), at: start.range)
    case .positionReference:
      return SQL.Expression(.position(try positionReference()), at: start.range)
    case .quotedName, .symbol, .word, .end: throw expected("an expression")
    }
  }

  private mutating func symbolOperand() throws(SQLError) -> SQL.Expression {
    switch symbol {
    case .openBracket: return try listOperand()
    case .openBrace: return try structure()
    default: return try star()
    }
  }

  private mutating func star() throws(SQLError) -> SQL.Expression {
    guard at(.star) else { throw expected("an expression") }
    return try star(qualifier: [], from: token)
  }

  /// The rule of the form that begins here, if it is no name.
  private var formAhead: Form? {
    switch keyword {
    case .null: return { (parser) in parser.constant(.literal(.null)) }
    case .true: return { (parser) in parser.constant(.literal(.boolean(true))) }
    case .false: return { (parser) in parser.constant(.literal(.boolean(false))) }
    case .default: return { (parser) in parser.constant(.defaultValue) }
    case .case: return { (parser) throws(SQLError) in try parser.caseForm() }
    case .cast: return { (parser) throws(SQLError) in try parser.castForm(isTry: false) }
    case .array: return { (parser) throws(SQLError) in try parser.arrayForm() }
    case .lambda: return { (parser) throws(SQLError) in try parser.lambdaForm() }
    case .interval where isIntervalAhead:
      return { (parser) throws(SQLError) in try parser.intervalForm() }
    case .map where peek().symbol == .openBrace:
      return { (parser) throws(SQLError) in try parser.mapForm() }
    case .currentDate, .currentTime, .currentTimestamp, .localTime, .localTimestamp:
      guard peek().symbol != .openParenthesis, peek().symbol != .point else { return nil }
      return { (parser) in parser.callWithoutParentheses() }
    case .timestamp, .time, .double, .character, .char:
      guard isTypedLiteralOfSeveralWordsAhead else { return nil }
      return { (parser) throws(SQLError) in try parser.typedLiteralOfSeveralWords() }
    default: return peek().symbol == .openParenthesis ? parenthesizedForm : nil
    }
  }

  /// The rule of what is no plain call although it looks like one.
  private var parenthesizedForm: Form? {
    switch keyword {
    case .tryCast: { (parser) throws(SQLError) in try parser.castForm(isTry: true) }
    case .exists: { (parser) throws(SQLError) in try parser.existsForm() }
    case .try: { (parser) throws(SQLError) in try parser.attemptForm() }
    case .row: { (parser) throws(SQLError) in try parser.rowForm() }
    case .grouping, .groupingID: { (parser) throws(SQLError) in try parser.groupingForm() }
    case .columns: { (parser) throws(SQLError) in try parser.columns(from: parser.token) }
    case .extract: { (parser) throws(SQLError) in try parser.extractForm() }
    case .substring: { (parser) throws(SQLError) in try parser.substringForm() }
    case .position: { (parser) throws(SQLError) in try parser.positionForm() }
    case .trim: { (parser) throws(SQLError) in try parser.trimForm() }
    case .overlay: { (parser) throws(SQLError) in try parser.overlayForm() }
    default: nil
    }
  }

  private mutating func callWithoutParentheses() -> SQL.Expression {
    let name = takeName()
    return SQL.Expression(.call(SQL.Call(name: SQL.QualifiedName(name))), at: name.range)
  }

  private mutating func constant(_ kind: SQL.Expression.Kind) -> SQL.Expression {
    defer { advance() }
    return SQL.Expression(kind, at: token.range)
  }

  /// Whether an operand can begin with `token`.
  func startsOperand(_ token: SQL.Token) -> Bool {
    switch token.kind {
    case .end: return false
    case .symbol:
      switch token.symbol {
      case .openParenthesis, .openBracket, .openBrace, .minus, .plus, .tilde, .at, .star:
        return true
      default: return false
      }
    case .word:
      switch token.keyword {
      case .null, .true, .false, .default, .case, .cast, .array, .lambda, .not: return true
      case .offset, .rows, .preceding, .following: return false
      default: return token.reservation != .full
      }
    default: return true
    }
  }
}

// MARK: - Names

extension SQL.Parser {
  /// Reads a column, a field of one, a call of a function, or a literal of a type: `DATE '…'`.
  private mutating func nameOrCall() throws(SQLError) -> SQL.Expression {
    let start = token
    let name = try operandName()
    if at(.openParenthesis) { return try call(name, receiver: nil, from: start) }
    return try nameOperand(name, from: start)
  }

  /// Reads names up to a parenthesis, or to a point before what is no name.
  private mutating func operandName() throws(SQLError) -> SQL.QualifiedName {
    let isCall = peek().symbol == .openParenthesis
    guard
      isName(token) || isName(token, for: .function) && (isCall || peek().kind == .string)
    else { throw notOperand() }
    var parts = [takeName()]
    while at(.point), isName(peek(), for: .label) {
      if peek().keyword == .columns, peek(2).symbol == .openParenthesis { break }
      advance()
      parts.append(takeName())
    }
    return SQL.QualifiedName(parts)
  }

  /// Reads what follows a name that is no call.
  private mutating func nameOperand(
    _ name: SQL.QualifiedName,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    if take(.point) {
      if at(.star) { return try star(qualifier: name.parts, from: start) }
      guard at(.columns) else { throw expected("a name after '.'") }
      return try columns(qualifier: name.parts, from: start)
    }
    if isAtString, start.kind == .word || name.parts.count > 1 {
      return try typedLiteral(.named(name, modifiers: []), from: start)
    }
    return SQL.Expression(.name(name), at: range(from: start))
  }

  private func notOperand() -> SQLError {
    expected(
      "an expression",
      advice: token.reservation == .function
        ? "'\(source(token))' is a reserved word: as a name it needs double quotes." : ""
    )
  }

  /// Reads the text of a literal after its type.
  mutating func typedLiteral(
    _ type: SQL.TypeName.Kind,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    let type = SQL.TypeName(type, at: range(from: start))
    let place = token
    let text = try string()
    let literal = SQL.Expression(.literal(.string(text)), at: range(from: place))
    try raise(to: height + 1)
    return SQL.Expression(
      .cast(SQL.Cast(operand: literal, type: type, isTry: false)),
      at: range(from: start)
    )
  }

  private var isTypedLiteralOfSeveralWordsAhead: Bool {
    switch (keyword, peek().keyword) {
    case (.double, .precision), (.character, .varying), (.char, .varying): true
    case (.timestamp, .with), (.timestamp, .without), (.time, .with), (.time, .without):
      peek(2).keyword == .time && peek(3).keyword == .zone
    default: false
    }
  }

  /// Reads `DOUBLE PRECISION '1'`, `TIMESTAMP WITH TIME ZONE '…'`, `CHARACTER VARYING '…'`.
  private mutating func typedLiteralOfSeveralWords() throws(SQLError) -> SQL.Expression {
    let start = token
    let type = try typeName()
    return try typedLiteral(type.kind, from: start)
  }

  /// Reads `.name` or `.name(…)` behind an operand that is no name.
  private mutating func member(of operand: SQL.Expression) throws(SQLError) -> SQL.Expression {
    let point = token
    advance()
    let name = takeName()
    if at(.openParenthesis) {
      var call = try call(SQL.QualifiedName(name), receiver: operand, from: point)
      call.range = range(from: operand.range)
      return call
    }
    return SQL.Expression(.field(operand, name), at: range(from: operand.range))
  }
}
