// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Operators with a right side of their own: a list, a query, two bounds, a name.

extension SQL.Parser {
  /// `[NOT] IN`, `BETWEEN`, `LIKE` and their kin.
  mutating func membership(_ base: Int, isNegated: Bool) throws(SQLError) -> Bool? {
    try checkedReduce(to: .membership, base: base)
    if peek(isNegated ? 1 : 0).keyword == .in {
      if isNegated { advance() }
      advance()
      return try memberOf(isNegated)
    }
    return try betweenOrPattern(base, isNegated)
  }

  private mutating func betweenOrPattern(_ base: Int, _ isNegated: Bool) throws(SQLError) -> Bool? {
    let start = token
    if isNegated { advance() }
    let keyword = self.keyword
    advance()
    let kind: SQL.PatternKind
    switch keyword {
    case .between:
      let isSymmetric = take(.symmetric)
      pushTaken(
        .openBetween(isSymmetric: isSymmetric, isNegated: isNegated),
        .membership,
        from: start
      )
      return false
    case .like: kind = .like
    case .ilike: kind = .ilike
    case .glob: kind = .glob
    default:
      try expect(.to)
      kind = .similar
    }
    if isQuantifier(token) {
      return try quantified(.pattern(kind, isNegated: isNegated), 0, base)
    }
    pushTaken(.pattern(kind, isNegated: isNegated), .membership, from: start)
    return false
  }

  mutating func escape(_ base: Int) throws(SQLError) -> Bool {
    try checkedReduce(to: .postfix, base: base)
    guard stack.operators.count > base,
      case .pattern(let kind, let isNegated)? = stack.operators.last?.operator
    else { return true }
    stack.operators[stack.operators.count - 1].operator = .escapedPattern(
      kind,
      isNegated: isNegated
    )
    advance()
    return false
  }

  mutating func collation(_ base: Int) throws(SQLError) -> Bool? {
    try checkedReduce(to: .collate, base: base)
    let start = token
    advance()
    let name = try qualifiedName("the name of a collation")
    stack.wrapTop(upTo: range(from: start)) { .collate($0, name) }
    return nil
  }

  private mutating func memberOf(_ isNegated: Bool) throws(SQLError) -> Bool? {
    try descend()
    setHeight(0)
    if at(.openParenthesis) {
      if startsQuery(at: 1) {
        wrapMember(in: try parenthesizedQuery(), isNegated)
      } else {
        wrapMember(in: try row(), isNegated)
      }
    } else {
      let value = try postfixed()
      stack.wrapTop(upTo: value.range, height: height) {
        .inValue($0, value, isNegated: isNegated)
      }
    }
    ascend()
    return nil
  }

  private mutating func wrapMember(in query: SQL.Query, _ isNegated: Bool) {
    stack.wrapTop(upTo: query.range, height: height) { .inQuery($0, query, isNegated: isNegated) }
  }

  private mutating func wrapMember(in values: [SQL.Expression], _ isNegated: Bool) {
    stack.wrapTop(upTo: last.range, height: height) {
      .inList($0, values, isNegated: isNegated)
    }
  }

  func isQuantifier(_ token: SQL.Token) -> Bool {
    token.keyword == .any || token.keyword == .some || token.keyword == .all
  }

  /// `ANY (…)` or `ALL (…)` after an operator of `count` words.
  mutating func quantified(
    _ test: SQL.Quantified.Test,
    _ count: Int,
    _ base: Int
  ) throws(SQLError) -> Bool? {
    if case .comparison = test { try checkedReduce(to: .comparison, base: base) }
    if count == 1 { advance() }
    let isForAll = token.keyword == .all
    advance()
    let opener = token
    guard at(.openParenthesis) else { throw expected("'('") }
    setHeight(0)
    try descend()
    let candidates: SQL.Quantified.Candidates
    if startsQuery(at: 1) {
      candidates = .query(try parenthesizedQuery())
    } else {
      advance()
      candidates = .value(try expression())
      try close(opener)
    }
    ascend()
    stack.wrapTop(upTo: range(from: opener), height: height) {
      .quantified(
        SQL.Quantified(operand: $0, test: test, isForAll: isForAll, candidates: candidates)
      )
    }
    return nil
  }
}
