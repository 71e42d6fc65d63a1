// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds joins from left to right.
  func join(
    _ first: SQL.TableReference,
    _ steps: [SQL.JoinStep],
    in scope: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    var (plan, left) = try table(first, in: scope)
    for step in steps {
      // The right side sees the tables on its left, and those before them.
      let seen = NameScope(parent: scope.parent, commonTables: scope.commonTables)
      seen.add(left)
      let inside = NameScope(parent: seen, commonTables: scope.commonTables)
      let (other, right) = try table(step.table, in: inside)
      (plan, left) = try join(plan, left, step, other, right, in: scope)
    }
    return (plan, left)
  }

  private func join(
    _ leftPlan: LogicalPlan,
    _ left: NameScope,
    _ step: SQL.JoinStep,
    _ rightPlan: LogicalPlan,
    _ right: NameScope,
    in scope: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    let both = NameScope(parent: scope.parent, commonTables: scope.commonTables)
    both.add(left)
    both.add(right)
    if step.kind == .positional { return (.positional(leftPlan, rightPlan), both) }
    if case .nearest(let nearest) = step.condition {
      return (try join(leftPlan, rightPlan, step, nearest, in: both), both)
    }
    let expressions = ExpressionBinder(self, both, .join)
    var conditions: [BoundExpression] = []
    switch step.condition {
    case .none, .nearest: break
    case .on(let condition): conditions = try expressions.boolean(condition).conjuncts
    case .using(let names):
      for name in names {
        conditions.append(try share(name, left, right, both, step))
      }
    case .natural:
      let names = left.starColumns().map(\.name).filter { !right.columns(named: $0).isEmpty }
      guard !names.isEmpty else {
        throw SQLError(
          .binding,
          "the sides of a NATURAL JOIN have no column of the same name",
          at: step.range
        )
      }
      for name in names {
        conditions.append(try share(SQL.Name(name, at: step.range), left, right, both, step))
      }
    }
    let sides = JoinSides(leftPlan: leftPlan, left: left, rightPlan: rightPlan, right: right)
    guard expressions.subqueries.isEmpty else {
      return try join(sides, step, conditions, expressions.subqueries, both)
    }
    if step.isAsof { return try asofJoin(sides, step, conditions, both) }
    let columns = Set(leftPlan.columns.map(\.id))
    var join = Join(
      kind: try kind(step),
      left: leftPlan,
      right: rightPlan,
      conditions: conditions,
      isDependent: !rightPlan.freeColumns.isDisjoint(with: columns)
    )
    switch step.kind {
    case .semi, .anti: return (.join(join), left)
    case .rightSemi, .rightAnti:
      guard !join.isDependent else {
        throw SQLError(
          .binding,
          "the right side of a \(step.kind.rawValue) join does not depend on the left one",
          at: step.range
        )
      }
      swap(&join.left, &join.right)
      return (.join(join), right)
    case .mark:
      guard case .mark(let marker) = join.kind else { return (.join(join), left) }
      join.comparisons = join.conditions
      join.conditions = []
      let marked = NameScope(parent: scope.parent, commonTables: scope.commonTables)
      marked.add(left)
      marked.add(NameScope.Table(name: "", columns: [marker]))
      return (.join(join), marked)
    default: return (.join(join), both)
    }
  }

  /// A join with the rows whose measure is the least, or the greatest.
  private func join(
    _ left: LogicalPlan,
    _ right: LogicalPlan,
    _ step: SQL.JoinStep,
    _ nearest: SQL.NearestRows,
    in both: NameScope
  ) throws(SQLError) -> LogicalPlan {
    guard step.kind == .inner || step.kind == .left, !step.isAsof else {
      throw SQLError(
        .binding,
        "NEAREST BY goes with INNER and LEFT joins only, and not with \(step.kind.rawValue)",
        at: nearest.range
      )
    }
    let expressions = ExpressionBinder(self, both, .join)
    let measure = try expressions.bind(nearest.measure)
    let column = makeColumn("measure", measure.type)
    var rows = right.joining(expressions.subqueries)
    rows = .project(rows, [ComputedColumn(column: column, expression: measure)], isFinal: false)
    let isMissing = BoundExpression(.isNull(BoundExpression(column)), .boolean)
    rows = .filter(rows, [BoundExpression(.not(isMissing), .boolean)])
    let key = SortKey(expression: BoundExpression(column), isDescending: nearest.isSimilarity)
    let count = TypedDatum(.integer(Int128(nearest.count ?? 1)), .bigint)
    rows = .limit(.sort(rows, [key]), RowLimit(count: BoundExpression(count)))
    let columns = Set(left.columns.map(\.id))
    return .join(
      Join(
        kind: step.kind == .left ? .left : .inner,
        left: left,
        right: rows,
        isDependent: !rows.freeColumns.isDisjoint(with: columns)
      )
    )
  }

  /// How the rows of both sides belong together.
  func kind(_ step: SQL.JoinStep) throws(SQLError) -> Join.Kind {
    switch step.kind {
    case .inner, .cross, .positional: return .inner
    case .left: return .left
    case .right: return .right
    case .full: return .full
    case .semi, .rightSemi: return .semi
    case .anti, .rightAnti: return .anti
    case .single: return .single
    case .mark: return .mark(makeColumn("__mark_join_marker", .boolean))
    }
  }

  /// Makes columns of both sides one, and returns the condition that they are the same.
  private func share(
    _ name: SQL.Name,
    _ left: NameScope,
    _ right: NameScope,
    _ both: NameScope,
    _ step: SQL.JoinStep
  ) throws(SQLError) -> BoundExpression {
    func only(_ scope: NameScope, _ side: String) throws(SQLError) -> BoundExpression {
      let found = scope.columns(named: name.text)
      guard let column = found.first else {
        throw SQLError(
          .binding,
          "the \(side) side of the join has no column '\(name.text)'",
          at: name.range,
          advice: NearestName.advice(for: name.text, among: scope.columnNames)
        )
      }
      guard found.count == 1 else {
        throw SQLError(
          .binding,
          "several tables on the \(side) side of the join have a column '\(name.text)'",
          at: name.range
        )
      }
      return column
    }
    let (first, second) = (try only(left, "left"), try only(right, "right"))
    let expressions = ExpressionBinder(self, both, .join)
    // What was one before stays one: `a JOIN b USING (x) JOIN c USING (x)`.
    var members = first.columns.union(second.columns)
    for side in [left, right] {
      for shared in side.shared[SQLName.folded(name.text)] ?? [] {
        members.formUnion(shared.members)
      }
    }
    switch step.kind {
    case .right where !step.isAsof: both.share(name.text, second, members)
    case .full:
      let values = try expressions.unified([first, second], in: "USING", at: name.range)
      let value = BoundExpression(.coalesce(values), values[0].type, at: name.range)
      both.share(name.text, value, members)
    default: both.share(name.text, first, members)
    }
    let isLast = {
      if case .using(let names) = step.condition { names.last?.text == name.text } else { false }
    }()
    // The last column of an ASOF JOIN is the one whose values come near.
    let test: ComparisonTest = step.isAsof && isLast ? .greaterOrEqual : .equal
    return try expressions.compare(first, test, second, at: name.range)
  }
}
