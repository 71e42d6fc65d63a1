// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Leaves out columns that no step above uses.
struct ColumnPruning {
  /// The plan with no more than what is needed of it, in the end or on the way.
  func apply(_ plan: LogicalPlan, needed: [PlanColumn]) -> LogicalPlan {
    var shared: [Int: Set<ColumnID>] = [:]
    return pruned(plan, Set(needed.map(\.id)), &shared)
  }

  private func pruned(
    _ plan: LogicalPlan,
    _ needed: Set<ColumnID>,
    _ shared: inout [Int: Set<ColumnID>]
  ) -> LogicalPlan {
    var below = needed
    switch plan {
    case .scan(var scan):
      for filter in scan.filters { filter.collectColumns(into: &below) }
      scan.columns.removeAll { !below.contains($0.column.id) }
      return .scan(scan)
    case .project(let input, let computed, let isFinal):
      let kept = computed.filter { needed.contains($0.column.id) || $0.expression.isVolatile }
      if isFinal { below = [] }
      for column in kept { column.expression.collectColumns(into: &below) }
      return .project(pruned(input, below, &shared), kept, isFinal: isFinal)
    case .aggregate(var step):
      step.aggregates.removeAll { !needed.contains($0.column.id) }
      below = []
      for expression in LogicalPlan.aggregate(step).expressions {
        expression.collectColumns(into: &below)
      }
      step.input = pruned(step.input, below, &shared)
      return .aggregate(step)
    case .window(let input, let columns):
      let kept = columns.filter { needed.contains($0.column.id) }
      let step = LogicalPlan.window(input, kept)
      guard !kept.isEmpty else { return pruned(input, needed, &shared) }
      for expression in step.expressions { expression.collectColumns(into: &below) }
      return .window(narrowed(pruned(input, below, &shared), below), kept)
    case .join(let join) where join.isUnused(needed):
      return pruned(join.kind == .left ? join.left : join.right, needed, &shared)
    case .join(var join):
      for expression in join.conditions + join.comparisons {
        expression.collectColumns(into: &below)
      }
      join.left = pruned(join.left, below, &shared)
      if join.keepsLeft { join.left = narrowed(join.left, below) }
      // The right side is kept in memory: what is not needed of it is not.
      join.right = narrowed(pruned(join.right, below, &shared), below)
      return .join(join)
    case .sort(let input, let keys):
      for key in keys { key.expression.collectColumns(into: &below) }
      return .sort(narrowed(pruned(input, below, &shared), below), keys)
    case .setOperation(var step):
      // Rows are compared as a whole, unless all of them pass.
      let isWhole = step.kind != .union || !step.isAll
      let places = step.columns.indices.filter { isWhole || needed.contains(step.columns[$0].id) }
      step.columns = places.map { step.columns[$0] }
      step.leftColumns = places.map { step.leftColumns[$0] }
      step.rightColumns = places.map { step.rightColumns[$0] }
      step.left = pruned(step.left, Set(step.leftColumns), &shared)
      step.right = pruned(step.right, Set(step.rightColumns), &shared)
      return .setOperation(step)
    case .shared(var part, let body):
      // Those who read the part come first: it has what any of them needs.
      let body = pruned(body, needed, &shared)
      let wanted = shared[part.number] ?? []
      part.plan = narrowed(pruned(part.plan, wanted, &shared), wanted)
      return .shared(part, body: body)
    case .sharedScan(var scan):
      scan.columns.removeAll { !needed.contains($0.column.id) }
      shared[scan.number, default: []].formUnion(scan.columns.map(\.source))
      return .sharedScan(scan)
    case .recursion(var step):
      step.start = pruned(step.start, Set(step.startColumns), &shared)
      step.step = pruned(step.step, Set(step.stepColumns), &shared)
      return .recursion(step)
    default:
      for expression in plan.expressions { expression.collectColumns(into: &below) }
      return plan.replacingInputs { pruned($0, below, &shared) }
    }
  }

  /// The plan with the columns only that are needed.
  private func narrowed(_ plan: LogicalPlan, _ needed: Set<ColumnID>) -> LogicalPlan {
    let columns = plan.columns
    let kept = columns.filter { needed.contains($0.id) }
    guard kept.count < columns.count else { return plan }
    let computed = kept.map { ComputedColumn(column: $0, expression: BoundExpression($0)) }
    return .project(plan, computed, isFinal: true)
  }
}

extension Join {
  /// Whether an outer join only repeats each row of one side once: no column of the other one is needed,
  /// and no row has two partners there.
  fileprivate func isUnused(_ needed: Set<ColumnID>) -> Bool {
    let other: LogicalPlan
    switch kind {
    case .left: other = right
    case .right: other = left
    default: return false
    }
    guard needed.isDisjoint(with: other.columns.map(\.id)),
      !conditions.contains(where: \.isVolatile)
    else { return false }
    let columns = Set(left.columns.map(\.id))
    let pairs = conditions.compactMap { EqualPair($0, columns) }
    let keys = pairs.compactMap { kind == .left ? $0.right.column : $0.left.column }
    return other.isUnique(in: Set(keys))
  }
}
