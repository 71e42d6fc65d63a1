// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Turns values into columns: for each of them the aggregates of those rows that have it.
  func bind(_ pivot: SQL.Pivot, in scope: NameScope) throws(SQLError) -> BoundQuery {
    let (plan, tables) = try table(
      pivot.source,
      in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
    )
    var binding = PivotBinding(self, pivot, plan, tables)
    return try binding.bind()
  }
}

/// One PIVOT on the way to a plan.
private struct PivotBinding {
  /// A value that becomes columns, and the condition that rows have it.
  private struct Value {
    var name: String
    var condition: BoundExpression
  }

  /// The columns that a pivot makes at most.
  private static let limit = 10_000

  private let binder: Binder
  private let pivot: SQL.Pivot
  private let plan: LogicalPlan
  private let tables: NameScope
  private let expressions: ExpressionBinder

  init(_ binder: Binder, _ pivot: SQL.Pivot, _ plan: LogicalPlan, _ tables: NameScope) {
    self.binder = binder
    self.pivot = pivot
    self.plan = plan
    self.tables = tables
    expressions = ExpressionBinder(binder, tables, .select)
  }

  mutating func bind() throws(SQLError) -> BoundQuery {
    var values = [Value(name: "", condition: .alwaysTrue)]
    var used: Set<ColumnID> = []
    for axis in pivot.axes {
      let found = try self.values(of: axis, &used)
      guard values.count * found.count <= Self.limit else {
        throw SQLError(.limit, "a PIVOT makes at most \(Self.limit) columns", at: axis.range)
      }
      values = values.flatMap { first in
        found.map { second in
          Value(
            name: first.name.isEmpty ? second.name : "\(first.name)_\(second.name)",
            condition: .all([first.condition, second.condition])
          )
        }
      }
    }
    let keys = try self.keys(&used)
    let isPlain = pivot.axes.isEmpty
    var results: [(name: String, value: BoundExpression)] = []
    for value in values {
      expressions.pivotCondition = isPlain ? nil : value.condition
      for item in aggregates {
        let bound = try expressions.bind(item.expression)
        guard bound.columns.isDisjoint(with: plan.columns.map(\.id)) else {
          throw SQLError(
            .binding,
            "PIVOT makes columns of aggregates, and this is none",
            at: item.range
          )
        }
        results.append((name: name(value.name, item, isPlain), value: bound))
      }
    }
    guard expressions.windowColumns.isEmpty, expressions.unnested.isEmpty else {
      throw SQLError(.binding, "PIVOT makes columns of aggregates only", at: pivot.range)
    }
    let input = plan.joining(expressions.subqueriesBelow)
    let aggregation = Aggregation(
      input: input,
      keys: keys,
      groupings: [Array(keys.indices)],
      aggregates: expressions.aggregates
    )
    let computed = results.map {
      ComputedColumn(column: binder.makeColumn($0.name, $0.value.type), expression: $0.value)
    }
    let result = LogicalPlan.aggregate(aggregation).joining(expressions.subqueries)
    return BoundQuery(
      plan: .project(result, computed, isFinal: false),
      columns: keys.map(\.column) + computed.map(\.column)
    )
  }

  /// What is computed for each value: rows are counted if nothing is written.
  private var aggregates: [SQL.SelectItem] {
    guard pivot.aggregates.isEmpty, !pivot.axes.isEmpty else { return pivot.aggregates }
    let star = SQL.Expression(.star(SQL.Star()), at: pivot.range)
    let count = SQL.Call(
      name: SQL.QualifiedName(SQL.Name("count", at: pivot.range)),
      arguments: [SQL.Argument(value: star)]
    )
    let expression = SQL.Expression(.call(count), at: pivot.range)
    return [SQL.SelectItem(expression: expression, range: pivot.range)]
  }

  private func name(_ value: String, _ item: SQL.SelectItem, _ isPlain: Bool) -> String {
    let own = item.alias?.text ?? SelectBinding.name(of: item.expression)
    if isPlain { return own }
    return item.alias == nil && aggregates.count == 1 ? value : "\(value)_\(own)"
  }

  /// What rows are grouped by: all columns that nothing else uses if nothing is written.
  private func keys(_ used: inout Set<ColumnID>) throws(SQLError) -> [ComputedColumn] {
    var keys: [(name: String, value: BoundExpression)] = []
    if let groups = pivot.groups {
      for group in groups {
        keys.append((name: SelectBinding.name(of: group), value: try expressions.bind(group)))
      }
    } else {
      // What the aggregates are made of is no key.
      let probing = ExpressionBinder(binder, tables, .select)
      for item in aggregates { _ = try probing.bind(item.expression) }
      for aggregate in probing.aggregates {
        let call = aggregate.call
        for part in call.arguments + call.order.map(\.expression) + (call.filter.map { [$0] } ?? [])
        {
          part.collectColumns(into: &used)
        }
      }
      keys = tables.starColumns().filter { $0.value.columns.isDisjoint(with: used) }
    }
    return keys.map {
      ComputedColumn(column: binder.makeColumn($0.name, $0.value.type), expression: $0.value)
    }
  }

  // MARK: - Values

