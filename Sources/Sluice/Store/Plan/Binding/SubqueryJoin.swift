// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A query inside of an expression, whose value becomes a column by a join.
struct SubqueryJoin {
  var kind: Join.Kind
  var plan: LogicalPlan
  /// Comparisons with a row of the query, whose result is the value.
  var comparisons: [BoundExpression] = []

  /// The columns that the value is read from.
  var columns: [PlanColumn] {
    if case .mark(let column) = kind { [column] } else { plan.columns }
  }

  /// The same with columns in place of the expressions that they are computed by.
  func replacing(_ keys: [ComputedColumn]) -> SubqueryJoin {
    func replaced(_ plan: LogicalPlan) -> LogicalPlan {
      plan.replacingExpressions { $0.replacing(keys) }.replacingInputs(replaced)
    }
    var copy = self
    copy.comparisons = comparisons.map { $0.replacing(keys) }
    copy.plan = replaced(plan)
    return copy
  }
}

extension [SubqueryJoin] {
  /// Those that can be asked before windows are computed, and those that look at what comes of them.
  func parted(by windows: [WindowColumn]) -> (below: [SubqueryJoin], above: [SubqueryJoin]) {
    var late = Set(windows.map(\.column.id))
    guard !late.isEmpty else { return (self, []) }
    var parts: (below: [SubqueryJoin], above: [SubqueryJoin]) = ([], [])
    for subquery in self {
      var used = subquery.plan.freeColumns
      for comparison in subquery.comparisons { comparison.collectColumns(into: &used) }
      if used.isDisjoint(with: late) {
        parts.below.append(subquery)
      } else {
        parts.above.append(subquery)
        late.formUnion(subquery.columns.map(\.id))
      }
    }
    return parts
  }
}

extension LogicalPlan {
  /// The plan with the values of queries in expressions as columns.
  func joining(_ subqueries: [SubqueryJoin]) -> LogicalPlan {
    subqueries.reduce(self) { plan, subquery in
      let columns = Set(plan.columns.map(\.id))
      return .join(
        Join(
          kind: subquery.kind,
          left: plan,
          right: subquery.plan,
          comparisons: subquery.comparisons,
          isDependent: !subquery.plan.freeColumns.isDisjoint(with: columns)
        )
      )
    }
  }
}
