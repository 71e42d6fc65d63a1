// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  /// Adds an operator with its operands.
  mutating func addOperator(_ kind: SQL.Expression.Kind, _ precedence: SQL.Precedence) {
    switch kind {
    case .unary(let sign, let operand): add(sign, operand, precedence)
    case .binary(let first, let steps): add(first, steps, precedence)
    case .comparison(let left, let comparison, let right):
      expression(left, precedence.above)
      add(" \(comparison.rawValue) ")
      expression(right, precedence.above)
    case .not(let operand):
      add("NOT ")
      expression(operand, precedence)
    case .and(let operands):
      list(operands, separator: " AND ") { $0.expression($1, precedence.above) }
    case .or(let operands):
      list(operands, separator: " OR ") { $0.expression($1, precedence.above) }
    case .pattern(let test): add(test, precedence)
    case .between(let between): add(between, precedence)
    case .is(let operand, let test, let isNegated):
      expression(operand, precedence.above)
      add((isNegated ? " IS NOT " : " IS ") + test.rawValue)
    case .isDistinct(let left, let right, let isNegated):
      expression(left, precedence.above)
      add(isNegated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ")
      expression(right, precedence.above)
    case .quantified(let quantified): add(quantified, precedence)
    case .collate(let operand, let name):
      expression(operand, precedence)
      add(" COLLATE ")
      self.name(name)
    default: addMembership(kind, precedence)
    }
  }

  private mutating func addMembership(
    _ kind: SQL.Expression.Kind,
    _ precedence: SQL.Precedence
  ) {
    switch kind {
    case .inList(let operand, let values, let isNegated):
      expression(operand, precedence.above)
      add(isNegated ? " NOT IN (" : " IN (")
      expressions(values)
      add(")")
    case .inQuery(let operand, let query, let isNegated):
      expression(operand, precedence.above)
      add(isNegated ? " NOT IN (" : " IN (")
      add(.query(query))
      add(")")
    case .inValue(let operand, let value, let isNegated):
      expression(operand, precedence.above)
      add(isNegated ? " NOT IN " : " IN ")
      expression(value, .primary)
    default: break
    }
  }

  private mutating func add(
    _ sign: SQL.UnaryOperator,
    _ operand: SQL.Expression,
    _ precedence: SQL.Precedence
  ) {
    switch sign {
    case .factorial:
      expression(operand, precedence.above)
      add(" !")
    case .plus, .minus:
      add(sign.rawValue)
      expression(operand, precedence.above)
    case .complement, .magnitude:
      add(sign.rawValue + " ")
      expression(operand, precedence.above)
    }
  }

  /// Adds a chain; in a name, with parentheses around each operator.
  private mutating func add(
    _ first: SQL.Expression,
    _ steps: [SQL.BinaryStep],
    _ precedence: SQL.Precedence
  ) {
    if isForName { add(String(repeating: "(", count: max(0, steps.count - 1))) }
    expression(first, precedence.above)
    for (index, step) in steps.enumerated() {
      if isForName, index > 0 { add(")") }
      add(" \(step.operator.rawValue) ")
      if step.operator == .arrow, precedence > .arrow {
        addStep(step.operand)
      } else if step.operator == .arrow, step.operand.beginsWithPath {
        add("(")
        expression(step.operand)
        add(")")
      } else {
        expression(step.operand, precedence.above)
      }
    }
  }

  /// Adds a step on a path of JSON, which readers have to see the end of.
  private mutating func addStep(_ operand: SQL.Expression) {
    switch operand.kind {
    case .literal, .name, .parameter: expression(operand, .primary)
    default:
      add("(")
      expression(operand)
      add(")")
    }
  }

  private mutating func add(_ test: SQL.PatternTest, _ precedence: SQL.Precedence) {
    expression(test.operand, precedence.above)
    add(Self.sign(test.kind, isNegated: test.isNegated))
    expression(test.pattern, precedence.above)
    guard let escape = test.escape else { return }
    add(" ESCAPE ")
    expression(escape, precedence.above)
  }

  private static func sign(_ kind: SQL.PatternKind, isNegated: Bool) -> String {
    switch kind {
    case .regex, .regexIgnoringCase: isNegated ? " !\(kind.rawValue) " : " \(kind.rawValue) "
    default: isNegated ? " NOT \(kind.rawValue) " : " \(kind.rawValue) "
    }
  }

  private mutating func add(_ between: SQL.Between, _ precedence: SQL.Precedence) {
    expression(between.operand, precedence.above)
    add(between.isNegated ? " NOT BETWEEN " : " BETWEEN ")
    if between.isSymmetric { add("SYMMETRIC ") }
    expression(between.lower, precedence.above)
    add(" AND ")
    expression(between.upper, precedence.above)
  }

  private mutating func add(_ quantified: SQL.Quantified, _ precedence: SQL.Precedence) {
    expression(quantified.operand, precedence.above)
    switch quantified.test {
    case .comparison(let comparison): add(" \(comparison.rawValue) ")
    case .pattern(let kind, let isNegated): add(Self.sign(kind, isNegated: isNegated))
    }
    add(quantified.isForAll ? "ALL (" : "ANY (")
    switch quantified.candidates {
    case .query(let query): add(.query(query))
    case .value(let value): expression(value)
    }
    add(")")
  }
}

extension SQL.Expression {
  /// Whether it begins with a path of JSON, which would become longer behind an arrow.
  fileprivate var beginsWithPath: Bool {
    var expression = self
    while true {
      switch expression.kind {
      case .binary(let first, let steps):
        if steps.first.map({ $0.operator == .longArrow || $0.operator == .arrow }) ?? false {
          return true
        }
        expression = first
      case .comparison(let left, _, _), .isDistinct(let left, _, _): expression = left
      case .and(let parts), .or(let parts):
        guard let first = parts.first else { return false }
        expression = first
      case .pattern(let test): expression = test.operand
      case .between(let between): expression = between.operand
      case .inList(let operand, _, _), .inQuery(let operand, _, _), .inValue(let operand, _, _),
        .is(let operand, _, _), .collate(let operand, _):
        expression = operand
      default: return false
      }
    }
  }
}
