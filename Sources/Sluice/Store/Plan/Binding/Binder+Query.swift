// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds a query that stands alone.
  func bind(_ query: SQL.Query) throws(SQLError) -> BoundQuery {
    try bind(query, in: NameScope(parent: nil))
  }

  /// Binds a query; `scope` has no tables of its own yet, but the common tables and what is around.
  func bind(_ query: SQL.Query, in scope: NameScope) throws(SQLError) -> BoundQuery {
    var shared: [SharedPlan] = []
    if let with = query.with {
      var names: Set<String> = []
      for table in with.tables {
        guard names.insert(SQLName.folded(table.name.text)).inserted else {
          throw SQLError(
            .binding,
            "there are two tables called '\(table.name.text)' in WITH",
            at: table.name.range
          )
        }
        if let part = try bind(table, isRecursive: with.isRecursive, in: scope) {
          shared.append(part)
        }
      }
    }
    var bound: BoundQuery
    switch query.body {
    case .select(let select): bound = try bind(select, query, in: scope)
    default:
      bound = try bind(query.body, in: scope)
      bound.plan = try ordered(bound, query.order, in: scope)
      bound.plan = try limited(bound.plan, query, in: scope)
    }
    // Parts that are read later are made first.
    bound.plan = shared.reversed().reduce(bound.plan) { .shared($1, body: $0) }
    return bound
  }

  /// Binds what the rows of a query come from.
  private func bind(_ body: SQL.QueryBody, in scope: NameScope) throws(SQLError) -> BoundQuery {
    switch body {
    case .select(let select):
      let query = SQL.Query(body: body, range: select.range)
      return try bind(select, query, in: scope)
    case .values(let values): return try bind(values, in: scope)
    case .setOperation(let operation): return try bind(operation, in: scope)
    case .query(let query): return try bind(query, in: inner(scope))
    case .pivot(let pivot): return try bind(pivot, in: scope)
    case .unpivot(let unpivot): return try bind(unpivot, in: scope)
    case .description(let description): return try bind(description, in: scope)
    }
  }

  /// A scope that sees the same as another, for a part that stands beside it.
  func inner(_ scope: NameScope) -> NameScope {
    NameScope(parent: scope.parent, commonTables: scope.commonTables)
  }

  // MARK: - VALUES

  /// Binds rows that are written out; with `types`, as values that become those.
  func bind(
    _ values: SQL.Values,
    in scope: NameScope,
    as types: [SQLType]? = nil
  ) throws(SQLError) -> BoundQuery {
    let width = values.rows.first?.count ?? 0
    let expressions = ExpressionBinder(self, inner(scope), .values)
    var rows: [[BoundExpression]] = []
    for row in values.rows {
      guard row.count == width else {
        throw SQLError(
          .binding,
          "the rows of VALUES have \(width) and \(row.count) values",
          at: row.first?.range ?? values.range
        )
      }
      var bound: [BoundExpression] = []
      for value in row { bound.append(try expressions.bind(value)) }
      rows.append(bound)
    }
    var columns: [PlanColumn] = []
    for place in 0..<width {
      let column = rows.map { $0[place] }
      let unified: [BoundExpression]
      if let type = types?[place] {
        unified = try column.map { value throws(SQLError) in try expressions.cast(value, to: type) }
      } else {
        unified = try expressions.unified(
          column,
          in: "VALUES",
          at: values.range,
          mixesTexts: true
        )
      }
      columns.append(makeColumn("col\(place)", unified[0].type))
      for row in rows.indices { rows[row][place] = unified[row] }
    }
    let plain = LogicalPlan.values(ValueRows(rows: rows, columns: columns))
    guard !expressions.subqueries.isEmpty else { return BoundQuery(plan: plain, columns: columns) }
    // Rows with queries inside are made one by one, and put together.
    let parts = rows.map { row -> LogicalPlan in
      let computed = zip(columns, row).map {
        ComputedColumn(column: makeColumn($0.name, $0.type), expression: $1)
      }
      return .project(
        LogicalPlan.single.joining(expressions.subqueries),
        computed,
        isFinal: true
      )
    }
    let plan = parts.dropFirst().reduce(parts[0]) { left, right in
      let result = columns.map { makeColumn($0.name, $0.type) }
      return .setOperation(
        SetCombination(
          kind: .union,
          isAll: true,
          left: left,
          right: right,
          columns: result,
          leftColumns: left.columns.map(\.id),
          rightColumns: right.columns.map(\.id)
        )
      )
    }
    return BoundQuery(plan: plan, columns: plan.columns)
  }

  // MARK: - Set operations

  private func bind(_ operation: SQL.SetOperation, in scope: NameScope) throws(SQLError)
    -> BoundQuery
  {
    var left = try bind(operation.first, in: inner(scope))
    for step in operation.steps {
      let right = try bind(step.body, in: inner(scope))
      left = try combine(left, step, right)
    }
    return left
  }

  private func combine(
    _ left: BoundQuery,
    _ step: SQL.SetOperationStep,
    _ right: BoundQuery
  ) throws(SQLError) -> BoundQuery {
    var (left, right) = (left, right)
    if step.isByName {
      (left, right) = try aligned(left, right, at: step.range)
    } else if left.columns.count != right.columns.count {
      throw SQLError(
        .binding,
        "\(step.kind.rawValue) puts \(left.columns.count) and "
          + "\(right.columns.count.counted("column")) together",
        at: step.range
      )
    }
    var result: [PlanColumn] = []
    for (first, second) in zip(left.columns, right.columns) {
      guard let type = SQLType.common(first.type, second.type) else {
        throw SQLError(
          .binding,
          "the column '\(first.name)' has values of the types \(first.type) and \(second.type)",
          at: step.range,
          advice: "Say with a cast which type is meant."
        )
      }
      result.append(makeColumn(first.name, type))
    }
    let combined = SetCombination(
      kind: step.kind,
      isAll: step.isAll,
      left: try typed(left, result),
      right: try typed(right, result),
      columns: result,
      leftColumns: [],
      rightColumns: []
    )
    var finished = combined
    finished.leftColumns = combined.left.columns.suffix(result.count).map(\.id)
    finished.rightColumns = combined.right.columns.suffix(result.count).map(\.id)
    var query = BoundQuery(plan: .setOperation(finished), columns: result)
    query.otherNames = result.indices.map { place in
      [left, right].flatMap { side in
        [SQLName.folded(side.columns[place].name)]
          + (place < side.otherNames.count ? side.otherNames[place] : [])
      }
    }
    return query
  }

  /// A query whose columns have the types of others.
  func typed(_ query: BoundQuery, _ wanted: [PlanColumn]) throws(SQLError) -> LogicalPlan {
    let expressions = ExpressionBinder(self, NameScope(parent: nil), .select)
    var computed: [ComputedColumn] = []
    for (column, wanted) in zip(query.columns, wanted) {
      let value = try expressions.cast(BoundExpression(column), to: wanted.type)
      computed.append(
        ComputedColumn(column: makeColumn(column.name, wanted.type), expression: value)
      )
    }
    return .project(query.plan, computed, isFinal: true)
  }

  /// Two queries whose columns find each other by name.
  private func aligned(
    _ left: BoundQuery,
    _ right: BoundQuery,
    at range: SQL.SourceRange
  ) throws(SQLError) -> (BoundQuery, BoundQuery) {
    var names: [String] = []
    for side in [left, right] {
      var own: Set<String> = []
      for name in side.columns.map(\.name) {
        guard own.insert(SQLName.folded(name)).inserted else {
          throw SQLError(
            .binding,
            "BY NAME finds two columns called '\(name)' in one query",
            at: range,
            advice: "Give one of them another name with AS."
          )
        }
        if !names.contains(where: { SQLName.folded($0) == SQLName.folded(name) }) {
          names.append(name)
        }
      }
    }
    func filled(_ query: BoundQuery) -> BoundQuery {
      var computed: [ComputedColumn] = []
      var otherNames: [[String]] = []
      for name in names {
        let folded = SQLName.folded(name)
        if let place = query.columns.firstIndex(where: { SQLName.folded($0.name) == folded }) {
          let column = query.columns[place]
          let made = makeColumn(name, column.type)
          computed.append(ComputedColumn(column: made, expression: BoundExpression(column)))
          otherNames.append(place < query.otherNames.count ? query.otherNames[place] : [])
        } else {
          let made = makeColumn(name, .null)
          computed.append(ComputedColumn(column: made, expression: BoundExpression(.null)))
          otherNames.append([])
        }
      }
      let plan = LogicalPlan.project(query.plan, computed, isFinal: true)
      return BoundQuery(plan: plan, columns: computed.map(\.column), otherNames: otherNames)
    }
    return (filled(left), filled(right))
  }

  // MARK: - The end of a query

  /// Orders the rows of what is no SELECT: by its columns only.
  private func ordered(
    _ query: BoundQuery,
    _ items: [SQL.OrderItem],
    in scope: NameScope
  ) throws(SQLError) -> LogicalPlan {
    guard !items.isEmpty else { return query.plan }
    let inside = NameScope(parent: scope.parent, commonTables: scope.commonTables)
    inside.add(NameScope.Table(name: "", columns: query.columns))
    let expressions = ExpressionBinder(self, inside, .order)
    var keys: [SortKey] = []
    for item in items where !(ordersByConstants && item.isConstant) {
      if let place = try item.place(among: query.columns.count) {
        keys.append(sortKey(BoundExpression(query.columns[place]), item))
      } else if let place = try query.place(of: item) {
        keys.append(sortKey(BoundExpression(query.columns[place]), item))
      } else {
        keys += try expressions.sortKeys(item)
      }
    }
    return .sort(query.plan.joining(expressions.subqueries), keys)
  }

  func sortKey(_ value: BoundExpression, _ item: SQL.OrderItem) -> SortKey {
    let isDescending = item.direction.map { $0 == .descending } ?? self.isDescending
    return SortKey(
      expression: value,
      isDescending: isDescending,
      areNullsFirst: item.areNullsFirst ?? areNullsFirst(isDescending)
    )
  }

  /// Lets so many rows pass as a query says.
  func limited(
    _ plan: LogicalPlan,
    _ query: SQL.Query,
    in scope: NameScope
  ) throws(SQLError) -> LogicalPlan {
    guard query.limit?.amount != nil || query.offset != nil else { return plan }
    let expressions = ExpressionBinder(self, NameScope(parent: scope.parent), .limit)
    var limit = RowLimit()
    if let amount = query.limit?.amount {
      limit.isPercent = query.limit?.isPercent == true
      let value = try expressions.bind(amount)
      limit.count = try expressions.cast(value, to: limit.isPercent ? .double : .bigint)
    }
    if let offset = query.offset {
      limit.offset = try expressions.cast(try expressions.bind(offset), to: .bigint)
    }
    guard !expressions.subqueries.isEmpty else { return .limit(plan, limit) }
    limit.count = try limit.count.map { (count) throws(SQLError) in
      try known(count, expressions.subqueries, scope)
    }
    limit.offset = try limit.offset.map { (offset) throws(SQLError) in
      try known(offset, expressions.subqueries, scope)
    }
    return .limit(plan, limit)
  }

  /// The value of an expression with queries inside, which are run before the others are planned.
  private func known(
    _ expression: BoundExpression,
    _ subqueries: [SubqueryJoin],
    _ scope: NameScope
  ) throws(SQLError) -> BoundExpression {
    guard let run else {
      throw SQLError(.unsupported, "LIMIT has no queries inside here", at: expression.range)
    }
    let column = makeColumn("limit", expression.type)
    var plan = LogicalPlan.project(
      LogicalPlan.single.joining(subqueries),
      [ComputedColumn(column: column, expression: expression)],
      isFinal: true
    )
    plan = scope.commonTables.compactMap(\.shared).reversed()
      .reduce(plan) { .shared($1, body: $0) }
    let rows = try run(BoundQuery(plan: plan, columns: [column]))
    let value = rows.count > 0 ? rows.cells[0].datum(0, expression.type) : .null
    return BoundExpression(TypedDatum(value, expression.type), at: expression.range)
  }
}

