// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The marks of joins whose rows were left out unless they have the same one, so that all have it.
final class KnownMarks {
  private var columns: Set<ColumnID> = []

  /// The rows of a join that needs no mark any more, with the mark that all of them have.
  func adding(_ mark: PlanColumn, _ value: Bool, to join: LogicalPlan) -> LogicalPlan {
    columns.insert(mark.id)
    let constant = BoundExpression(.constant(.bool(value)), .boolean)
    let column = ComputedColumn(column: mark, expression: constant)
    return .project(join, [column], isFinal: false)
  }

  /// The plan without those marks that nobody asks for.
  func leavingOutUnused(_ plan: LogicalPlan) -> LogicalPlan {
    if columns.isEmpty { return plan }
    var unused = columns.subtracting(plan.columns.map(\.id))
    var waiting = [plan]
    while let step = waiting.popLast() {
      var used: Set<ColumnID> = []
      for expression in step.expressions { expression.collectColumns(into: &used) }
      if case .setOperation(let both) = step {
        used.formUnion(both.leftColumns + both.rightColumns)
      }
      unused.subtract(used)
      waiting += step.inputs
    }
    return unused.isEmpty ? plan : without(unused, plan)
  }

  private func without(_ unused: Set<ColumnID>, _ plan: LogicalPlan) -> LogicalPlan {
    if case .project(let input, let computed, isFinal: false) = plan, computed.count == 1,
      unused.contains(computed[0].column.id)
    {
      return without(unused, input)
    }
    return plan.replacingInputs { without(unused, $0) }
  }
}
