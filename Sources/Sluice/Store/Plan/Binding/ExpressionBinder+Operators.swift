// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  func bind(
    _ sign: SQL.UnaryOperator,
    _ operand: SQL.Expression,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    if sign == .minus, case .literal(.integer(let digits)) = operand.kind,
      digits > Int128.max.magnitude
    {
      return digits == Int128.min.magnitude
        ? BoundExpression(TypedDatum(.integer(.min), .hugeint), at: range)
        : BoundExpression(TypedDatum(.double(-Double(digits)), .double), at: range)
    }
    let value = try bind(operand)
    switch sign {
    case .minus:
      if case .integer(let number) = value.argumentType.literal {
        return Self.integer(-number, at: range)
      }
      if case .decimal = value.type, case .constant(.integer(let number)) = value.kind {
        return BoundExpression(.constant(.integer(-number)), value.type, at: range)
      }
      return try apply("-", [value], at: range)
    case .plus:
      let hasSign = value.type.isNumeric || value.type == .null || value.type.element != nil
      guard hasSign || binder.isLenient else {
        throw SQLError(
          .binding,
          "a value of the type \(value.type) has no sign",
          at: range,
          advice: "Say with a cast which number is meant."
        )
      }
      return value
    case .complement: return try call("~", [value], at: range)
    case .magnitude: return try call("abs", [value], at: range)
    case .factorial: return try call("factorial", [value], at: range)
    }
  }

  /// Operators of one precedence, from left to right.
  func bind(
    _ first: SQL.Expression,
    _ steps: [SQL.BinaryStep]
  ) throws(SQLError) -> BoundExpression {
    var left = try bind(first)
    for step in steps {
      let right = try bind(step.operand)
      let range = first.range.extended(to: step.operand.range)
      left = try apply(step.operator.functionName, [left, right], at: range, as: step.range)
    }
    return left
  }

  func bind(_ test: SQL.PatternTest, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression
  {
    var arguments = [try bind(test.operand), try bind(test.pattern)]
    if let escape = test.escape { arguments.append(try bind(escape)) }
    let found = try call(test.kind.functionName, arguments, at: range)
    return test.isNegated ? negated(found, at: range) : found
  }

  func bind(_ between: SQL.Between, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let value = try bind(between.operand)
    var (lower, upper) = (try bind(between.lower), try bind(between.upper))
    if between.isSymmetric {
      let bounds = try unified([lower, upper], in: "BETWEEN", at: range)
      lower = try call("least", bounds, at: range)
      upper = try call("greatest", bounds, at: range)
    }
    let found = BoundExpression(
      .and([
        try compare(value, .greaterOrEqual, lower, at: range),
        try compare(value, .lessOrEqual, upper, at: range),
      ]),
      .boolean,
      at: range
    )
    return between.isNegated ? negated(found, at: range) : found
  }

  func bind(
    _ operand: SQL.Expression,
    _ test: SQL.TruthTest,
    _ isNegated: Bool,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    var found: BoundExpression
    switch test {
    case .null: found = BoundExpression(.isNull(try bind(operand)), .boolean, at: range)
    case .unknown: found = BoundExpression(.isNull(try boolean(operand)), .boolean, at: range)
    case .true, .false:
      let wanted = BoundExpression(.constant(.bool(test == .true)), .boolean, at: range)
      found = BoundExpression(
        .comparison(.notDistinct, try boolean(operand), wanted),
        .boolean,
        at: range
      )
    }
    if isNegated { found = negated(found, at: range) }
    return found
  }

  /// Whether a value is among some that are listed.
  func bind(
    _ operand: SQL.Expression,
    among values: [SQL.Expression],
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let value = try bind(operand)
    var candidates: [BoundExpression] = []
    for candidate in values { candidates.append(try bind(candidate)) }
    // All are compared as values of one type.
    var type = value.isTextLiteral ? SQLType.varchar : value.type
    for candidate in candidates {
      let known = BoundExpression(value.isLiteral ? value.kind : .constant(.null), type)
      var left = known
      left.isLiteral = value.isLiteral && type == value.type
      type = try comparisonType(left, candidate, at: candidate.range)
    }
    let typed = try cast(value, to: type)
    var others: [BoundExpression] = []
    for candidate in candidates { others.append(try cast(candidate, to: type)) }
    let constants = others.compactMap(\.constant)
    if constants.count == others.count, !type.isNested {
      let present = constants.filter { !$0.isNull }
      return BoundExpression(
        .isAmong(typed, present, hasNull: present.count < constants.count),
        .boolean,
        at: range
      )
    }
    let tests = others.map { BoundExpression(.comparison(.equal, typed, $0), .boolean, at: range) }
    return tests.count == 1 ? tests[0] : BoundExpression(.or(tests), .boolean, at: range)
  }
}

extension SQL.BinaryOperator {
  /// The function that the operator calls.
  fileprivate var functionName: String {
    switch self {
    case .power: "pow"
    case .startsWith: "starts_with"
    case .overlaps: "list_has_any"
    case .contains: "list_has_all"
    case .containedIn: "list_is_part_of"
    case .distance: "list_distance"
    case .cosineDistance: "list_cosine_distance"
    case .arrow: "json_extract"
    case .longArrow: "json_extract_string"
    default: rawValue
    }
  }
}

extension SQL.PatternKind {
  /// The function that the operator calls.
  fileprivate var functionName: String {
    switch self {
    case .like: "like"
    case .ilike: "ilike"
    case .glob: "glob"
    case .similar: "regexp_full_match"
    case .regex: "regexp_matches"
    case .regexIgnoringCase: "regexp_matches_ignoring_case"
    }
  }
}
