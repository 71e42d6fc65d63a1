// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes parts of expressions that are the same for every row, and compares columns with constants of
/// their own type.
///
/// What fails stays as it is: it may be in a branch that no row takes.
struct ConstantFolding {
  /// The plan with constants in place of expressions of nothing but constants.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    plan.replacingInputs { apply($0) }.replacingExpressions { folded($0) }
  }

  private func folded(_ expression: BoundExpression) -> BoundExpression {
    switch expression.kind {
    case .constant, .column, .parameter, .lambdaParameter: return expression
    default: break
    }
    let expression = expression.replacingParts { folded($0) }.comparingInOwnType
    guard !expression.parts.isEmpty, !expression.isVolatile, !expression.hasLambda,
      expression.parts.allSatisfy({ $0.constant != nil }), !expression.type.isNested,
      let evaluator = try? expression.evaluator(ChunkLayout([])),
      let cells = try? evaluator.evaluate(Chunk([Cells](), count: 1))
    else { return expression }
    return BoundExpression(
      .constant(cells.datum(0, expression.type)),
      expression.type,
      at: expression.range
    )
  }
}

extension BoundExpression {
  /// The same without casts of what is compared to a wider type, if the constants fit into the own one.
  fileprivate var comparingInOwnType: BoundExpression {
    var copy = self
    switch kind {
    case .comparison(let test, let left, let right):
      if let value = right.constant, let part = left.part(as: value) {
        copy.kind = .comparison(test, part, BoundExpression(right.kind, part.type, at: right.range))
      } else if let value = left.constant, let part = right.part(as: value) {
        copy.kind = .comparison(test, BoundExpression(left.kind, part.type, at: left.range), part)
      }
    case .isAmong(let cast, let values, let hasNull):
      guard let first = values.first, let part = cast.part(as: first),
        values.allSatisfy({ cast.part(as: $0) != nil })
      else { break }
      copy.kind = .isAmong(part, values, hasNull: hasNull)
    default: break
    }
    return copy
  }

  /// What is cast to a wider type of integers or decimals of the same scale, if its own type has a value.
  private func part(as value: Datum) -> BoundExpression? {
    guard case .cast(let part, isTry: false) = kind, case .integer(let integer) = value,
      let from = NumberForm(part.type), let to = NumberForm(type), from.kind != .bool,
      from.kind != .double, to.kind != .double, from.scale == to.scale,
      from.limits.lower >= to.limits.lower, from.limits.upper <= to.limits.upper,
      from.limits.contains(integer)
    else { return nil }
    return part
  }

  /// Whether a function over the elements of a list is called.
  fileprivate var hasLambda: Bool {
    if case .call(let call) = kind { call.lambda != nil } else { false }
  }
}
