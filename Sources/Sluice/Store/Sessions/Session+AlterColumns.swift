// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  func addField(
    _ column: SQL.ColumnDefinition,
    _ ifNotExists: Bool,
    _ target: TargetTable
  ) throws {
    guard let name = column.type else {
      throw SQLError(.binding, "a field needs a type", at: column.range)
    }
    let type = try makeBinder().type(name)
    var value = CellShape(type).null
    for constraint in column.constraints {
      guard case .default(let written) = constraint.kind else { continue }
      let cast = SQL.Cast(operand: written, type: try SQL.typeName(in: type.spelled), isTry: false)
      let constant = try constant(SQL.Expression(.cast(cast), at: written.range))
      value = Cells([constant.value], type, isConstant: true)
    }
    try change(column.name, .add(type, value: value, ifNotExists: ifNotExists), target)
  }

  func dropColumn(
    _ name: SQL.QualifiedName,
    _ ifExists: Bool,
    _ target: TargetTable
  ) throws {
    let folded = SQLName.folded(name.last.text)
    if ifExists, !target.columns.contains(where: { SQLName.folded($0.name) == folded }) { return }
    let place = try target.place(of: name.last)
    let column = target.columns[place].name
    guard target.columns.count > 1 else {
      throw SQLError(.catalog, "a table has at least one column", at: name.range)
    }
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    try checkUse(of: column, in: target, at: name.range)
    columns.remove(at: place)
    // Conditions about the column alone go with it.
    let others = constraints.filter { constraint in
      guard case .check(let condition) = constraint.kind else { return true }
      return !isMentioned(column, in: condition, target)
    }
    statement.content = .columns(columns, constraints: others)
    let kept = target.columns.map(\.name).filter { $0 != column }
    edit.make(
      .pick(kept.map { StoreChange.PickedColumn(source: $0, name: $0) }),
      in: target.dataset,
      target.name
    )
    try define(statement, target)
  }

  /// Throws if something depends on a column.
  private func checkUse(
    of column: String,
    in target: TargetTable,
    at range: SQL.SourceRange
  ) throws {
    let definition = try definition(of: target)
    let isKey = definition.keys.contains { $0.columns.contains(column) }
    let isReference = definition.references.contains { $0.columns.contains(column) }
    guard !isKey, !isReference else {
      throw SQLError(.catalog, "a key needs the column '\(column)'", at: range)
    }
    try checkIndexes(of: column, in: target, at: range)
    let isChecked = definition.checks.contains { check in
      let names = mentioned(in: check.condition, target)
      return names.contains(column) && names.count > 1
    }
    guard !isChecked, !isSource(column, in: definition, target) else {
      throw SQLError(
        .catalog,
        "a condition or another column needs the column '\(column)'",
        at: range
      )
    }
  }

  func renameColumn(
    _ name: SQL.QualifiedName,
    _ new: SQL.Name,
    _ target: TargetTable
  ) throws {
    let place = try target.place(of: name.last)
    let folded = SQLName.folded(new.text)
    let isTaken = target.columns.enumerated().contains {
      $0.offset != place && SQLName.folded($0.element.name) == folded
    }
    guard !isTaken else {
      throw SQLError(.catalog, "there is a column '\(new.text)' already", at: new.range)
    }
    let old = target.columns[place].name
    try checkReferences(of: old, in: target, at: name.range)
    let change = NameChange(target, column: old, to: new)
    let statement = try renamed(definition(of: target).statement, change, target)
    try renameIndexes(of: target, change)
    edit.make(
      .pick(
        target.columns.map {
          StoreChange.PickedColumn(source: $0.name, name: $0.name == old ? new.text : $0.name)
        }
      ),
      in: target.dataset,
      target.name
    )
    try define(statement, target)
  }

  /// Throws if rows of a table refer to others by a column, or others to them.
  private func checkReferences(
    of column: String,
    in target: TargetTable,
    at range: SQL.SourceRange
  ) throws {
    let isReferring = try definition(of: target).references.contains {
      $0.columns.contains(column)
    }
    let isMeant = try references(to: target).contains {
      try targets(of: $0.reference, in: target).contains(column)
    }
    guard !isReferring, !isMeant else {
      throw SQLError(.catalog, "a reference needs the column '\(column)'", at: range)
    }
  }

  func setType(
    _ name: SQL.QualifiedName,
    _ type: SQL.TypeName?,
    _ value: SQL.Expression?,
    _ target: TargetTable
  ) throws {
    let place = try target.place(of: name.last)
    let column = target.columns[place].name
    let definition = try definition(of: target)
    guard !definition.references.contains(where: { $0.columns.contains(column) }) else {
      throw SQLError(.catalog, "a reference needs the column '\(column)'", at: name.range)
    }
    guard !definition.checks.contains(where: { isMentioned(column, in: $0.condition, target) })
    else {
      throw SQLError(.catalog, "a condition needs the column '\(column)'", at: name.range)
    }
    guard !definition.keys.contains(where: { $0.columns.contains(column) }) else {
      throw SQLError(.binding, "a key needs the column '\(column)' as it is", at: name.range)
    }
    guard !isSource(column, in: definition, target) else {
      throw SQLError(.catalog, "another column needs the column '\(column)'", at: name.range)
    }
    try checkIndexes(of: column, in: target, at: name.range)
    let source = value ?? .column(target.name, column)
    let result = try rows(
      of: SQL.Query(
        [
          SQL.SelectItem(.column(target.name, TableScan.rowIDName)),
          SQL.SelectItem(
            type.map {
              SQL.Expression(.cast(SQL.Cast(operand: source, type: $0, isTry: false)))
            } ?? source,
            column
          ),
        ],
        from: [SQL.TableReference(target.qualifiedName, as: target.name)]
      ),
      catalog
    )
    let values = (result.integers, result.rows.cells[1])
    if definition.column(column)?.isNotNull == true,
      values.1.validCount(result.rows.count) < result.rows.count
    {
      throw SQLError(
        .constraint,
        "the column '\(column)' of '\(target.name)' has to have a value",
        at: name.range
      )
    }
    try replaceColumn(place, result.columns[1].type, values, nil, target)
  }

  /// Gives a column another type, and its rows the values that belong to it.
  func replaceColumn(
    _ place: Int,
    _ type: SQLType,
    _ values: (numbers: [Int], cells: Cells),
    _ defaultValue: SQL.Expression?,
    _ target: TargetTable
  ) throws {
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    columns[place].type = try SQL.typeName(in: type.spelled)
    if let defaultValue {
      columns[place].constraints.removeAll { $0.isDefault }
      columns[place].constraints.append(
        SQL.ColumnConstraint(kind: .default(defaultValue), range: .none)
      )
    }
    statement.content = .columns(columns, constraints: constraints)
    // The old values go, so that the new ones are put beside the others.
    let column = target.columns[place].name
    let others = target.columns.map(\.name).filter { $0 != column }
    if !target.table.batches.isEmpty {
      edit.make(
        .pick(others.map { StoreChange.PickedColumn(source: $0, name: $0) }),
        in: target.dataset,
        target.name
      )
    }
    try define(statement, target)
    guard !values.numbers.isEmpty else { return }
    let changed = current(target)
    let rows = StoredChunks(shapes: changed.columns.map { CellShape($0.type) })
    let all = changed.columns.enumerated().map { number, other in
      number == place ? values.cells : CellShape(other.type).null
    }
    try rows.append(Chunk(all, count: values.numbers.count), asking: Task.checkCancellation)
    try rewrite(
      RowEdits.Updated(numbers: values.numbers, rows: rows, columns: [place]),
      changed
    )
  }

  func changeColumn(
    _ name: SQL.QualifiedName,
    _ target: TargetTable,
    _ change: (inout SQL.ColumnDefinition) -> Void
  ) throws {
    let place = try target.place(of: name.last)
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    change(&columns[place])
    statement.content = .columns(columns, constraints: constraints)
    try define(statement, target)
  }
}
