// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  mutating func add(_ query: SQL.Query) {
    if let with = query.with { add(with) }
    add(.body(query.body))
    orderBy(query.order)
    if let limit = query.limit {
      guard let amount = limit.amount else { return add(" LIMIT ALL") }
      clause(" LIMIT ", amount)
      if limit.isPercent { add(" PERCENT") }
    }
    clause(" OFFSET ", query.offset)
  }

  mutating func add(_ with: SQL.With) {
    add(with.isRecursive ? "WITH RECURSIVE " : "WITH ")
    list(with.tables) { $0.add($1) }
    add(" ")
  }

  private mutating func add(_ table: SQL.CommonTable) {
    name(table.name)
    optionalNames(table.columns)
    if !table.key.isEmpty {
      add(" USING KEY (")
      list(table.key) { $0.add($1) }
      add(")")
    }
    add(" AS ")
    if let isMaterialized = table.isMaterialized {
      add(isMaterialized ? "MATERIALIZED " : "NOT MATERIALIZED ")
    }
    add("(")
    add(.statement(table.statement))
    add(")")
  }

  mutating func addBody(_ body: SQL.QueryBody) {
    switch body {
    case .select(let select): add(select)
    case .values(let values): add(values)
    case .setOperation(let operation): add(operation)
    case .query(let query):
      add("(")
      add(.query(query))
      add(")")
    case .pivot(let pivot): addQuery(pivot)
    case .unpivot(let unpivot): addQuery(unpivot)
    case .description(let description): add(description)
    }
  }

  private mutating func add(_ values: SQL.Values) {
    add("VALUES ")
    list(values.rows) {
      $0.add("(")
      $0.expressions($1)
      $0.add(")")
    }
  }

  private mutating func add(_ operation: SQL.SetOperation) {
    operand(operation.first)
    for part in operation.steps {
      add(" " + part.kind.rawValue)
      if part.isAll { add(" ALL") }
      if part.isByName { add(" BY NAME") }
      add(" ")
      operand(part.body)
    }
  }

  /// Adds what a set operation connects: in parentheses, unless it is simple.
  private mutating func operand(_ body: SQL.QueryBody) {
    switch body {
    case .select, .values, .query: add(.body(body))
    default:
      add("(")
      add(.body(body))
      add(")")
    }
  }

  mutating func add(_ item: SQL.SelectItem) {
    expression(item.expression)
    guard let alias = item.alias else { return }
    add(" AS ")
    name(alias)
  }

  private mutating func add(_ select: SQL.Select) {
    add("SELECT ")
    switch select.distinct {
    case .rows: add("DISTINCT ")
    case .on(let expressions):
      add("DISTINCT ON (")
      self.expressions(expressions)
      add(") ")
    case nil: break
    }
    list(select.items) { $0.add($1) }
    if !select.from.isEmpty {
      add(" FROM ")
      list(select.from) { $0.add(.table($1)) }
    }
    clause(" WHERE ", select.filter)
    if let group = select.group { add(group) }
    clause(" HAVING ", select.having)
    if !select.windows.isEmpty {
      add(" WINDOW ")
      list(select.windows) {
        $0.name($1.name)
        $0.add(" AS ")
        $0.add($1.definition)
      }
    }
    clause(" QUALIFY ", select.qualify)
    if let sample = select.sample { add(" USING SAMPLE ", sample) }
  }

  private mutating func add(_ group: SQL.GroupBy) {
    switch group.items {
    case .all: add(" GROUP BY ALL")
    case .items(let items):
      add(" GROUP BY ")
      list(items) { $0.add(.grouping($1)) }
    }
  }

  mutating func add(_ item: SQL.GroupingItem) {
    switch item {
    case .expression(let value): expression(value)
    case .empty: add("()")
    case .rollup(let values):
      add("ROLLUP (")
      expressions(values)
      add(")")
    case .cube(let values):
      add("CUBE (")
      expressions(values)
      add(")")
    case .sets(let items):
      add("GROUPING SETS (")
      list(items) { $0.add(.grouping($1)) }
      add(")")
    }
  }

  /// Adds a sample after `words`.
  mutating func add(_ words: String, _ sample: SQL.Sample) {
    add(words)
    if let method = sample.method {
      name(method)
      add("(")
    }
    expression(sample.amount, .sign)
    add(sample.isPercent ? " PERCENT" : " ROWS")
    if sample.method != nil { add(")") }
    guard let seed = sample.seed else { return }
    clause(" REPEATABLE (", seed)
    add(")")
  }

  private mutating func add(_ description: SQL.Description) {
    add(description.kind.rawValue + " ")
    switch description.target {
    case .name(let name): self.name(name)
    case .query(let query): add(.query(query))
    case .tables(nil): add("TABLES")
    case .tables(let schema?):
      add("TABLES FROM ")
      name(schema)
    case .allTables: add("ALL TABLES")
    case .databases: add("DATABASES")
    case .schemas: add("SCHEMAS")
    case .settings: add("ALL")
    case .variables: add("VARIABLES")
    }
  }
}
