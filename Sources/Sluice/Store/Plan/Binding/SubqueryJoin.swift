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