extension BoundQuery {
  /// The place of a column that is ordered by as something that it may be called besides its name.
  fileprivate func place(of item: SQL.OrderItem) throws(SQLError) -> Int? {
    guard case .expression(let expression) = item.target else { return nil }
    var text = SQLName.folded(expression.sql)
    if case .name(let name) = expression.kind {
      text = SQLName.folded(name.parts.map(\.text).joined(separator: "."))
      // Names of columns are found as all others, and may be unclear.
      if name.single != nil, columns.contains(where: { SQLName.folded($0.name) == text }) {
        return nil
      }
    }
    let places = otherNames.indices.filter { otherNames[$0].contains(text) }
    // Of several parts that give one name to different columns the first counts.
    if case .name(let name) = expression.kind, name.single != nil { return places.first }
    guard places.count < 2 else {
      throw SQLError(
        .binding,
        "'\(expression.sql)' can be the column \(places[0] + 1) or \(places[1] + 1)",
        at: expression.range,
        advice: "Count the columns from 1."
      )
    }
    return places.first
  }
}

extension SQL.OrderItem {
  /// Whether it is the same for all rows, and no number of a column.
  var isConstant: Bool {
    guard case .expression(let expression) = target, case .literal(let literal) = expression.kind
    else { return false }
    if case .integer = literal { return false }
    return true
  }

  /// The place of a column, from 0, if the item is the number of one.
  func place(among count: Int) throws(SQLError) -> Int? {
    guard case .expression(let expression) = target else { return nil }
    if case .unary(.minus, let operand) = expression.kind,
      case .literal(.integer) = operand.kind
    {
      throw SQLError(
        .binding,
        "there is no column below 1: there are \(count)",
        at: expression.range
      )
    }
    guard case .literal(let literal) = expression.kind else { return nil }
    guard case .integer(let number) = literal else {
      throw SQLError(
        .binding,
        "rows are not ordered by what is the same for all of them",
        at: expression.range,
        advice: "Columns are named, or counted from 1."
      )
    }
    guard number >= 1, number <= UInt128(count) else {
      throw SQLError(
        .binding,
        "there is no column \(number): there are \(count)",
        at: expression.range
      )
    }
    return Int(number) - 1
  }
}
