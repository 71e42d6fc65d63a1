// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Expressions that begin with a keyword and have a syntax of their own.

extension SQL.Parser {
  mutating func caseForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let operand = at(.when) ? nil : try expression()
    let branches = try caseBranches()
    return try ended(operand, branches, from: start)
  }

  private mutating func caseBranches() throws(SQLError) -> [SQL.Case.Branch] {
    guard at(.when) else { throw expected("WHEN") }
    var branches: [SQL.Case.Branch] = []
    while take(.when) { branches.append(try caseBranch()) }
    return branches
  }

  private mutating func caseBranch() throws(SQLError) -> SQL.Case.Branch {
    let condition = try expression()
    try expect(.then)
    return SQL.Case.Branch(condition: condition, result: try expression())
  }

  private mutating func ended(
    _ operand: SQL.Expression?,
    _ branches: [SQL.Case.Branch],
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    let otherwise = take(.else) ? try expression() : nil
    guard take(.end) else { throw endless(start) }
    let form = SQL.Case(operand: operand, branches: branches, otherwise: otherwise)
    return SQL.Expression(.case(form), at: range(from: start))
  }

  private func endless(_ start: SQL.Token) -> SQLError {
    guard kind == .end else { return expected("WHEN, ELSE or END") }
    return SQLError(.syntax, "the CASE that begins here has no END", at: start.range)
  }

  mutating func castForm(isTry: Bool) throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    try expect(.openParenthesis)
    let operand = try expression()
    try expect(.as)
    let type = try typeName()
    try close(opener)
    return SQL.Expression(
      .cast(SQL.Cast(operand: operand, type: type, isTry: isTry)),
      at: range(from: start)
    )
  }

  mutating func existsForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    guard startsQuery(at: 1) else {
      advance()
      throw expected("a query after EXISTS")
    }
    let query = try parenthesizedQuery()
    return SQL.Expression(.exists(query), at: range(from: start))
  }

  mutating func attemptForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    advance()
    let operand = try expression()
    try close(opener)
    return SQL.Expression(.attempt(operand), at: range(from: start))
  }

  mutating func groupingForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    advance()
    let values = try expressions(upTo: opener)
    return SQL.Expression(.grouping(values), at: range(from: start))
  }

  /// Reads `LAMBDA x, y: body`.
  mutating func lambdaForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    let isInParentheses = take(.openParenthesis)
    let parameters = try list { (parser) throws(SQLError) in try parser.name("a parameter") }
    if isInParentheses { try close(opener) }
    try expect(.colon)
    let body = try expression()
    return SQL.Expression(
      .lambda(SQL.Lambda(parameters: parameters, body: body)),
      at: range(from: start)
    )
  }
}

// MARK: - Intervals

extension SQL.Parser {
  /// Whether an amount follows the word `INTERVAL`, so that it is no name.
  var isIntervalAhead: Bool {
    switch peek().kind {
    case .string, .escapeString, .dollarString, .number, .parameter: true
    case .symbol: peek().symbol == .openParenthesis
    case .word: isName(peek()) && unit(of: peek(2)) != nil && !peek().isUnit
    default: false
    }
  }

  mutating func intervalForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let place = token
    let amount: SQL.Expression
    if at(.openParenthesis) {
      advance()
      amount = try expression()
      try close(place)
    } else if isAtString {
      amount = SQL.Expression(.literal(.string(try string())), at: range(from: place))
    } else {
      amount = try postfixed()
    }
    var interval = SQL.Interval(amount: amount)
    if let unit = unit(of: token) {
      interval.unit = unit
      advance()
      if at(.to), let last = self.unit(of: peek()) {
        interval.lastUnit = last
        advance()
        advance()
      }
    }
    return SQL.Expression(.interval(interval), at: range(from: start))
  }

  /// The unit of time that a word names, in the singular or the plural.
  func unit(of token: SQL.Token) -> SQL.Interval.Unit? {
    switch token.keyword {
    case .millennium, .millennia: .millennium
    case .century, .centuries: .century
    case .decade, .decades: .decade
    case .year, .years: .year
    case .quarter, .quarters: .quarter
    case .month, .months: .month
    case .week, .weeks: .week
    case .day, .days: .day
    case .hour, .hours: .hour
    case .minute, .minutes: .minute
    case .second, .seconds: .second
    case .millisecond, .milliseconds: .millisecond
    case .microsecond, .microseconds: .microsecond
    default: nil
    }
  }
}

