// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes parts of expressions that are the same for every row.
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
    let expression = expression.replacingParts { folded($0) }
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
  /// Whether a function over the elements of a list is called.
  fileprivate var hasLambda: Bool {
    if case .call(let call) = kind { call.lambda != nil } else { false }
  }
}
