// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Adds a column to a table, with its values for the rows that there are.
  func addColumn(
    _ column: SQL.ColumnDefinition,
    _ ifNotExists: Bool,
    _ target: TargetTable
  ) throws {
    let name = column.name.last
    if target.columns.contains(where: { SQLName.folded($0.name) == SQLName.folded(name.text) }) {
      guard !ifNotExists else { return }
      throw SQLError(.catalog, "there is a column '\(name.text)' already", at: name.range)
    }
    let statement = try definition(of: target).statement
    guard case .columns(let columns, let constraints) = statement.content else { return }
    // A key is looked for once the column has its values.
    let (keys, others) = column.constraints.parted { $0.tableConstraint(name) != nil }
    var column = column
    column.constraints = others
    try addColumn(column, statement, columns, constraints, target)
    for key in keys {
      if let constraint = key.tableConstraint(name) {
        try addConstraint(constraint, current(target))
      }
    }
  }

  private func addColumn(
    _ column: SQL.ColumnDefinition,
    _ statement: SQL.CreateTable,
    _ columns: [SQL.ColumnDefinition],
    _ constraints: [SQL.TableConstraint],
    _ target: TargetTable
  ) throws {
    var statement = statement
    let name = column.name.last
    statement.content = .columns(columns + [column], constraints: constraints)
    try define(statement, target)
    let grown = current(target)
    guard grown.table.rowCount > 0 else { return }
    let place = grown.columns.count - 1
    let value = grown.definition(place)?.generated ?? grown.defaultValue(place)
    var isNull = false
    if case .literal(.null) = value.kind { isNull = true }
    guard !isNull || grown.definition(place)?.isNotNull == true else { return }
    let assignment = SQL.Assignment(
      targets: [SQL.QualifiedName(name)],
      isTuple: false,
      value: value,
      range: .none
    )
    var edits = RowEdits()
    var change = TableUpdate(alias: grown.name, assignments: [assignment])
    if grown.isGenerated(place) { change.assignments = [] }
    edits.updated = try updatedRows(change, grown, catalog)
    _ = try apply(edits, to: grown)
  }
}

extension SQL.ColumnConstraint {
  /// The same for a table, if it is a key or a reference.
  fileprivate func tableConstraint(_ column: SQL.Name) -> SQL.TableConstraint? {
    let other: SQL.TableConstraint.Kind
    switch kind {
    case .primaryKey: other = .primaryKey([column])
    case .unique: other = .unique([column])
    case .references(let key): other = .foreignKey([column], key)
    default: return nil
    }
    return SQL.TableConstraint(name: name, kind: other, range: range)
  }
}
