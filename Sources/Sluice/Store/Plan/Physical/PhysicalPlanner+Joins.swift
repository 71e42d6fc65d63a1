// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension PhysicalPlanner {
  /// The step of a join: conditions that compare one side with the other become keys.
  func step(_ join: Join) throws(SQLError) -> any PhysicalStep {
    let left = try step(join.left)
    let right = try step(join.right)
    let (leftColumns, rightColumns) = (
      Set(left.columns.map(\.id)), Set(right.columns.map(\.id))
    )
    var keys = JoinKeys()
    var others: [BoundExpression] = []
    for condition in join.conditions {
      if !keys.take(condition, leftColumns, rightColumns) { others.append(condition) }
    }
    var comparisons = join.comparisons
    var marksByKeys = false
    if case .mark = join.kind, keys.isEmpty, others.isEmpty, comparisons.count == 1,
      keys.take(comparisons[0], leftColumns, rightColumns)
    {
      comparisons = []
      marksByKeys = true
    }
    let both = left.columns + right.columns
    if join.kind == .asof || join.kind == .asofLeft {
      return try asofStep(join, left, right, keys, others)
    }
    if join.keepsLeft, !keys.isEmpty, join.kind == .semi || join.kind == .anti {
      return MarkedJoinStep(
        left: left,
        right: right,
        leftKeys: try evaluators(keys.left, left.columns),
        rightKeys: try evaluators(keys.right, right.columns),
        matchesMissing: keys.matchesMissing,
        conditions: try evaluators(others, both),
        keyShapes: keys.left.map { CellShape($0.type) },
        isAnti: join.kind == .anti
      )
    }
    return JoinStep(
      kind: join.kind,
      left: left,
      right: right,
      leftKeys: try evaluators(keys.left, left.columns),
      rightKeys: try evaluators(keys.right, right.columns),
      matchesMissing: keys.matchesMissing,
      conditions: try evaluators(others, both),
      comparisons: try evaluators(comparisons, both),
      marksByKeys: marksByKeys,
      keyShapes: keys.right.map { CellShape($0.type) },
      columns: LogicalPlan.join(join).columns(left.columns, right.columns)
    )
  }

  /// A join with the nearest rows: what is no key is the condition that says which way they lie.
  private func asofStep(
    _ join: Join,
    _ left: any PhysicalStep,
    _ right: any PhysicalStep,
    _ keys: JoinKeys,
    _ others: [BoundExpression]
  ) throws(SQLError) -> any PhysicalStep {
    guard others.count == 1, case .comparison(var test, var first, var second) = others[0].kind
    else {
      throw SQLError(.unsupported, "an ASOF JOIN compares columns of both sides only")
    }
    let leftColumns = Set(left.columns.map(\.id))
    if !first.columns.isSubset(of: leftColumns) {
      swap(&first, &second)
      test = test.mirrored
    }
    guard first.columns.isSubset(of: leftColumns), second.columns.isDisjoint(with: leftColumns)
    else {
      throw SQLError(
        .unsupported,
        "an ASOF JOIN compares a value of one side with one of the other",
        at: others[0].range
      )
    }
    return AsofJoinStep(
      left: left,
      right: right,
      leftKeys: try evaluators(keys.left, left.columns),
      rightKeys: try evaluators(keys.right, right.columns),
      matchesMissing: keys.matchesMissing,
      keyShapes: keys.right.map { CellShape($0.type) },
      leftValue: try evaluators([first], left.columns)[0],
      rightValue: try evaluators([second], right.columns)[0],
      valueShape: CellShape(second.type),
      test: test,
      keepsAll: join.kind == .asofLeft
    )
  }
}

extension LogicalPlan {
  /// The columns of a join, from those of its sides as they are made.
  fileprivate func columns(_ left: [PlanColumn], _ right: [PlanColumn]) -> [PlanColumn] {
    guard case .join(let join) = self else { return columns }
    switch join.kind {
    case .semi, .anti: return left
    case .mark(let column): return left + [column]
    default: return left + right
    }
  }
}

/// What both sides of a join are looked up by.
private struct JoinKeys {
  var left: [BoundExpression] = []
  var right: [BoundExpression] = []
  var matchesMissing: [Bool] = []

  var isEmpty: Bool { left.isEmpty }

  /// Takes a condition that says that something of one side is the same as something of the other.
  mutating func take(
    _ condition: BoundExpression,
    _ leftColumns: Set<ColumnID>,
    _ rightColumns: Set<ColumnID>
  ) -> Bool {
    guard case .comparison(let test, let first, let second) = condition.kind,
      test == .equal || test == .notDistinct
    else { return false }
    let (firstColumns, secondColumns) = (first.columns, second.columns)
    guard !firstColumns.isEmpty, !secondColumns.isEmpty else { return false }
    if firstColumns.isSubset(of: leftColumns), secondColumns.isSubset(of: rightColumns) {
      left.append(first)
      right.append(second)
    } else if firstColumns.isSubset(of: rightColumns), secondColumns.isSubset(of: leftColumns) {
      left.append(second)
      right.append(first)
    } else {
      return false
    }
    matchesMissing.append(test == .notDistinct)
    return true
  }
}
