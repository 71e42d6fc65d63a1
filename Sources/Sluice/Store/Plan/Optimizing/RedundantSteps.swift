// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Leaves out steps that change nothing: an order that nobody sees, and rows made different that are so.
struct RedundantSteps {
  /// The plan without them. The order of its rows counts.
  func apply(_ plan: LogicalPlan) -> LogicalPlan { reduced(plan, isOrdered: true) }

  /// The same of a part, the order of whose rows counts or does not.
  private func reduced(_ plan: LogicalPlan, isOrdered: Bool) -> LogicalPlan {
    switch plan {
    case .sort(let input, let keys):
      guard isOrdered || keys.contains(where: \.expression.isVolatile) else {
        return reduced(input, isOrdered: false)
      }
      // Rows that are the same stay in the order that they have below.
      return .sort(reduced(input, isOrdered: true), keys)
    case .filter(let input, let conditions) where !conditions.contains(where: \.isVolatile):
      return .filter(reduced(input, isOrdered: isOrdered), conditions)
    case .project(let input, let computed, let isFinal)
    where !computed.contains(where: \.expression.isVolatile):
      return .project(reduced(input, isOrdered: isOrdered), computed, isFinal: isFinal)
    case .distinct(let input, let on):
      let columns = on.compactMap(\.column)
      if columns.count == on.count, input.isUnique(in: Set(columns)) {
        return reduced(input, isOrdered: isOrdered)
      }
      return .distinct(reduced(input, isOrdered: true), on: on)
    case .aggregate(var step):
      let isSensitive = step.aggregates.contains { !Self.anyOrder.contains($0.call.function.name) }
      // Groups come in the order of their first rows.
      step.input = reduced(step.input, isOrdered: isSensitive || isOrdered && !step.keys.isEmpty)
      return .aggregate(step)
    case .join(var join):
      join.left = reduced(join.left, isOrdered: isOrdered)
      switch join.kind {
      case .semi, .anti, .mark: join.right = reduced(join.right, isOrdered: false)
      default: join.right = reduced(join.right, isOrdered: isOrdered)
      }
      return .join(join)
    case .setOperation(var step):
      step.left = reduced(step.left, isOrdered: isOrdered)
      step.right = reduced(step.right, isOrdered: isOrdered && step.kind == .union)
      return .setOperation(step)
    case .shared(var part, let body):
      part.plan = reduced(part.plan, isOrdered: true)
      return .shared(part, body: reduced(body, isOrdered: isOrdered))
    default: return plan.replacingInputs { reduced($0, isOrdered: true) }
    }
  }

  /// Aggregates whose results do not depend on the order in which rows come.
  private static let anyOrder: Set<String> = [
    "count", "count_star", "count_if", "sum", "avg", "mean", "min", "max", "bool_and", "bool_or",
    "bit_and", "bit_or", "bit_xor", "median", "quantile_cont", "quantile_disc",
    "approx_count_distinct",
  ]
}
