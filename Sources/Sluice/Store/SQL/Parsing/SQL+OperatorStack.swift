// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Operators and operands that have been read but not put together, as it may yet turn out that
  /// what follows binds more tightly.
  struct OperatorStack: Sendable {
    /// An expression, and how many levels it has.
    struct Operand: Sendable {
      var expression: Expression
      var height: Int
    }

    /// An operator that waits for its last operand.
    enum Operator: Sendable {
      case prefix(UnaryOperator)
      case not
      case binary(BinaryOperator)
      case comparison(ComparisonOperator)
      case and
      case or
      case pattern(PatternKind, isNegated: Bool)
      /// With the operand after `ESCAPE` to come.
      case escapedPattern(PatternKind, isNegated: Bool)
      /// With the lower bound to come, and `AND`.
      case openBetween(isSymmetric: Bool, isNegated: Bool)
      /// With the upper bound to come.
      case between(isSymmetric: Bool, isNegated: Bool)
      case isDistinct(isNegated: Bool)
      case timeZone
    }

    struct Pending: Sendable {
      var `operator`: Operator
      var precedence: Precedence
      /// Where the operator stands.
      var range: SourceRange
    }

    var operands: [Operand] = []
    var operators: [Pending] = []
  }
}

extension SQL.OperatorStack.Operator {
  /// Whether operators of this kind and one precedence make one chain.
  fileprivate var isChained: Bool {
    switch self {
    case .binary, .and, .or: true
    default: false
    }
  }
}

extension SQL.OperatorStack {
  typealias Expression = SQL.Expression

  /// Puts together what binds more tightly than an operator of `precedence` that comes next.
  ///
  /// Operators that the next one continues as a chain stay until the chain is complete.
  mutating func reduce(to precedence: SQL.Precedence, base: Int, isChained: Bool = false) {
    while operators.count > base, let top = operators.last {
      if case .openBetween = top.operator { return }
      guard
        top.precedence > precedence
          || top.precedence == precedence && !(isChained && top.operator.isChained)
      else { return }
      applyTop(base: base)
    }
  }

  /// Replaces the last operand with what `wrap` makes of it, which stands up to `end`.
  mutating func wrapTop(
    upTo end: SQL.SourceRange,
    height: Int = 0,
    _ wrap: (Expression) -> Expression.Kind
  ) {
    guard let top = operands.popLast() else { return }
    let range = top.expression.range.extended(to: end)
    operands.append(
      Operand(
        expression: Expression(wrap(top.expression), at: range),
        height: max(top.height, height) + 1
      )
    )
  }

  /// Applies the operator on top, or all of the chain that it ends, to its operands.
  private mutating func applyTop(base: Int) {
    guard let top = operators.last else { return }
    switch top.operator {
    case .binary, .and, .or: applyChain(top, base: base)
    case .prefix(let sign):
      applyPrefix(top) { .unary(sign, $0) }
    case .not:
      applyPrefix(top) { .not($0) }
    case .comparison(let comparison):
      apply(2) { .comparison($0[0], comparison, $0[1]) }
    case .isDistinct(let isNegated):
      apply(2) { .isDistinct($0[0], $0[1], isNegated: isNegated) }
    case .pattern(let kind, let isNegated), .escapedPattern(let kind, let isNegated):
      applyPattern(top, kind, isNegated)
    case .between(let isSymmetric, let isNegated), .openBetween(let isSymmetric, let isNegated):
      apply(3) {
        .between(
          SQL.Between(
            operand: $0[0],
            lower: $0[1],
            upper: $0[2],
            isSymmetric: isSymmetric,
            isNegated: isNegated
          )
        )
      }
    case .timeZone:
      let name = SQL.QualifiedName(SQL.Name("timezone", at: top.range))
      apply(2) {
        .call(
          SQL.Call(
            name: name,
            arguments: [SQL.Argument(value: $0[1]), SQL.Argument(value: $0[0])]
          )
        )
      }
    }
  }

  private mutating func applyPattern(_ top: Pending, _ kind: SQL.PatternKind, _ isNegated: Bool) {
    var count = 2
    if case .escapedPattern = top.operator { count = 3 }
    apply(count) {
      .pattern(
        SQL.PatternTest(
          kind: kind,
          operand: $0[0],
          pattern: $0[1],
          escape: count == 3 ? $0[2] : nil,
          isNegated: isNegated
        )
      )
    }
  }

  private mutating func applyPrefix(_ top: Pending, _ make: (Expression) -> Expression.Kind) {
    apply(1) { make($0[0]) }
    guard let last = operands.indices.last else { return }
    operands[last].expression.range = top.range.extended(to: operands[last].expression.range)
  }

  /// Takes the operator on top away, and puts one operand in place of the last `count`.
  private mutating func apply(_ count: Int, _ make: ([Expression]) -> Expression.Kind) {
    operators.removeLast()
    let taken = Array(operands.suffix(count))
    operands.removeLast(count)
    operands.append(joined(taken, make(taken.map(\.expression))))
  }

  private func joined(_ parts: [Operand], _ kind: Expression.Kind) -> Operand {
    let range = parts[0].expression.range.extended(to: parts[parts.count - 1].expression.range)
    let height = parts.reduce(0) { max($0, $1.height) }
    return Operand(expression: Expression(kind, at: range), height: height + 1)
  }

  private mutating func applyChain(_ top: Pending, base: Int) {
    var start = operators.count - 1
    while start > base, operators[start - 1].precedence == top.precedence,
      operators[start - 1].operator.isChained
    {
      start -= 1
    }
    let signs = Array(operators[start...])
    operators.removeLast(signs.count)
    let parts = Array(operands.suffix(signs.count + 1))
    operands.removeLast(parts.count)
    operands.append(joined(parts, Self.chain(signs, parts.map(\.expression))))
  }

  private static func chain(_ signs: [Pending], _ parts: [Expression]) -> Expression.Kind {
    switch signs[0].operator {
    case .and:
      return .and(parts.flatMap { if case .and(let inner) = $0.kind { inner } else { [$0] } })
    case .or:
      return .or(parts.flatMap { if case .or(let inner) = $0.kind { inner } else { [$0] } })
    default:
      var steps: [SQL.BinaryStep] = []
      steps.reserveCapacity(signs.count)
      for (sign, part) in zip(signs, parts.dropFirst()) {
        guard case .binary(let symbol) = sign.operator else { continue }
        steps.append(SQL.BinaryStep(operator: symbol, operand: part, range: sign.range))
      }
      return .binary(parts[0], steps)
    }
  }
}
