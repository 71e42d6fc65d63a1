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
    let leftColumns = Set(sides.leftPlan.columns.map(\.id))
    let rightColumns = Set(sides.rightPlan.columns.map(\.id))
    if step.kind == .inner, !step.isAsof {
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
    if step.isAsof {
      guard others.isEmpty else {
        throw SQLError(
          .unsupported,
          "the condition of an ASOF JOIN has no queries about both sides",
          at: step.range
        )
      }
      var sides = sides
      (sides.leftPlan, sides.rightPlan) = (left, right)
      return try asofJoin(sides, step, conditions, both)
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
    case .full: return full(sides, left, right, conditions, others, both)
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
    let rows = numbered(kept, "left side")
    let (all, candidates) = (reader(of: rows), reader(of: rows))
    let cross = LogicalPlan.join(Join(kind: .inner, left: candidates.plan, right: other))
    let pairs = matching(cross, conditions, queries, candidates.columns)
    let isSame = BoundExpression.equal(all.number, candidates.number)
    let join = Join(kind: kind, left: all.plan, right: pairs, conditions: [isSame])
    return (.shared(rows.part, body: .join(join)), names.renaming(all.columns))
  }

  /// Joins the rows of both sides with the pairs of their numbers that belong together.
  private func full(
    _ sides: JoinSides,
    _ left: LogicalPlan,
    _ right: LogicalPlan,
    _ conditions: [BoundExpression],
    _ queries: [SubqueryJoin],
    _ both: NameScope
  ) -> (LogicalPlan, NameScope) {
    let (first, second) = (numbered(left, "left side"), numbered(right, "right side"))
    let (leftRows, rightRows) = (reader(of: first), reader(of: second))
    let (leftCopy, rightCopy) = (reader(of: first), reader(of: second))
    let cross = LogicalPlan.join(Join(kind: .inner, left: leftCopy.plan, right: rightCopy.plan))
    let inside = leftCopy.columns.merging(rightCopy.columns) { first, _ in first }
    let pairs = LogicalPlan.project(
      matching(cross, conditions, queries, inside),
      [leftCopy.number, rightCopy.number].map {
        ComputedColumn(column: $0, expression: BoundExpression($0))
      },
      isFinal: true
    )
    let withPairs = LogicalPlan.join(
      Join(
        kind: .left,
        left: leftRows.plan,
        right: pairs,
        conditions: [.equal(leftRows.number, leftCopy.number)]
      )
    )
    let join = LogicalPlan.join(
      Join(
        kind: .full,
        left: withPairs,
        right: rightRows.plan,
        conditions: [.equal(rightCopy.number, rightRows.number)]
      )
    )
    let scope = NameScope(parent: both.parent, commonTables: both.commonTables)
    scope.add(sides.left.renaming(leftRows.columns))
    scope.add(sides.right.renaming(rightRows.columns))
    return (.shared(first.part, body: .shared(second.part, body: join)), scope)
  }

  /// The pairs of rows that meet conditions with queries inside, about columns that have other numbers.
  private func matching(
    _ pairs: LogicalPlan,
    _ conditions: [BoundExpression],
    _ queries: [SubqueryJoin],
    _ columns: [ColumnID: PlanColumn]
  ) -> LogicalPlan {
    let inside = columns.mapValues { BoundExpression($0) }
    return .filter(
      pairs.joining(queries.map { $0.renaming(inside) }),
      conditions.map { $0.renaming(inside) }
    )
  }

  /// Rows with numbers, which are made once and read several times.
  func numbered(_ plan: LogicalPlan, _ name: String) -> NumberedRows {
    let number = makeColumn("number", .bigint)
    let frame = WindowCall.Frame(unit: .rows, start: .unboundedPreceding, end: .currentRow)
    let call = WindowCall(function: .rowNumber, arguments: [], frame: frame)
    let rows = LogicalPlan.window(plan, [WindowColumn(column: number, call: call)])
    let part = SharedPlan(number: makeSharedNumber(), plan: rows, name: name)
    return NumberedRows(part: part, number: number)
  }

  /// One more reader of the rows.
  func reader(of rows: NumberedRows) -> NumberedRows.Reader {
    let number = makeColumn(rows.number.name, rows.number.type)
    let columns = rows.part.plan.columns.map { column in
      let copy =
        column.id == rows.number.id ? number : makeColumn(column.name, column.type)
      return (column: copy, source: column.id)
    }
    let scan = SharedScan(number: rows.part.number, name: rows.part.name, columns: columns)
    return NumberedRows.Reader(
      plan: .sharedScan(scan),
      columns: Dictionary(
        columns.map { ($0.source, $0.column) },
        uniquingKeysWith: { first, _ in first }
      ),
      number: number
    )
  }
}

/// Rows of one side of a join, with numbers.
struct NumberedRows {
  /// A reader of the rows, with the columns that it has for them.
  struct Reader {
    var plan: LogicalPlan
    var columns: [ColumnID: PlanColumn]
    var number: PlanColumn
  }

  var part: SharedPlan
  var number: PlanColumn
}

extension BoundExpression {
  /// Whether two columns have the same value.
  static func equal(_ left: PlanColumn, _ right: PlanColumn) -> BoundExpression {
    BoundExpression(
      .comparison(.equal, BoundExpression(left), BoundExpression(right)),
      .boolean
    )
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
  func renaming(_ columns: [ColumnID: PlanColumn]) -> NameScope {
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
