// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension PhysicalPlanner {
  /// The step of window functions: those whose rows are sorted in the same way go together.
  func step(
    _ input: LogicalPlan,
    _ windows: [WindowColumn]
  ) throws(SQLError) -> any PhysicalStep {
    let input = try step(input)
    var groups: [(calls: [WindowCall], group: WindowStep.Group)] = []
    for (place, column) in windows.enumerated() {
      let call = try self.call(column, input.columns)
      if let known = groups.firstIndex(where: { $0.calls[0].isSorted(as: column.call) }) {
        groups[known].group.calls.append((place: place, call: call))
        continue
      }
      let partition = column.call.partition.map { SortKey(expression: $0) }
      let group = WindowStep.Group(
        partition: try sortColumns(partition, input.columns),
        order: try sortColumns(column.call.order, input.columns),
        calls: [(place: place, call: call)]
      )
      groups.append((calls: [column.call], group: group))
    }
    return WindowStep(
      input: input,
      groups: groups.map(\.group),
      callCount: windows.count,
      columns: input.columns + windows.map(\.column)
    )
  }

  private func call(
    _ column: WindowColumn,
    _ columns: [PlanColumn]
  ) throws(SQLError) -> WindowStep.Call {
    let call = column.call
    var filter: (any Evaluator)?
    if let condition = call.filter { filter = try condition.evaluator(layout(columns)) }
    return WindowStep.Call(
      function: call.function,
      arguments: try evaluators(call.arguments, columns),
      shapes: call.arguments.map { CellShape($0.type) },
      result: CellShape(column.column.type),
      filter: filter,
      frame: WindowStep.Frame(
        unit: call.frame.unit,
        start: try bound(call.frame.start, columns),
        end: try bound(call.frame.end, columns),
        exclusion: call.frame.exclusion
      ),
      ignoresNulls: call.ignoresNulls,
      isDistinct: call.isDistinct,
      argumentOrder: try sortColumns(call.argumentOrder, columns),
      limits: column.column.type.integerLimits
    )
  }

  private func bound(
    _ bound: WindowCall.Frame.Bound,
    _ columns: [PlanColumn]
  ) throws(SQLError) -> WindowStep.Frame.Bound {
    switch bound {
    case .unboundedPreceding, .unboundedFollowing: return .unbounded
    case .currentRow: return .currentRow
    case .preceding(let distance):
      return .away(try distance.evaluator(layout(columns)), isBefore: true)
    case .following(let distance):
      return .away(try distance.evaluator(layout(columns)), isBefore: false)
    }
  }
}

extension WindowCall {
  /// Whether the rows of the other call are sorted in the same way.
  fileprivate func isSorted(as other: WindowCall) -> Bool {
    partition.count == other.partition.count && order.count == other.order.count
      && zip(partition, other.partition).allSatisfy { $0.isSame(as: $1) }
      && zip(order, other.order).allSatisfy {
        $0.expression.isSame(as: $1.expression) && $0.isDescending == $1.isDescending
          && $0.areNullsFirst == $1.areNullsFirst
      }
  }
}
