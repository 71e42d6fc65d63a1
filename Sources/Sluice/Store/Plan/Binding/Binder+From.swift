// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds the tables between commas, each of which may depend on those before it.
  func bind(_ tables: [SQL.TableReference], in scope: NameScope) throws(SQLError) -> LogicalPlan {
    var plan = LogicalPlan.single
    for (place, table) in tables.enumerated() {
      // What stands on the right sees the tables before it.
      let around = NameScope(parent: scope, commonTables: scope.commonTables)
      let (right, tables) = try self.table(table, in: around)
      plan = place == 0 ? right : joined(plan, right, .inner, [])
      scope.add(tables)
    }
    return plan
  }

  private func joined(
    _ left: LogicalPlan,
    _ right: LogicalPlan,
    _ kind: Join.Kind,
    _ conditions: [BoundExpression]
  ) -> LogicalPlan {
    let columns = Set(left.columns.map(\.id))
    return .join(
      Join(
        kind: kind,
        left: left,
        right: right,
        conditions: conditions,
        isDependent: !right.freeColumns.isDisjoint(with: columns)
      )
    )
  }

  /// Binds one table of FROM; what it has is in the scope that is returned.
  func table(
    _ reference: SQL.TableReference,
    in scope: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    let tables = NameScope(parent: scope.parent, commonTables: scope.commonTables)
    var plan: LogicalPlan
    switch reference.kind {
    case .join(let first, let steps):
      let (bound, inside) = try join(first, steps, in: scope)
      guard let alias = reference.alias else { return (try sampled(bound, reference), inside) }
      plan = bound
      let columns = inside.tables.flatMap(\.columns)
      tables.add(
        NameScope.Table(
          name: alias.name.text,
          columns: try renamed(columns, alias.columns, of: alias.name)
        )
      )
    case .query(let query, _):
      // A query sees the tables before it whether LATERAL is written or not.
      let bound = try bind(
        query,
        in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
      )
      plan = bound.plan
      try add(uniqued(bound.columns), NameScope.unnamed, reference, to: tables)
    case .table(let name): plan = try relation(name, reference, in: scope, tables)
    case .file(let path):
      guard let found = try catalog.file(path) else {
        throw SQLError(
          .catalog,
          "the file '\(path)' cannot be read as a table",
          at: reference.range,
          advice: "Its name ends with '.csv', '.jsonl' or '.json'."
        )
      }
      let last = path.split(separator: "/").last.map { String($0) } ?? path
      let name = last.split(separator: ".").first.map { String($0) } ?? last
      plan = try expand(found, name, nil, reference, in: scope, tables)
    case .function(let function):
      plan = try bind(function, reference, in: scope, tables)
    case .pivot(let pivot):
      let bound = try bind(
        pivot,
        in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
      )
      plan = bound.plan
      try add(bound.columns, "pivot", reference, to: tables)
    case .unpivot(let unpivot):
      let bound = try bind(
        unpivot,
        in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
      )
      plan = bound.plan
      try add(bound.columns, "unpivot", reference, to: tables)
    }
    plan = try sampled(plan, reference)
    return (plan, tables)
  }

  private func sampled(
    _ plan: LogicalPlan,
    _ reference: SQL.TableReference
  ) throws(SQLError) -> LogicalPlan {
    guard let sample = reference.sample else { return plan }
    return .sample(plan, try size(sample))
  }

  private func add(
    _ columns: [PlanColumn],
    _ name: String,
    schema: String? = nil,
    hidden: [PlanColumn] = [],
    _ reference: SQL.TableReference,
    to tables: NameScope
  ) throws(SQLError) {
    let alias = reference.alias
    let named = try renamed(
      columns,
      alias?.columns ?? [],
      of: alias?.name ?? SQL.Name(name, at: reference.range)
    )
    tables.add(
      NameScope.Table(
        name: alias?.name.text ?? name,
        schema: alias == nil ? schema : nil,
        columns: named,
        hidden: hidden
      )
    )
  }

  /// Columns of a query, of which those that are called as one before get a number: `a`, `a_1`.
  func uniqued(_ columns: [PlanColumn]) -> [PlanColumn] {
    var names: Set<String> = []
    return columns.map { column in
      var column = column
      var number = 0
      let name = column.name
      while !names.insert(SQLName.folded(column.name)).inserted {
        number += 1
        column.name = "\(name)_\(number)"
      }
      return column
    }
  }

  /// Adds a table of FROM under its alias, or a name of its own.
  func add(
    _ columns: [PlanColumn],
    _ name: String,
    _ reference: SQL.TableReference,
    to tables: NameScope
  ) throws(SQLError) {
    try add(columns, name, schema: nil, hidden: [], reference, to: tables)
  }

  /// A table of WITH, a table, a view or a file.
  func relation(
    _ name: SQL.QualifiedName,
    _ reference: SQL.TableReference,
    in scope: NameScope,
    _ tables: NameScope
  ) throws(SQLError) -> LogicalPlan {
    // `recurring.t` is all that a recursion has made so far.
    let isRecurring = name.parts.count == 2 && SQLName.folded(name.parts[0].text) == "recurring"
    if name.single != nil || isRecurring {
      let folded = SQLName.folded(name.last.text)
      if let table = scope.commonTables.last(where: {
        SQLName.folded($0.name) == folded && $0.isRecurring == isRecurring
      }) {
        let bound = try scan(table)
        try add(bound.columns, table.name, reference, to: tables)
        return bound.plan
      }
    }
    if let found = catalog.relation(name) {
      return try expand(found, name.last.text, name, reference, in: scope, tables)
    }
    let text = name.parts.map(\.text).joined(separator: ".")
    throw SQLError(
      .catalog,
      "there is no table '\(text)'",
      at: name.range,
      advice: NearestName.advice(
        for: text,
        among: catalog.relationNames + scope.commonTables.map(\.name)
      )
    )
  }

  /// Puts the rows of a table or a view in place of its name.
  func expand(
    _ relation: CatalogRelation,
    _ name: String,
    _ written: SQL.QualifiedName?,
    _ reference: SQL.TableReference,
    in scope: NameScope,
    _ tables: NameScope
  ) throws(SQLError) -> LogicalPlan {
    switch relation {
    case .table(let source, let schema, let columns):
      let scanned = columns.enumerated().map { place, column in
        TableScan.ScannedColumn(place: place, column: makeColumn(column.name, column.type))
      }
      let rowID = TableScan.ScannedColumn(
        place: TableScan.rowID,
        column: makeColumn("rowid", .bigint)
      )
      var number = rowID.column
      number.name = TableScan.rowIDName
      try add(
        scanned.map(\.column),
        name,
        schema: schema,
        hidden: [rowID.column, number],
        reference,
        to: tables
      )
      return .scan(TableScan(source: source, columns: scanned + [rowID]))
    case .view(let query, let names, let schemaOfView):
      let key =
        written.map { $0.parts.map { SQLName.folded($0.text) }.joined(separator: ".") } ?? name
      guard !viewsAround.contains(key) else {
        throw SQLError(.binding, "the view '\(name)' needs itself", at: reference.range)
      }
      viewsAround.append(key)
      let outside = catalog
      if let schemaOfView { catalog = catalog.looking(into: schemaOfView) }
      defer {
        catalog = outside
        viewsAround.removeLast()
      }
      // A view sees nothing of what is around it.
      var bound = try bind(query, in: NameScope(parent: nil))
      for (place, name) in names.enumerated() where place < bound.columns.count {
        bound.columns[place].name = name
      }
      try add(bound.columns, name, reference, to: tables)
      return bound.plan
    }
  }
}

extension TableScan {
  /// The place of the column that numbers the rows of a table.
  static let rowID = -1
  /// A name for it that no column of a table has.
  static let rowIDName = "\u{1}row"
}
