// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// The only value of the only row of a query, or NULL if it has no row.
  func scalar(_ query: SQL.Query, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let bound = try binder.bind(query, in: subscope)
    guard let column = bound.columns.first else {
      throw SQLError(.binding, "a query that stands for a value has one column", at: range)
    }
    if bound.columns.count > 1 {
      throw SQLError(
        .binding,
        "a query that stands for a value has one column, and this one has \(bound.columns.count)",
        at: range
      )
    }
    var plan = bound.plan
    if binder.takesFirstRows {
      let one = BoundExpression(TypedDatum(.integer(1), .bigint))
      plan = .limit(plan, RowLimit(count: one))
    }
    note(SubqueryJoin(kind: .single, plan: plan))
    return BoundExpression(column, at: range)
  }

  /// Whether a query has a row.
  func exists(_ query: SQL.Query, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let bound = try binder.bind(query, in: subscope)
    let mark = binder.makeColumn("exists", .boolean)
    note(SubqueryJoin(kind: .mark(mark), plan: bound.plan))
    return BoundExpression(mark, at: range)
  }

  /// Whether some row of a query has a value that compares so with another.
  func bind(
    _ operand: SQL.Expression,
    _ test: ComparisonTest,
    in query: SQL.Query,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    var values: [BoundExpression] = []
    let bound = try binder.bind(query, in: subscope)
    // `(a, b) IN (SELECT c, d …)` compares column by column.
    if case .row(let parts) = operand.kind, bound.columns.count == parts.count,
      parts.count > 1 || !bound.columns[0].type.isNested
    {
      for part in parts { values.append(try bind(part)) }
    } else {
      values = [try bind(operand)]
    }
    guard values.count == bound.columns.count else {
      throw SQLError(
        .binding,
        "\(values.count.counted("value")) cannot be compared with a query of "
          + bound.columns.count.counted("column"),
        at: range
      )
    }
    var conditions: [BoundExpression] = []
    for (value, column) in zip(values, bound.columns) {
      conditions.append(try compare(value, test, BoundExpression(column, at: range), at: range))
    }
    let mark = binder.makeColumn("in", .boolean)
    note(SubqueryJoin(kind: .mark(mark), plan: bound.plan, comparisons: conditions))
    return BoundExpression(mark, at: range)
  }

  /// `ANY` and `ALL`.
  func bind(
    _ quantified: SQL.Quantified,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    guard case .comparison(let written) = quantified.test else {
      return try patternAmong(quantified, at: range)
    }
    let test = ComparisonTest(written)
    // All values pass if there is none that does not.
    let wanted = quantified.isForAll ? test.negated : test
    let found: BoundExpression
    switch quantified.candidates {
    case .query(let query): found = try bind(quantified.operand, wanted, in: query, at: range)
    case .value(let list):
      let bound = try bind(list)
      guard let type = bound.type.element ?? (bound.type == .null ? .null : nil) else {
        throw SQLError(.binding, "ANY and ALL take a query or a list", at: list.range)
      }
      let element = binder.makeColumn("element", type)
      let condition = try compare(
        try bind(quantified.operand),
        wanted,
        BoundExpression(element, at: range),
        at: range
      )
      let mark = binder.makeColumn("any", .boolean)
      let elements = LogicalPlan.unnest(.single, [UnnestedColumn(column: element, list: bound)])
      note(SubqueryJoin(kind: .mark(mark), plan: elements, comparisons: [condition]))
      found = BoundExpression(mark, at: range)
    }
    return quantified.isForAll ? negated(found, at: range) : found
  }

  private func patternAmong(
    _ quantified: SQL.Quantified,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    guard case .pattern(let kind, let isNegated) = quantified.test,
      case .value(let list) = quantified.candidates, case .list(let patterns) = list.kind
    else {
      throw SQLError(
        .unsupported,
        "patterns with ANY and ALL are compared with lists that are written out only",
        at: range
      )
    }
    var tests: [BoundExpression] = []
    for pattern in patterns {
      let test = SQL.PatternTest(
        kind: kind,
        operand: quantified.operand,
        pattern: pattern,
        isNegated: isNegated
      )
      tests.append(try bind(test, at: range))
    }
    guard tests.count > 1 else { return tests.first ?? .alwaysTrue }
    return BoundExpression(quantified.isForAll ? .and(tests) : .or(tests), .boolean, at: range)
  }

  /// `ARRAY(SELECT …)`: a list of the values of all rows.
  func array(_ query: SQL.Query, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let bound = try binder.bind(query, in: subscope)
    guard bound.columns.count == 1, let column = bound.columns.first else {
      throw SQLError(.binding, "a query that becomes a list has one column", at: range)
    }
    let value = BoundExpression(column, at: range)
    guard let match = binder.functions.aggregate("list", [value.argumentType]) else {
      throw mismatch("list", [value.argumentType], at: range)
    }
    let list = binder.makeColumn("array", match.function.result)
    let call = AggregateCall(function: match.function, arguments: [value])
    let plan = LogicalPlan.aggregate(
      Aggregation(
        input: bound.plan,
        keys: [],
        groupings: [[]],
        aggregates: [AggregateColumn(column: list, call: call)]
      )
    )
    note(SubqueryJoin(kind: .single, plan: plan))
    let empty = try self.list(of: [], at: range)
    let typed = try cast(empty, to: list.type)
    return BoundExpression(
      .coalesce([BoundExpression(list, at: range), typed]),
      list.type,
      at: range
    )
  }

  /// What the queries inside of this one can see.
  private var subscope: NameScope {
    guard let values = macros.last else {
      return NameScope(parent: scope, commonTables: scope.commonTables)
    }
    // The parameters of a macro are known in its queries as well.
    let macro = NameScope(parent: scope, commonTables: scope.commonTables)
    macro.parameters = values.map { (name: $0.key, value: $0.value) }
    return NameScope(parent: macro, commonTables: scope.commonTables)
  }
}
