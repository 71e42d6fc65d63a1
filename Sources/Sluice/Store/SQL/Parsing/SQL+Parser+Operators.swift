// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads an expression whose operators all bind at least as tightly as `floor`.
  mutating func expression(from floor: SQL.Precedence = .arrow) throws(SQLError) -> SQL.Expression {
    try descend()
    let before = measure()
    let base = stack.operators.count
    repeat {
      takePrefixes()
      pushOperand(try primary())
      while isAtSuffix { try suffix() }
    } while try continues(from: floor, base: base)
    return try finished(before, base: base)
  }

  /// Reads an operand with everything that stands directly behind it, and no operators.
  mutating func postfixed() throws(SQLError) -> SQL.Expression {
    try descend()
    let before = measure()
    pushOperand(try primary())
    while isAtSuffix { try suffix() }
    return try finished(before, base: stack.operators.count)
  }

  private mutating func takePrefixes() {
    while let (sign, precedence) = prefixOperator() { push(sign, precedence) }
    setHeight(0)
  }

  /// Keeps an operand whose parts have just been read.
  private mutating func pushOperand(_ expression: SQL.Expression) {
    stack.operands.append(SQL.OperatorStack.Operand(expression: expression, height: height + 1))
  }

  private func prefixOperator() -> (SQL.OperatorStack.Operator, SQL.Precedence)? {
    switch symbol {
    case .minus: return (.prefix(.minus), .sign)
    case .plus: return (.prefix(.plus), .sign)
    case .tilde: return (.prefix(.complement), .other)
    case .at: return (.prefix(.magnitude), .other)
    case nil: return at(.not) ? (.not, .not) : nil
    default: return nil
    }
  }

  /// Takes one word as an operator that waits for an operand.
  mutating func push(_ sign: SQL.OperatorStack.Operator, _ precedence: SQL.Precedence) {
    let start = token
    advance()
    pushTaken(sign, precedence, from: start)
  }

  mutating func pushTaken(
    _ sign: SQL.OperatorStack.Operator,
    _ precedence: SQL.Precedence,
    from start: SQL.Token
  ) {
    stack.operators.append(
      SQL.OperatorStack.Pending(
        operator: sign,
        precedence: precedence,
        range: range(from: start)
      )
    )
  }

  /// Puts together all that has been read since there were `base` operators.
  private mutating func finished(_ before: Int, base: Int) throws(SQLError) -> SQL.Expression {
    try checkedReduce(to: .arrow, base: base)
    guard stack.operators.count == base, let result = stack.operands.popLast() else {
      throw expected("AND")
    }
    setHeight(max(before, result.height))
    ascend()
    return result.expression
  }

  /// Puts together what can be, and sees to it that the result is not too high.
  mutating func checkedReduce(
    to precedence: SQL.Precedence,
    base: Int,
    isChained: Bool = false
  ) throws(SQLError) {
    stack.reduce(to: precedence, base: base, isChained: isChained)
    try raise(to: stack.operands.last?.height ?? 0)
  }

  private func isOpenBetween(_ base: Int) -> Bool {
    guard stack.operators.count > base, let top = stack.operators.last else { return false }
    if case .openBetween = top.operator { return true }
    return false
  }

  /// Reads operators behind an operand, and returns whether another operand has to follow.
  private mutating func continues(from floor: SQL.Precedence, base: Int) throws(SQLError) -> Bool {
    while true {
      guard kind == .symbol || kind == .word else { return false }
      let isOver =
        kind == .symbol ? try symbolOperator(floor, base) : try wordOperator(floor, base)
      if let isOver { return !isOver }
    }
  }

  // The methods below return whether the expression ends here, or nil if it may go on with another
  // operator, as it does after `IS NULL`.

  private mutating func symbolOperator(_ floor: SQL.Precedence, _ base: Int) throws(SQLError)
    -> Bool?
  {
    guard let symbol else { return true }
    if let binary = symbol.binaryOperator {
      let precedence: SQL.Precedence =
        binary == .arrow && isPathToText ? .other : binary.precedence
      guard precedence >= floor else { return true }
      if symbol == .percent, !startsOperand(peek()) { return true }
      return try binaryOperator(.binary(binary), precedence, base)
    }
    if let comparison = symbol.comparison {
      guard floor <= .comparison else { return true }
      if isQuantifier(peek()) { return try quantified(.comparison(comparison), 1, base) }
      try refuseChain(.comparison, base)
      return try binaryOperator(.comparison(comparison), .comparison, base)
    }
    if let (kind, isNegated) = symbol.pattern {
      guard kind.precedence >= floor else { return true }
      if isQuantifier(peek()) {
        return try quantified(.pattern(kind, isNegated: isNegated), 1, base)
      }
      return try binaryOperator(.pattern(kind, isNegated: isNegated), kind.precedence, base)
    }
    guard symbol == .exclamation, floor <= .postfix else { return true }
    try checkedReduce(to: .postfix, base: base)
    stack.wrapTop(upTo: token.range) { .unary(.factorial, $0) }
    advance()
    return nil
  }

  /// Whether `->` at this place begins a path that ends in `->>`: `a -> 'b' -> 'c' ->> 'd'`.
  ///
  /// Such a path binds as tightly as its end.
  private var isPathToText: Bool {
    var offset = 1
    for _ in 0..<Self.longestPath {
      guard skipStep(&offset) else { return false }
      switch peek(offset).symbol {
      case .longArrow: return true
      case .arrow: offset += 1
      default: return false
      }
    }
    return false
  }

  /// How many steps are looked ahead for the end of a path.
  private static let longestPath = 64

  /// Goes past a literal, a name, a call or what stands in parentheses.
  private func skipStep(_ offset: inout Int) -> Bool {
    if peek(offset).symbol != .openParenthesis {
      guard startsOperand(peek(offset)), peek(offset).kind != .symbol else { return false }
      offset += 1
      while peek(offset).symbol == .point || peek(offset).symbol == .doubleColon { offset += 2 }
    }
    if peek(offset).symbol == .openParenthesis {
      offset = closer(ofParenthesisAt: offset) + 1
    }
    return true
  }

  /// Refuses a comparison with the result of another: `1 < x < 5` does not mean what it looks like.
  private func refuseChain(_ precedence: SQL.Precedence, _ base: Int) throws(SQLError) {
    let before = stack.operators.dropFirst(base).last { $0.precedence <= precedence }
    switch before?.operator {
    case .comparison where precedence == .comparison, .isDistinct where precedence == .is:
      throw SQLError(
        .syntax,
        "comparisons make no chains",
        at: token.range,
        advice: "Put AND between them, or parentheses around the first."
      )
    default: return
    }
  }

  private mutating func binaryOperator(
    _ sign: SQL.OperatorStack.Operator,
    _ precedence: SQL.Precedence,
    _ base: Int
  ) throws(SQLError) -> Bool {
    let isChained =
      switch sign {
      case .binary, .and, .or: true
      default: false
      }
    try checkedReduce(to: precedence, base: base, isChained: isChained)
    if precedence <= .or, isOpenBetween(base) { throw expected("AND") }
    push(sign, precedence)
    return false
  }

  private mutating func wordOperator(_ floor: SQL.Precedence, _ base: Int) throws(SQLError) -> Bool?
  {
    switch keyword {
    case .in, .between, .like, .ilike, .glob, .similar:
      return floor <= .membership ? try membership(base, isNegated: false) : true
    case .not where Self.isMembership(peek().keyword):
      return floor <= .membership ? try membership(base, isNegated: true) : true
    default:
      return try logicalOperator(floor, base)
    }
  }

  private mutating func logicalOperator(
    _ floor: SQL.Precedence,
    _ base: Int
  ) throws(SQLError) -> Bool? {
    switch keyword {
    case .and: return try conjunction(floor, base)
    case .or where floor <= .or: return try binaryOperator(.or, .or, base)
    case .is where floor <= .is: return try isTest(base)
    case .isnull where floor <= .is: return try nullTest(1, isNegated: false, base)
    case .notnull where floor <= .is: return try nullTest(1, isNegated: true, base)
    case .not where floor <= .is && peek().keyword == .null:
      return try nullTest(2, isNegated: true, base)
    case .not where floor <= .is:
      advance()
      throw expected("IN, BETWEEN, LIKE, ILIKE, SIMILAR TO, GLOB or NULL")
    case .escape where floor <= .membership: return try escape(base)
    case .collate where floor <= .collate: return try collation(base)
    case .at where floor <= .timeZone && peek().keyword == .time && peek(2).keyword == .zone:
      return try timeZone(base)
    default:
      recordOperators()
      return true
    }
  }

  private mutating func nullTest(
    _ words: Int,
    isNegated: Bool,
    _ base: Int
  ) throws(SQLError) -> Bool? {
    try checkedReduce(to: .is, base: base)
    stack.wrapTop(upTo: peek(words - 1).range) { .is($0, .null, isNegated: isNegated) }
    for _ in 0..<words { advance() }
    return nil
  }

  private mutating func timeZone(_ base: Int) throws(SQLError) -> Bool {
    try checkedReduce(to: .timeZone, base: base)
    let start = token
    for _ in 0..<3 { advance() }
    pushTaken(.timeZone, .timeZone, from: start)
    return false
  }

  /// Notes which words could have continued the expression.
  private func recordOperators() {
    for word in [SQL.Keyword.and, .or, .is, .in, .between, .like, .ilike, .similar] { note(word) }
  }

  private static func isMembership(_ keyword: SQL.Keyword?) -> Bool {
    switch keyword {
    case .in, .between, .like, .ilike, .glob, .similar: true
    default: false
    }
  }

  /// `AND`, which ends the lower bound of `BETWEEN` or joins conditions.
  private mutating func conjunction(_ floor: SQL.Precedence, _ base: Int) throws(SQLError) -> Bool {
    try checkedReduce(to: .and, base: base, isChained: true)
    guard isOpenBetween(base),
      case .openBetween(let isSymmetric, let isNegated)? = stack.operators.last?.operator
    else {
      guard floor <= .and else { return true }
      push(.and, .and)
      return false
    }
    stack.operators[stack.operators.count - 1].operator = .between(
      isSymmetric: isSymmetric,
      isNegated: isNegated
    )
    advance()
    return false
  }

  private mutating func isTest(_ base: Int) throws(SQLError) -> Bool? {
    if peek(peek().keyword == .not ? 2 : 1).keyword == .distinct { try refuseChain(.is, base) }
    try checkedReduce(to: .is, base: base)
    let start = token
    advance()
    let isNegated = take(.not)
    let test: SQL.TruthTest
    if take(.null) {
      test = .null
    } else if take(.true) {
      test = .true
    } else if take(.false) {
      test = .false
    } else if take(.unknown) {
      test = .unknown
    } else if take(.distinct) {
      try expect(.from)
      pushTaken(.isDistinct(isNegated: isNegated), .is, from: start)
      return false
    } else {
      throw expected("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM")
    }
    stack.wrapTop(upTo: range(from: start)) { .is($0, test, isNegated: isNegated) }
    return nil
  }
}
