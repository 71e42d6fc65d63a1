// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// A join with the one row that comes nearest: one condition says what is near, the others which rows
  /// are looked at.
  func asofJoin(
    _ sides: JoinSides,
    _ step: SQL.JoinStep,
    _ conditions: [BoundExpression],
    _ both: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    let leftColumns = Set(sides.leftPlan.columns.map(\.id))
    let rightColumns = Set(sides.rightPlan.columns.map(\.id))
    guard sides.rightPlan.freeColumns.isDisjoint(with: leftColumns) else {
      throw SQLError(
        .binding,
        "the right side of an ASOF JOIN does not depend on the left one",
        at: step.range
      )
    }
    let (onRight, others) = conditions.parted {
      !$0.columns.isEmpty && $0.columns.isSubset(of: rightColumns)
    }
    let (onLeft, pairs) = others.parted { $0.columns.isDisjoint(with: rightColumns) }
    let ranges = pairs.filter(\.isRange)
    guard ranges.count == 1 else {
      throw SQLError(
        .binding,
        "an ASOF JOIN has one condition with <, <=, > or >=, and this one has \(ranges.count)",
        at: step.range
      )
    }
    guard pairs.allSatisfy({ $0.isRange || $0.isEquality }) else {
      throw SQLError(
        .unsupported,
        "an ASOF JOIN compares columns of both sides, and has no other conditions",
        at: step.range,
        advice: "Filter the rows before, in a query of their own."
      )
    }
    var right = sides.rightPlan
    var numbered: (rows: NumberedRows, reader: NumberedRows.Reader)?
    if step.kind == .right || step.kind == .full {
      let rows = self.numbered(right, "right side")
      let reader = self.reader(of: rows)
      numbered = (rows, reader)
      right = reader.plan
    }
    let renaming = numbered.map { $0.reader.columns.mapValues { BoundExpression($0) } } ?? [:]
    if !onRight.isEmpty { right = .filter(right, onRight.map { $0.renaming(renaming) }) }
    var join = Join(
      kind: .asof,
      left: sides.leftPlan,
      right: right,
      conditions: pairs.map { $0.limited(to: onLeft, leftColumns).renaming(renaming) }
    )
    switch step.kind {
    case .inner: return (.join(join), both)
    case .left:
      join.kind = .asofLeft
      return (.join(join), both)
    // There is at most one partner, so nothing has to be left out twice.
    case .semi: return (.join(join), sides.left)
    case .anti:
      let found = makeColumn("found", .boolean)
      let mark = ComputedColumn(column: found, expression: .alwaysTrue)
      join.right = .project(right, [mark], isFinal: false)
      join.kind = .asofLeft
      let isMissing = BoundExpression(.isNull(BoundExpression(found)), .boolean)
      return (.filter(.join(join), [isMissing]), sides.left)
    default: break
    }
    guard let numbered else {
      throw SQLError(
        .unsupported,
        "an ASOF JOIN is INNER, LEFT, RIGHT, FULL, SEMI or ANTI",
        at: step.range
      )
    }
    // Rows of the right side that are nearest to none come behind those that are.
    join.kind = step.kind == .full ? .asofLeft : .asof
    let all = reader(of: numbered.rows)
    let kept = sides.leftPlan.columns + [numbered.reader.number]
    let found = LogicalPlan.project(
      .join(join),
      kept.map { ComputedColumn(column: $0, expression: BoundExpression($0)) },
      isFinal: true
    )
    let joined = LogicalPlan.join(
      Join(
        kind: step.kind == .full ? .full : .right,
        left: found,
        right: all.plan,
        conditions: [.equal(numbered.reader.number, all.number)]
      )
    )
    let scope = NameScope(parent: both.parent, commonTables: both.commonTables)
    scope.add(sides.left)
    scope.add(sides.right.renaming(all.columns))
    return (.shared(numbered.rows.part, body: joined), scope)
  }
}

extension BoundExpression {
  /// A comparison by order that holds only where some conditions about the left side do.
  fileprivate func limited(
    to conditions: [BoundExpression],
    _ leftColumns: Set<ColumnID>
  ) -> BoundExpression {
    guard !conditions.isEmpty, isRange, case .comparison(let test, var left, var right) = kind
    else { return self }
    func limited(_ value: BoundExpression) -> BoundExpression {
      let branch = CaseBranch(condition: .all(conditions), result: value)
      let missing = BoundExpression(.constant(.null), value.type)
      return BoundExpression(.case([branch], otherwise: missing), value.type, at: value.range)
    }
    if left.columns.isSubset(of: leftColumns) {
      left = limited(left)
    } else {
      right = limited(right)
    }
    return BoundExpression(.comparison(test, left, right), type, at: range)
  }

  /// Whether it compares two values by their order.
  fileprivate var isRange: Bool {
    guard case .comparison(let test, _, _) = kind else { return false }
    switch test {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return true
    default: return false
    }
  }

  /// Whether it says that two values are the same.
  fileprivate var isEquality: Bool {
    guard case .comparison(let test, _, _) = kind else { return false }
    return test == .equal || test == .notDistinct
  }
}
