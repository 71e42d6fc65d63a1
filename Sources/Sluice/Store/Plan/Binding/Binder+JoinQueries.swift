// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The two sides of a join, with the names that they have.
struct JoinSides {
  var leftPlan: LogicalPlan
  var left: NameScope
  var rightPlan: LogicalPlan
  var right: NameScope
}

extension Binder {
  /// Binds a join whose condition has queries inside.
  func join(
    _ sides: JoinSides,
    _ step: SQL.JoinStep,
    _ conditions: [BoundExpression],
    _ queries: [SubqueryJoin],
    _ both: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    guard !step.isAsof else {
      throw SQLError(.unsupported, "an ASOF JOIN has no queries in its condition", at: step.range)
    }
    let leftColumns = Set(sides.leftPlan.columns.map(\.id))
    let rightColumns = Set(sides.rightPlan.columns.map(\.id))
    if step.kind == .inner {
      let isDependent = !sides.rightPlan.freeColumns.isDisjoint(with: leftColumns)
      let cross = LogicalPlan.join(
        Join(
          kind: .inner,
          left: sides.leftPlan,
          right: sides.rightPlan,
          isDependent: isDependent
        )
      )
      return (.filter(cross.joining(queries), conditions), both)
    }
    // A query about one side is one of its columns.
    var (left, right) = (sides.leftPlan, sides.rightPlan)
    var others: [SubqueryJoin] = []
    for query in queries {
      let used = query.usedColumns
      if used.isDisjoint(with: rightColumns) {
        left = left.joining([query])
      } else if used.isDisjoint(with: leftColumns) {
        right = right.joining([query])
      } else {
        others.append(query)
      }
    }
    let isOneSided = step.kind == .semi || step.kind == .anti
    guard !others.isEmpty else {
      let join = Join(
        kind: try kind(step),
        left: left,
        right: right,
        conditions: conditions,
        isDependent: !right.freeColumns.isDisjoint(with: leftColumns)
      )
      return (.join(join), isOneSided ? sides.left : both)
    }
    let found: (plan: LogicalPlan, scope: NameScope)
    switch step.kind {
    case .left, .semi, .anti:
      found = try numbered(left, sides.left, right, try kind(step), conditions, others)
    case .right:
      found = try numbered(right, sides.right, left, .left, conditions, others)
    default:
      throw SQLError(
        .unsupported,
        "the condition of a \(step.kind.rawValue) JOIN has no queries about both sides",
        at: step.range,
        advice: "Join the query as a table."
      )
    }
    guard !isOneSided else { return (found.plan, found.scope) }
    let scope = NameScope(parent: both.parent, commonTables: both.commonTables)
    scope.add(step.kind == .right ? sides.left : found.scope)
    scope.add(step.kind == .right ? found.scope : sides.right)
    return (found.plan, scope)
  }

  /// Joins rows that are numbered with what an inner join finds for each number.
  private func numbered(
    _ kept: LogicalPlan,
    _ names: NameScope,
    _ other: LogicalPlan,
    _ kind: Join.Kind,
    _ conditions: [BoundExpression],
    _ queries: [SubqueryJoin]
  ) throws(SQLError) -> (plan: LogicalPlan, scope: NameScope) {
    let number = makeColumn("number", .bigint)
    let frame = WindowCall.Frame(unit: .rows, start: .unboundedPreceding, end: .currentRow)
    let call = WindowCall(function: .rowNumber, arguments: [], frame: frame)
    let rows = LogicalPlan.window(kept, [WindowColumn(column: number, call: call)])
    let shared = makeSharedNumber()
    func reader() -> (plan: LogicalPlan, columns: [ColumnID: PlanColumn]) {
      let columns = rows.columns.map { (column: makeColumn($0.name, $0.type), source: $0.id) }
      let scan = SharedScan(number: shared, name: "left side", columns: columns)
      return (
        .sharedScan(scan),
        Dictionary(
          columns.map { ($0.source, $0.column) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    }
    let (all, candidates) = (reader(), reader())
    let inside = candidates.columns.mapValues { BoundExpression($0) }
    let cross = LogicalPlan.join(Join(kind: .inner, left: candidates.plan, right: other))
    let pairs = LogicalPlan.filter(
      cross.joining(queries.map { $0.renaming(inside) }),
      conditions.map { $0.renaming(inside) }
    )
    guard let first = all.columns[number.id], let second = candidates.columns[number.id] else {
      throw SQLError(.unsupported, "the rows of a join cannot be numbered")
    }
    let isSame = BoundExpression(
      .comparison(.equal, BoundExpression(first), BoundExpression(second)),
      .boolean
    )
    let join = Join(kind: kind, left: all.plan, right: pairs, conditions: [isSame])
    let part = SharedPlan(number: shared, plan: rows, name: "left side")
    return (.shared(part, body: .join(join)), names.renaming(all.columns))
  }
}

extension SubqueryJoin {
  /// The columns around that the value depends on.
  fileprivate var usedColumns: Set<ColumnID> {
    var used = plan.freeColumns
    for comparison in comparisons { comparison.collectColumns(into: &used) }
    return used.subtracting(plan.columns.map(\.id))
  }
}

extension NameScope {
  /// The same names for other columns.
  fileprivate func renaming(_ columns: [ColumnID: PlanColumn]) -> NameScope {
    let result = NameScope(parent: parent, commonTables: commonTables)
    func renamed(_ column: PlanColumn) -> PlanColumn {
      guard var other = columns[column.id] else { return column }
      other.name = column.name
      return other
    }
    for var table in tables {
      table.columns = table.columns.map(renamed)
      table.hidden = table.hidden.map(renamed)
      result.add(table)
    }
    let values = columns.mapValues { BoundExpression($0) }
    for entry in shared.values.joined() {
      result.share(
        entry.name,
        entry.value.renaming(values),
        Set(entry.members.map { columns[$0]?.id ?? $0 })
      )
    }
    return result
  }
}
