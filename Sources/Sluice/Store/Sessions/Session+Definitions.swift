// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// What is said of a table, if only by its columns.
  func definition(of target: TargetTable) throws(SQLError) -> TableDefinition {
    if let known = target.table.definition,
      known.columns.map(\.name) == target.columns.map(\.name),
      known.columns.map(\.type) == target.columns.map(\.type)
    {
      return known
    }
    // A load may have brought columns, or changed their types; what else was said of them stays.
    let known = target.table.definition?.statement
    var (written, constraints) = ([SQL.ColumnDefinition](), [SQL.TableConstraint]())
    if case .columns(let columns, let said) = known?.content {
      (written, constraints) = (columns, said)
    }
    let columns = try target.columns.map { column throws(SQLError) in
      let type = try SQL.typeName(in: column.type.spelled)
      guard var said = written.first(where: { $0.name.last.text == column.name }) else {
        let name = SQL.QualifiedName(SQL.Name(column.name))
        return SQL.ColumnDefinition(name: name, type: type, range: .none)
      }
      said.type = type
      return said
    }
    let statement = SQL.CreateTable(
      name: SQL.QualifiedName(SQL.Name(target.name)),
      content: .columns(columns, constraints: constraints),
      comment: known?.comment
    )
    let binder = makeBinder()
    return try TableDefinition(statement) { (name) throws(SQLError) in try binder.type(name) }
  }

  /// Lets a statement say what a table is.
  func define(_ statement: SQL.CreateTable, _ target: TargetTable) throws {
    let binder = makeBinder()
    let definition = try TableDefinition(statement) { (name) throws(SQLError) in
      try binder.type(name)
    }
    try check(definition, target.name, target.dataset)
    for (child, reference) in references(to: target) {
      guard let targets = try? targets(of: reference, in: target),
        !definition.keys.contains(where: { Set($0.columns) == Set(targets) })
      else { continue }
      throw SQLError(
        .catalog,
        "rows of '\(child.name)' refer to the key (\(targets.joined(separator: ", "))) of "
          + "'\(target.name)'",
        advice: "Drop '\(child.name)' or its reference first."
      )
    }
    let before = Dictionary(
      target.table.columns.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let columns = definition.columns.map { column in
      if let known = before[column.name], target.table.type(of: known) == column.type {
        return known
      }
      return StoredColumn(name: column.name, type: column.type.storage)
    }
    edit.make(.columns(columns), in: target.dataset, target.name)
    edit.make(.define(definition), in: target.dataset, target.name)
  }

  /// Whether the value of an expression depends on a column.
  func isMentioned(
    _ column: String,
    in expression: SQL.Expression,
    _ target: TargetTable
  ) -> Bool {
    mentioned(in: expression, target).contains(column)
  }

  /// Whether another column is computed of this one.
  func isSource(
    _ column: String,
    in definition: TableDefinition,
    _ target: TargetTable
  ) -> Bool {
    definition.columns.contains {
      $0.generated.map { isMentioned(column, in: $0, target) } ?? false
    }
  }

  /// The columns on which the value of an expression depends.
  func mentioned(in expression: SQL.Expression, _ target: TargetTable) -> [String] {
    let bound = try? bound(expression, target.name, target.columns.map(\.name), target)
    let used = bound?.value.columns ?? []
    return bound?.columns.filter { used.contains($0.id) }.map(\.name) ?? []
  }

  /// An expression about a table that is called so, as are its columns.
  func bound(
    _ expression: SQL.Expression,
    _ table: String,
    _ names: [String],
    _ target: TargetTable
  ) throws(SQLError) -> (value: BoundExpression, columns: [PlanColumn]) {
    let binder = makeBinder()
    let columns = zip(names, target.columns).map { binder.makeColumn($0, $1.type) }
    let scope = NameScope(parent: nil)
    scope.add(NameScope.Table(name: table, columns: columns))
    return (try ExpressionBinder(binder, scope, .definition).bind(expression), columns)
  }
}
