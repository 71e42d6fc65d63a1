// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes a plan that costs less and means the same.
struct Optimizer {
  private let binder: Binder

  init(_ binder: Binder) { self.binder = binder }

  /// The plan of a query, with the columns that it is asked for in their order.
  func apply(_ query: BoundQuery) throws(SQLError) -> LogicalPlan {
    // Once before, so that what depends on rows around is computed for those only that are wanted.
    var plan = SharedParts().apply(ConstantFolding().apply(query.plan))
    plan = FilterPushdown().apply(plan)
    plan = try Decorrelation(binder).apply(plan)
    plan = RowBounds().apply(RedundantSteps().apply(FilterPushdown().apply(plan)))
    plan = CommonParts(binder).apply(JoinOrder(PlanEstimates(plan)).apply(plan))
    let computed = query.columns.map {
      ComputedColumn(column: $0, expression: BoundExpression($0))
    }
    plan = .project(plan, computed, isFinal: true)
    return ColumnPruning().apply(plan, needed: query.columns)
  }
}
