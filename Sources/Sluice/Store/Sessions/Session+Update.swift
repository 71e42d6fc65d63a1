// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is to be changed in the rows of a table.
struct TableUpdate {
  /// What the statement calls the table.
  var alias: String
  /// The numbers of the rows that are meant, if they are known.
  var rows: [Int]?
  var assignments: [SQL.Assignment]
  /// Other tables, whose rows belong to those that are changed.
  var from: [SQL.TableReference] = []
  var filter: SQL.Expression?
  var with: SQL.With?
}

extension Session {
  /// Changes rows of a table.
  func update(_ update: SQL.Update) throws -> StatementResult {
    let target = try target(update.table, at: update.table.range)
    let change = TableUpdate(
      alias: update.alias?.text ?? target.name,
      assignments: update.assignments,
      from: update.from,
      filter: update.filter,
      with: update.with
    )
    var edits = RowEdits()
    edits.updated = try updatedRows(change, target, catalog)
    edits.returning = update.returning
    edits.alias = change.alias
    return try apply(edits, to: target)
  }

  /// Removes rows of a table.
  func delete(_ delete: SQL.Delete) throws -> StatementResult {
    let target = try target(delete.table, at: delete.table.range)
    var edits = RowEdits()
    edits.returning = delete.returning
    edits.alias = delete.alias?.text ?? target.name
    if delete.filter == nil, delete.using.isEmpty, delete.returning.isEmpty {
      edits.clears = true
      return try apply(edits, to: target)
    }
    let alias = edits.alias ?? target.name
    var items = [SQL.SelectItem(.column(alias, TableScan.rowIDName))]
    if !delete.returning.isEmpty {
      items += target.columns.map { SQL.SelectItem(.column(alias, $0.name)) }
    }
    let query = SQL.Query(
      items,
      from: [SQL.TableReference(target.qualifiedName, as: alias)] + delete.using,
      where: delete.filter,
      with: delete.with
    )
    let found = try rows(of: query, catalog)
    let (numbers, places) = try found.integers.uniqued()
    edits.deleted = RowEdits.Deleted(
      numbers: numbers,
      rows: delete.returning.isEmpty ? nil : try found.rows.picking(places).dropping(1)
    )
    return try apply(edits, to: target)
  }

  /// Removes all rows of a table.
  func truncate(_ name: SQL.QualifiedName) throws -> StatementResult {
    let target = try target(name, at: name.range)
    var edits = RowEdits()
    edits.clears = true
    return try apply(edits, to: target)
  }

  /// The rows that a change is about, as they are after it.
  func updatedRows(
    _ change: TableUpdate,
    _ target: TargetTable,
    _ catalog: StoreCatalog
  ) throws -> RowEdits.Updated {
    let values = try assigned(change.assignments, target)
    let items =
      [SQL.SelectItem(.column(change.alias, TableScan.rowIDName))]
      + target.columns.enumerated().map { place, column in
        SQL.SelectItem(values[place] ?? .column(change.alias, column.name), column.name)
      }
    var (catalog, name) = (catalog, target.qualifiedName)
    if let rows = change.rows {
      name = SQL.QualifiedName(SQL.Name("\u{1}meant"))
      let source = StoreTableSource(table: target.table, rows: rows)
      catalog.rows[name.last.text] = .table(
        source,
        schema: target.dataset,
        columns: target.columns
      )
    }
    let query = SQL.Query(
      items,
      from: [SQL.TableReference(name, as: change.alias)] + change.from,
      where: change.filter,
      with: change.with
    )
    let binder = makeBinder(catalog)
    let bound = try binder.bind(query)
    let wanted =
      [binder.makeColumn("row", .bigint)]
      + target.columns.map { binder.makeColumn($0.name, $0.type) }
    let plan = try binder.typed(bound, wanted)
    let found = try rows(of: BoundQuery(plan: plan, columns: plan.columns), binder)
    let (numbers, places) = try found.integers.uniqued()
    return RowEdits.Updated(
      numbers: numbers,
      rows: try generated(try found.rows.picking(places).dropping(1), target),
      columns: Set(values.keys).union(target.columns.indices.filter(target.isGenerated))
    )
  }

  /// The values that columns get, by their places.
  func assigned(
    _ assignments: [SQL.Assignment],
    _ target: TargetTable
  ) throws(SQLError) -> [Int: SQL.Expression] {
    var values: [Int: SQL.Expression] = [:]
    for assignment in assignments {
      var parts = [assignment.value]
      if assignment.isTuple || assignment.targets.count > 1 {
        switch assignment.value.kind {
        case .row(let several): parts = several
        // One value is for all of them.
        default: parts = assignment.targets.map { _ in assignment.value }
        }
      }
      guard parts.count == assignment.targets.count else {
        throw SQLError(
          .binding,
          "\(assignment.targets.count.counted("column")) cannot be set to "
            + "\(parts.count.counted("value"))",
          at: assignment.range
        )
      }
      for (name, value) in zip(assignment.targets, parts) {
        let place = try target.place(of: name.last)
        guard values[place] == nil || state.isLenient else {
          throw SQLError(.binding, "the column '\(name.last.text)' is set twice", at: name.range)
        }
        guard !target.isGenerated(place) else {
          throw SQLError(.binding, "the column '\(name.last.text)' is generated", at: name.range)
        }
        if case .defaultValue = value.kind {
          values[place] = target.defaultValue(place, at: value.range)
        } else {
          values[place] = value
        }
      }
    }
    return values
  }
}

extension [Int] {
  /// The numbers without those that came before, and where they are.
  fileprivate func uniqued() throws -> (numbers: [Int], places: [Int]) {
    if isAscending { return (self, Array(indices)) }
    let interruption = Interruption()
    var seen: Set<Int> = []
    seen.reserveCapacity(count)
    var found: (numbers: [Int], places: [Int]) = ([], [])
    for (place, number) in enumerated() {
      try interruption.check(atRow: place)
      guard seen.insert(number).inserted else { continue }
      found.numbers.append(number)
      found.places.append(place)
    }
    return found
  }
}