extension SQL.Token {
  /// Whether it is a word such as `FROM` that no amount of an interval can be.
  fileprivate var isUnit: Bool { reservation == .full }
}

// MARK: - Calls with words between the arguments

extension SQL.Parser {
  /// `EXTRACT(year FROM d)`.
  mutating func extractForm() throws(SQLError) -> SQL.Expression {
    let start = token
    advance()
    let opener = token
    advance()
    guard peek().keyword == .from, token.kind != .symbol else {
      throw isName(token) || isAtString ? expectedFrom() : expected("a part of a date")
    }
    let place = token
    let part = isAtString ? try string() : takeName().text
    advance()
    let source = try expression()
    try close(opener)
    let literal = SQL.Expression(.literal(.string(part)), at: place.range)
    return form("date_part", [literal, source], from: start)
  }

  private mutating func expectedFrom() -> SQLError {
    advance()
    return expected("FROM")
  }

  /// `SUBSTRING(a FROM b FOR c)`.
  mutating func substringForm() throws(SQLError) -> SQL.Expression {
    let start = token
    let name = SQL.QualifiedName(takeName())
    let opener = token
    guard peek().symbol != .closeParenthesis else {
      return try call(name, receiver: nil, from: start)
    }
    advance()
    let text = try expression()
    guard at(.from) || at(.for) else {
      return try call(name, first: text, opener: opener, from: start)
    }
    var from: SQL.Expression?
    var length: SQL.Expression?
    while from == nil && at(.from) || length == nil && at(.for) {
      if take(.from) {
        from = try expression()
      } else {
        advance()
        length = try expression()
      }
    }
    try close(opener)
    let first = from ?? SQL.Expression(.literal(.integer(1)), at: text.range)
    return form("substring", [text, first] + (length.map { [$0] } ?? []), from: start)
  }

  /// `POSITION(a IN b)`.
  mutating func positionForm() throws(SQLError) -> SQL.Expression {
    let start = token
    let name = SQL.QualifiedName(takeName())
    let opener = token
    advance()
    let needle = try expression(from: .postfix)
    guard take(.in) else { return try call(name, first: needle, opener: opener, from: start) }
    let text = try expression()
    try close(opener)
    return form("position", [text, needle], from: start)
  }

  /// `TRIM(LEADING a FROM b)`.
  mutating func trimForm() throws(SQLError) -> SQL.Expression {
    let start = token
    let name = SQL.QualifiedName(takeName())
    let opener = token
    advance()
    var function = "trim"
    var hasSide = true
    if take(.leading) {
      function = "ltrim"
    } else if take(.trailing) {
      function = "rtrim"
    } else {
      hasSide = take(.both)
    }
    var arguments: [SQL.Expression] = []
    if !at(.from) {
      let first = try expression()
      guard hasSide || at(.from) else {
        return try call(name, first: first, opener: opener, from: start)
      }
      arguments = [first]
    }
    if take(.from) {
      arguments = try list { (parser) throws(SQLError) in try parser.expression() } + arguments
    }
    try close(opener)
    return form(function, arguments, from: start)
  }

  /// `OVERLAY(a PLACING b FROM c FOR d)`.
  mutating func overlayForm() throws(SQLError) -> SQL.Expression {
    let start = token
    let name = SQL.QualifiedName(takeName())
    let opener = token
    advance()
    let text = try expression()
    guard take(.placing) else { return try call(name, first: text, opener: opener, from: start) }
    var arguments = [text, try expression()]
    try expect(.from)
    arguments.append(try expression())
    if take(.for) { arguments.append(try expression()) }
    try close(opener)
    return form("overlay", arguments, from: start)
  }

  private func form(
    _ name: String,
    _ arguments: [SQL.Expression],
    from start: SQL.Token
  ) -> SQL.Expression {
    let name = SQL.QualifiedName(SQL.Name(name, at: start.range))
    let call = SQL.Call(name: name, arguments: arguments.map { SQL.Argument(value: $0) })
    return SQL.Expression(.call(call), at: range(from: start))
  }
}
