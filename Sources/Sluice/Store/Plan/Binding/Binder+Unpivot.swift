// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Turns columns into rows: a row for each entry, with its name and its values.
  func bind(_ unpivot: SQL.Unpivot, in scope: NameScope) throws(SQLError) -> BoundQuery {
    let around = NameScope(parent: scope.parent, commonTables: scope.commonTables)
    let (plan, tables) = try table(
      unpivot.source,
      in: NameScope(parent: around, commonTables: scope.commonTables)
    )
    let expressions = ExpressionBinder(self, tables, .select)
    var entries: [(name: String, values: [BoundExpression])] = []
    for entry in unpivot.entries {
      for (name, values) in try expand(entry, expressions) {
        entries.append((name: entry.alias?.text ?? name, values: values))
      }
    }
    guard entries.allSatisfy({ $0.values.count == unpivot.values.count }) else {
      throw SQLError(
        .binding,
        "each entry of UNPIVOT has as many columns as there are names for values",
        at: unpivot.range
      )
    }
    let used = entries.reduce(into: Set<ColumnID>()) { used, entry in
      for value in entry.values { value.collectColumns(into: &used) }
    }
    // A list of names and one for each value, taken apart side by side.
    let names = try expressions.list(
      of: entries.map { BoundExpression(.constant(.text($0.name)), .varchar) },
      at: unpivot.range
    )
    let nameColumn = makeColumn(unpivot.name.text, .varchar)
    var unnested = [UnnestedColumn(column: nameColumn, list: names)]
    for (place, name) in unpivot.values.enumerated() {
      let list = try expressions.list(of: entries.map { $0.values[place] }, at: unpivot.range)
      guard case .list(let element) = list.type else { continue }
      unnested.append(UnnestedColumn(column: makeColumn(name.text, element), list: list))
    }
    var result = LogicalPlan.unnest(plan, unnested)
    if !unpivot.includesNulls {
      let missing = unnested.dropFirst().map { column in
        BoundExpression(.isNull(BoundExpression(column.column)), .boolean)
      }
      let isAnyMissing =
        missing.count == 1 ? missing[0] : BoundExpression(.or(missing), .boolean)
      result = .filter(result, [BoundExpression(.not(isAnyMissing), .boolean)])
    }
    let others = tables.tables.flatMap(\.columns).filter { !used.contains($0.id) }
    let columns = others + unnested.map(\.column)
    return BoundQuery(plan: result, columns: columns)
  }

  private func expand(
    _ entry: SQL.Unpivot.Entry,
    _ expressions: ExpressionBinder
  ) throws(SQLError) -> [(String, [BoundExpression])] {
    if entry.expressions.count == 1 {
      let expression = entry.expressions[0]
      if case .star(let star) = expression.kind {
        return try expressions.selected(star, at: expression.range).map { ($0.name, [$0.value]) }
      }
      if let several = try expressions.expanded(expression) {
        return several.map { ($0.name, [$0.value]) }
      }
    }
    var values: [BoundExpression] = []
    for expression in entry.expressions { values.append(try expressions.bind(expression)) }
    let names = entry.expressions.map { expression in
      if case .name(let name) = expression.kind { name.last.text } else { expression.sql }
    }
    return [(names.joined(separator: "_"), values)]
  }
}
