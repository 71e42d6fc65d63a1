// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds a table of WITH, which can be read in what follows.
  func bind(
    _ table: SQL.CommonTable,
    isRecursive: Bool,
    in scope: NameScope
  ) throws(SQLError) -> SharedPlan? {
    guard case .query(let query) = table.statement.kind else {
      throw SQLError(
        .unsupported,
        "a table of WITH is a query, and no statement that changes something",
        at: table.range
      )
    }
    let number = makeSharedNumber()
    let bound: BoundQuery
    if isRecursive, case .setOperation(let operation) = query.body, operation.steps.count == 1,
      operation.steps[0].kind == .union, query.with == nil
    {
      bound = try recursion(table, query, operation, number, in: scope)
    } else {
      bound = try bind(query, in: inner(scope))
    }
    let columns = uniqued(try renamed(bound.columns, table.columns, of: table.name))
    if !bound.plan.freeColumns.isEmpty, !bound.plan.isRecursion {
      // What depends on the rows around is made for each of its readers.
      let definition = CommonTable.Definition(query: query, scope: inner(scope))
      scope.commonTables.append(
        CommonTable(
          name: table.name.text,
          columns: columns,
          number: number,
          definition: definition,
          written: table
        )
      )
      return nil
    }
    let shared = SharedPlan(
      number: number,
      plan: bound.plan,
      name: table.name.text,
      isKept: table.isMaterialized == true
    )
    scope.commonTables.append(
      CommonTable(
        name: table.name.text,
        columns: columns,
        number: number,
        shared: shared,
        written: table
      )
    )
    return shared
  }

  /// The columns under the names that are given to the first of them.
  func renamed(
    _ columns: [PlanColumn],
    _ names: [SQL.Name],
    of table: SQL.Name
  ) throws(SQLError) -> [PlanColumn] {
    guard names.count <= columns.count else {
      throw SQLError(
        .binding,
        "'\(table.text)' has \(columns.count.counted("column")), and there are \(names.count) names",
        at: names[columns.count].range
      )
    }
    var columns = columns
    for (place, name) in names.enumerated() { columns[place].name = name.text }
    return columns
  }

  /// A query that reads the rows that it has made.
  private func recursion(
    _ table: SQL.CommonTable,
    _ query: SQL.Query,
    _ operation: SQL.SetOperation,
    _ number: Int,
    in scope: NameScope
  ) throws(SQLError) -> BoundQuery {
    let start = try bind(
      SQL.Query(body: operation.first, range: query.range),
      in: inner(scope)
    )
    var types = start.columns.map { $0.type == .null ? SQLType.integer : $0.type }
    var (result, round, recurring, step) = try self.round(table, operation, start, types, scope)
    // Columns have the types of the first part, unless that knows none: then the names mean something else.
    if start.columns.contains(where: { $0.type == .null }) {
      types = zip(start.columns, step.columns).map { first, second in
        first.type != .null ? first.type : second.type == .null ? .integer : second.type
      }
      (result, round, recurring, step) = try self.round(table, operation, start, types, scope)
    }
    guard step.plan.reads({ $0 == round || $0 == recurring }) else {
      return try bind(query, in: inner(scope))
    }
    let startPlan = try typed(start, result)
    let stepPlan = try typed(step, result)
    var key: [Int] = []
    for item in table.key {
      guard case .name(let name) = item.expression.kind,
        let place = result.firstIndex(where: {
          SQLName.folded($0.name) == SQLName.folded(name.last.text)
        })
      else {
        throw SQLError(.binding, "USING KEY names columns of the table", at: item.range)
      }
      key.append(place)
    }
    let recursion = RecursivePart(
      number: round,
      name: table.name.text,
      start: startPlan,
      step: stepPlan,
      columns: result,
      startColumns: startPlan.columns.map(\.id),
      stepColumns: stepPlan.columns.map(\.id),
      isDistinct: !operation.steps[0].isAll,
      key: key,
      recurring: step.plan.reads { $0 == recurring } ? recurring : nil
    )
    // The columns of the result are read by the rounds as well; whoever is outside gets others.
    let outside = result.map { makeColumn($0.name, $0.type) }
    let computed = zip(outside, result).map {
      ComputedColumn(column: $0, expression: BoundExpression($1))
    }
    for range in [query.order.first?.range, query.limit?.range, query.offset?.range] {
      guard let range else { continue }
      throw SQLError(
        .binding,
        "a recursion has no ORDER BY and no LIMIT of its own",
        at: range,
        advice: "Write them where its rows are read."
      )
    }
    return BoundQuery(
      plan: .project(.recursion(recursion), computed, isFinal: true),
      columns: outside
    )
  }

  /// The part of a recursion that is done again and again, for columns of these types.
  private func round(
    _ table: SQL.CommonTable,
    _ operation: SQL.SetOperation,
    _ start: BoundQuery,
    _ types: [SQLType],
    _ scope: NameScope
  ) throws(SQLError) -> (result: [PlanColumn], number: Int, recurring: Int, step: BoundQuery) {
    let named = try renamed(start.columns, table.columns, of: table.name)
    let result = zip(named, types).map { makeColumn($0.name, $1) }
    let inside = inner(scope)
    // What a round reads are the rows of the one before, under numbers that are nobody else's.
    let number = makeSharedNumber()
    inside.commonTables.append(
      CommonTable(name: table.name.text, columns: result, number: number)
    )
    let recurring = makeSharedNumber()
    inside.commonTables.append(
      CommonTable(name: table.name.text, columns: result, number: recurring, isRecurring: true)
    )
    let step = try bind(
      SQL.Query(body: operation.steps[0].body, range: operation.steps[0].range),
      in: inside
    )
    guard step.columns.count == result.count else {
      throw SQLError(
        .binding,
        "both parts of '\(table.name.text)' have the same number of columns",
        at: operation.steps[0].range
      )
    }
    return (result, number, recurring, step)
  }

  /// A reader of a table of WITH.
  func scan(_ table: CommonTable) throws(SQLError) -> BoundQuery {
    if let definition = table.definition {
      var bound = try bind(definition.query, in: inner(definition.scope))
      for (place, column) in table.columns.enumerated() { bound.columns[place].name = column.name }
      return bound
    }
    let columns = table.columns.map { (column: makeColumn($0.name, $0.type), source: $0.id) }
    let scan = SharedScan(number: table.number, name: table.name, columns: columns)
    return BoundQuery(plan: .sharedScan(scan), columns: columns.map(\.column))
  }
}

extension LogicalPlan {
  /// Whether rows are made from those made before.
  fileprivate var isRecursion: Bool {
    switch self {
    case .recursion: true
    case .project(let input, _, _), .limit(let input, _): input.isRecursion
    default: false
    }
  }
}
