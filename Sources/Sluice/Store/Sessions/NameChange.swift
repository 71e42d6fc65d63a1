// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Another name for a table or for one of its columns, in what is said of the table.
struct NameChange {
  /// What the table is called so far, and then.
  private let table: (old: String, new: SQL.Name)
  /// What a column is called so far, and then.
  private let column: (old: String, new: SQL.Name)?
  /// The columns as they are called so far.
  private let columns: Set<String>

  /// Another name for a table.
  init(_ target: TargetTable, to new: SQL.Name) {
    table = (SQLName.folded(target.name), new)
    column = nil
    columns = Set(target.columns.map { SQLName.folded($0.name) })
  }

  /// Another name for a column.
  init(_ target: TargetTable, column old: String, to new: SQL.Name) {
    table = (SQLName.folded(target.name), SQL.Name(target.name))
    column = (SQLName.folded(old), new)
    columns = Set(target.columns.map { SQLName.folded($0.name) })
  }

  /// Where the new name was written.
  var range: SQL.SourceRange { column?.new.range ?? table.new.range }

  /// The name of the table from then on.
  var newTable: String { table.new.text }

  /// A column by its new name.
  func column(_ name: SQL.Name) -> SQL.Name {
    if let column, SQLName.folded(name.text) == column.old { column.new } else { name }
  }

  /// A name in an expression: of a column, of a field of one, behind the table or not.
  func name(_ name: SQL.QualifiedName) -> SQL.QualifiedName {
    var parts = name.parts
    let isTable = SQLName.folded(parts[0].text) == table.old
    if isTable, parts.count > 1, columns.contains(SQLName.folded(parts[1].text)) {
      parts[0] = table.new
      parts[1] = column(parts[1])
    } else if isTable, !columns.contains(table.old) {
      parts[0] = table.new
    } else {
      parts[0] = column(parts[0])
    }
    return SQL.QualifiedName(parts)
  }
}

extension Session {
  /// What is said of a table, with the new name.
  func renamed(
    _ statement: SQL.CreateTable,
    _ change: NameChange,
    _ target: TargetTable
  ) throws(SQLError) -> SQL.CreateTable {
    guard case .columns(var columns, var constraints) = statement.content else { return statement }
    for place in columns.indices {
      columns[place].name = SQL.QualifiedName(change.column(columns[place].name.last))
      for number in columns[place].constraints.indices {
        switch columns[place].constraints[number].kind {
        case .check(let condition):
          columns[place].constraints[number].kind = .check(try renamed(condition, change, target))
        case .generated(let value, let isStored):
          columns[place].constraints[number].kind =
            .generated(try renamed(value, change, target), isStored: isStored)
        default: break
        }
      }
    }
    for place in constraints.indices {
      switch constraints[place].kind {
      case .primaryKey(let names):
        constraints[place].kind = .primaryKey(names.map(change.column))
      case .unique(let names): constraints[place].kind = .unique(names.map(change.column))
      case .foreignKey(let names, let key):
        constraints[place].kind = .foreignKey(names.map(change.column), key)
      case .check(let condition):
        constraints[place].kind = .check(try renamed(condition, change, target))
      }
    }
    var result = statement
    result.content = .columns(columns, constraints: constraints)
    return result
  }

  /// An expression about a table that means with the new name what it meant.
  func renamed(
    _ expression: SQL.Expression,
    _ change: NameChange,
    _ target: TargetTable
  ) throws(SQLError) -> SQL.Expression {
    let names = target.columns.map(\.name)
    let newNames = names.map { change.column(SQL.Name($0)).text }
    let before = try? bound(expression, target.name, names, target).value
    func isSame(_ other: SQL.Expression) -> Bool {
      guard let before else { return true }
      let after = try? bound(other, change.newTable, newNames, target).value
      return after?.isSame(as: before, evenIfVolatile: true) ?? false
    }
    if isSame(expression) { return expression }
    let text = SQL.Printer.text(of: .expression(expression, .arrow), renaming: change.name)
    let result = try SQL.expression(in: text)
    guard isSame(result) else {
      throw SQLError(
        .unsupported,
        "'\(expression.sql)' would mean something else with the new name",
        at: change.range,
        advice: "Drop what it belongs to, and add it again with the new name."
      )
    }
    return result
  }
}
