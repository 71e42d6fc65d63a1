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
    let expressions = ExpressionBinder(self, both, .join)
    var conditions: [BoundExpression] = []
    switch step.condition {
    case .none: break
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
    guard expressions.subqueries.isEmpty else {
      return (try joinWithQueries(leftPlan, rightPlan, step, conditions, expressions), both)
    }
    let columns = Set(leftPlan.columns.map(\.id))
    let plan = LogicalPlan.join(
      Join(
        kind: try kind(step),
        left: leftPlan,
        right: rightPlan,
        conditions: conditions,
        isDependent: !rightPlan.freeColumns.isDisjoint(with: columns)
      )
    )
    if step.kind == .semi || step.kind == .anti { return (plan, left) }
    return (plan, both)
  }

  /// A condition with queries inside: of an inner join it is a filter.
  private func joinWithQueries(
    _ left: LogicalPlan,
    _ right: LogicalPlan,
    _ step: SQL.JoinStep,
    _ conditions: [BoundExpression],
    _ expressions: ExpressionBinder
  ) throws(SQLError) -> LogicalPlan {
    guard step.kind == .inner, !step.isAsof else {
      throw SQLError(
        .unsupported,
        "the condition of an outer join has no queries inside",
        at: step.range,
        advice: "Join the query as a table."
      )
    }
    let columns = Set(left.columns.map(\.id))
    let cross = LogicalPlan.join(
      Join(
        kind: .inner,
        left: left,
        right: right,
        isDependent: !right.freeColumns.isDisjoint(with: columns)
      )
    )
    return .filter(cross.joining(expressions.subqueries), conditions)
  }

  private func kind(_ step: SQL.JoinStep) throws(SQLError) -> Join.Kind {
    if step.isAsof {
      switch step.kind {
      case .inner: return .asof
      case .left: return .asofLeft
      default:
        throw SQLError(.unsupported, "an ASOF JOIN is INNER or LEFT", at: step.range)
      }
    }
    switch step.kind {
    case .inner, .cross, .positional: return .inner
    case .left: return .left
    case .right: return .right
    case .full: return .full
    case .semi: return .semi
    case .anti: return .anti
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
    let members = first.columns.union(second.columns)
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
