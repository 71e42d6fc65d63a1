// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Asks for no more rows than can matter: one, where it only counts whether there is any.
struct RowBounds {
  /// The plan with limits where rows beyond them change nothing.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    let plan = plan.replacingInputs { apply($0) }
    guard case .join(var join) = plan, join.conditions.isEmpty, join.comparisons.isEmpty else {
      return plan
    }
    switch join.kind {
    case .semi, .anti, .mark: join.right = limited(join.right, 1)
    // A second row is an error.
    case .single: join.right = limited(join.right, 2)
    default: return plan
    }
    return .join(join)
  }

  private func limited(_ plan: LogicalPlan, _ count: Int128) -> LogicalPlan {
    guard !plan.hasFewRows(count) else { return plan }
    let limit = BoundExpression(TypedDatum(.integer(count), .bigint))
    return .limit(plan, RowLimit(count: limit))
  }
}

extension LogicalPlan {
  /// Whether it is seen at once that there are not more rows.
  fileprivate func hasFewRows(_ count: Int128) -> Bool {
    switch self {
    case .single, .empty: true
    case .values(let values): values.rows.count <= count
    case .aggregate(let step): step.keys.isEmpty && step.groupings.count <= 1
    case .filter(let input, _), .project(let input, _, _), .sort(let input, _),
      .window(let input, _), .distinct(let input, _):
      input.hasFewRows(count)
    case .limit(let input, let limit):
      if case .integer(let known)? = limit.count?.constant, !limit.isPercent {
        known <= count
      } else {
        input.hasFewRows(count)
      }
    default: false
    }
  }
}
