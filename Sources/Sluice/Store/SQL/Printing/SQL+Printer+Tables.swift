// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  mutating func add(_ table: SQL.TableReference) {
    switch table.kind {
    case .table(let name): self.name(name)
    case .file(let path): string(path)
    case .function(let function): add(function)
    case .query(let query, let isLateral):
      add(isLateral ? "LATERAL (" : "(")
      add(.query(query))
      add(")")
    case .join(let first, let steps):
      let hasParentheses = steps.isEmpty || table.alias != nil || table.sample != nil
      if hasParentheses { add("(") }
      if steps.isEmpty { add(.table(first)) } else { operand(first) }
      for part in steps { add(part) }
      if hasParentheses { add(")") }
    case .pivot(let pivot): addTable(pivot)
    case .unpivot(let unpivot): addTable(unpivot)
    }
    if let alias = table.alias {
      add(" AS ")
      name(alias.name)
      optionalNames(alias.columns)
    }
    if let sample = table.sample { add(" TABLESAMPLE ", sample) }
  }

  mutating func add(_ function: SQL.TableFunction) {
    if function.isLateral { add("LATERAL ") }
    functionName(function.name)
    add("(")
    arguments(function.arguments)
    add(")")
    if function.hasOrdinality { add(" WITH ORDINALITY") }
  }

  private mutating func add(_ part: SQL.JoinStep) {
    add(" ")
    if case .natural = part.condition { add("NATURAL ") }
    if part.isAsof { add("ASOF ") }
    if part.kind.isNamedByType {
      add("JOIN BY (TYPE \(part.kind.rawValue)) ")
    } else {
      add(part.kind == .inner ? "JOIN " : part.kind.rawValue + " JOIN ")
    }
    operand(part.table)
    add(part.condition)
  }

  mutating func add(_ condition: SQL.JoinCondition) {
    switch condition {
    case .none, .natural: break
    case .on(let condition): clause(" ON ", condition)
    case .using(let columns): names(columns, before: " USING (")
    case .nearest(let nearest):
      if let isExact = nearest.isExact { add(isExact ? " EXACT" : " APPROX") }
      add(" NEAREST ")
      if let count = nearest.count { add("\(count) ") }
      clause(nearest.isSimilarity ? "BY SIMILARITY " : "BY DISTANCE ", nearest.measure)
    }
  }

  /// Adds a table, in parentheses if it is a join.
  private mutating func operand(_ table: SQL.TableReference) {
    guard case .join(_, let steps) = table.kind, !steps.isEmpty, table.alias == nil,
      table.sample == nil
    else { return add(.table(table)) }
    add("(")
    add(.table(table))
    add(")")
  }

  // MARK: Pivots

  mutating func addQuery(_ pivot: SQL.Pivot) {
    add("PIVOT ")
    add(.table(pivot.source))
    if !pivot.axes.isEmpty {
      add(" ON ")
      list(pivot.axes) { $0.add($1) }
    }
    if !pivot.aggregates.isEmpty {
      add(" USING ")
      list(pivot.aggregates) { $0.add($1) }
    }
    groups(pivot.groups)
  }

  private mutating func addTable(_ pivot: SQL.Pivot) {
    operand(pivot.source)
    add(" PIVOT (")
    list(pivot.aggregates) { $0.add($1) }
    add(" FOR ")
    list(pivot.axes, separator: " ") { $0.add($1) }
    groups(pivot.groups)
    add(")")
  }

  private mutating func groups(_ groups: [SQL.Expression]?) {
    guard let groups else { return }
    add(" GROUP BY ")
    expressions(groups)
  }

  private mutating func add(_ axis: SQL.Pivot.Axis) {
    if axis.expressions.count == 1 {
      expression(axis.expressions[0], .postfix)
    } else {
      tuple(axis.expressions)
    }
    switch axis.values {
    case nil: break
    case .list(let items):
      add(" IN (")
      list(items) { $0.add($1) }
      add(")")
    case .enumeration(let name):
      add(" IN ")
      self.name(name)
    case .query(let query):
      add(" IN (")
      add(.query(query))
      add(")")
    case .any: add(" IN (*)")
    }
  }

  private mutating func tuple(_ values: [SQL.Expression]) {
    add("(")
    expressions(values)
    add(")")
  }

  mutating func addQuery(_ unpivot: SQL.Unpivot) {
    add("UNPIVOT ")
    add(.table(unpivot.source))
    add(" ON ")
    list(unpivot.entries) { $0.add($1) }
    add(" INTO NAME ")
    name(unpivot.name)
    add(" VALUE ")
    list(unpivot.values) { $0.name($1) }
  }

  private mutating func addTable(_ unpivot: SQL.Unpivot) {
    operand(unpivot.source)
    add(unpivot.includesNulls ? " UNPIVOT INCLUDE NULLS (" : " UNPIVOT (")
    if unpivot.values.count == 1 {
      name(unpivot.values[0])
    } else {
      names(unpivot.values)
    }
    add(" FOR ")
    name(unpivot.name)
    add(" IN (")
    list(unpivot.entries) { $0.add($1) }
    add("))")
  }

  private mutating func add(_ entry: SQL.Unpivot.Entry) {
    if entry.expressions.count == 1 {
      expression(entry.expressions[0])
    } else {
      tuple(entry.expressions)
    }
    guard let alias = entry.alias else { return }
    add(" AS ")
    name(alias)
  }
}