  private func values(
    of axis: SQL.Pivot.Axis,
    _ used: inout Set<ColumnID>
  ) throws(SQLError) -> [Value] {
    var parts: [BoundExpression] = []
    for expression in axis.expressions {
      let part = try expressions.bind(expression)
      guard !part.columns.isEmpty else {
        throw SQLError(.binding, "PIVOT is about columns, and this is none", at: expression.range)
      }
      // The name of a table stands for its rows as a whole, and its columns are grouped by.
      let isTable = if case .name = expression.kind { part.column == nil } else { false }
      if !isTable { part.collectColumns(into: &used) }
      parts.append(part)
    }
    var found: [Value] = []
    switch axis.values {
    case .list(let items):
      for item in items { found.append(try value(item, parts)) }
    case .enumeration(let name):
      guard let type = binder.catalog.type(name), case .enumeration(let texts) = type else {
        throw SQLError(.catalog, "there is no enumeration of that name", at: name.range)
      }
      for text in texts.names {
        found.append(
          try value([BoundExpression(.constant(.text(text)), .varchar)], parts, nil, axis.range)
        )
      }
    case .query(let query):
      let bound = try binder.bind(
        query,
        in: NameScope(parent: nil, commonTables: tables.commonTables)
      )
      found = try occurring(bound, parts, axis.range)
    case .any, nil:
      let computed = parts.map {
        ComputedColumn(column: binder.makeColumn("value", $0.type), expression: $0)
      }
      let columns = computed.map(\.column)
      let values = columns.map { BoundExpression($0) }
      var rows = LogicalPlan.project(
        plan.joining(expressions.subqueries),
        computed,
        isFinal: true
      )
      rows = .filter(rows, values.map { BoundExpression(.not(.isMissing($0)), .boolean) })
      rows = .sort(.distinct(rows, on: values), values.map { SortKey(expression: $0) })
      found = try occurring(BoundQuery(plan: rows, columns: columns), parts, axis.range)
    }
    var names: Set<String> = []
    for value in found where !names.insert(value.name).inserted {
      throw SQLError(.binding, "the value '\(value.name)' is there twice", at: axis.range)
    }
    return found
  }

  /// The values that a query finds.
  private func occurring(
    _ query: BoundQuery,
    _ parts: [BoundExpression],
    _ range: SQL.SourceRange
  ) throws(SQLError) -> [Value] {
    guard let run = binder.run else {
      throw SQLError(
        .unsupported,
        "the values of a PIVOT have to be written out here",
        at: range,
        advice: "Write them after IN."
      )
    }
    guard query.columns.count == parts.count else {
      throw SQLError(
        .binding,
        "\(parts.count.counted("value")) cannot be compared with "
          + query.columns.count.counted("column"),
        at: range
      )
    }
    let shared = tables.commonTables.compactMap(\.shared)
    var whole = query
    whole.plan = shared.reversed().reduce(query.plan) { .shared($1, body: $0) }
    let rows = try run(whole)
    guard rows.count <= Self.limit else {
      throw SQLError(.limit, "a PIVOT makes at most \(Self.limit) columns", at: range)
    }
    let cells = rows.cells
    var found: [Value] = []
    for row in 0..<rows.count {
      let values = zip(cells, query.columns).map {
        BoundExpression(.constant($0.datum(row, $1.type)), $1.type, at: range)
      }
      var named = try value(values, parts, nil, range)
      if values.count > 1 {
        let texts = try values.map { (value) throws(SQLError) in try text(value) }
        named.name = "(\(texts.joined(separator: ", ")))"
      }
      found.append(named)
    }
    return found
  }

  /// A value that is written out. A name stands for itself.
  private func value(
    _ item: SQL.SelectItem,
    _ parts: [BoundExpression]
  ) throws(SQLError) -> Value {
    let written: [SQL.Expression]
    if case .row(let values) = item.expression.kind, parts.count > 1 {
      written = values
    } else {
      written = [item.expression]
    }
    guard written.count == parts.count else {
      throw SQLError(
        .binding,
        "\(parts.count.counted("value")) cannot be compared with "
          + written.count.counted("value"),
        at: item.range
      )
    }
    var values: [BoundExpression] = []
    let outside = ExpressionBinder(binder, NameScope(parent: nil), .select)
    for expression in written {
      if case .name(let name) = expression.kind, let single = name.single {
        values.append(BoundExpression(.constant(.text(single.text)), .varchar, at: item.range))
      } else {
        values.append(try outside.bind(expression))
      }
      values[values.count - 1].isLiteral = true
    }
    return try value(values, parts, item.alias?.text, item.range)
  }

  private func value(
    _ values: [BoundExpression],
    _ parts: [BoundExpression],
    _ alias: String?,
    _ range: SQL.SourceRange
  ) throws(SQLError) -> Value {
    var conditions: [BoundExpression] = []
    for (part, value) in zip(parts, values) {
      conditions.append(try expressions.compare(part, .notDistinct, value, at: range))
    }
    let texts = try values.map { (value) throws(SQLError) in try text(value) }
    return Value(name: alias ?? texts.joined(separator: "_"), condition: .all(conditions))
  }

  /// A value as the name of a column.
  private func text(_ value: BoundExpression) throws(SQLError) -> String {
    guard value.isFixed else {
      throw SQLError(.binding, "the values of a PIVOT are written out", at: value.range)
    }
    let written = BoundExpression(.cast(value, isTry: false), .varchar, at: value.range)
    guard case .bytes(let bytes) = try written.fixedValue() else { return "NULL" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension BoundExpression {
  /// Whether another expression has no value.
  static func isMissing(_ part: BoundExpression) -> BoundExpression {
    BoundExpression(.isNull(part), .boolean, at: part.range)
  }
}
