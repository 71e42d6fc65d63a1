// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A table that a statement changes.
struct TargetTable {
  let dataset: String
  let table: Catalog.Table
  /// The columns with their types in SQL.
  let columns: [(name: String, type: SQLType)]

  init(_ dataset: String, _ table: Catalog.Table) {
    self.dataset = dataset
    self.table = table
    columns = StoreTableSource(table: table).columns
  }

  var name: String { table.name }

  var place: CommitHistory.Place { CommitHistory.Place(dataset: dataset, table: name) }

  /// The name with which statements find the table, wherever they look first.
  var qualifiedName: SQL.QualifiedName {
    SQL.QualifiedName([SQL.Name(dataset), SQL.Name(name)])
  }

  /// The name in a text of SQL.
  var path: String { "\(SQLName.quoted(dataset)).\(SQLName.quoted(name))" }

  /// What was said of a column.
  func definition(_ column: Int) -> TableDefinition.Column? {
    table.definition?.column(columns[column].name)
  }

  /// Whether nobody sets a column.
  func isGenerated(_ column: Int) -> Bool { definition(column)?.generated != nil }

  /// The place of a column.
  func place(of name: SQL.Name) throws(SQLError) -> Int {
    let folded = SQLName.folded(name.text)
    guard let place = columns.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
      throw SQLError(
        .binding,
        "the table '\(table.name)' has no column '\(name.text)'",
        at: name.range,
        advice: NearestName.advice(for: name.text, among: columns.map(\.name))
      )
    }
    return place
  }

  /// What a column has where nothing is said.
  func defaultValue(_ column: Int, at range: SQL.SourceRange = .none) -> SQL.Expression {
    definition(column)?.defaultValue ?? SQL.Expression(.literal(.null), at: range)
  }
}

extension Session {
  /// The table of a name, which is to be changed.
  func target(_ name: SQL.QualifiedName, at range: SQL.SourceRange) throws(SQLError) -> TargetTable
  {
    let catalog = catalog
    if let place = catalog.table(name), let table = edit.datasets[place.dataset]?[place.name] {
      return TargetTable(place.dataset, table)
    }
    let text = name.parts.map(\.text).joined(separator: ".")
    guard catalog.object(name, .view) == nil else {
      throw SQLError(.binding, "'\(text)' is a view, whose rows are those of others", at: range)
    }
    throw SQLError(
      .catalog,
      "there is no table '\(text)'",
      at: range,
      advice: NearestName.advice(for: text, among: catalog.relationNames)
    )
  }

  /// The table as it is after changes.
  func current(_ target: TargetTable) -> TargetTable {
    edit.datasets[target.dataset]?[target.name].map { TargetTable(target.dataset, $0) } ?? target
  }
}

extension SQL.Expression {
  /// A column of a table.
  static func column(_ table: String, _ name: String) -> SQL.Expression {
    SQL.Expression(.name(SQL.QualifiedName([SQL.Name(table), SQL.Name(name)])))
  }

  /// A column.
  static func column(_ name: String) -> SQL.Expression {
    SQL.Expression(.name(SQL.QualifiedName(SQL.Name(name))))
  }
}

extension SQL.SelectItem {
  init(_ expression: SQL.Expression, _ alias: String? = nil) {
    self.init(
      expression: expression,
      alias: alias.map { SQL.Name($0) },
      range: expression.range
    )
  }
}

extension SQL.Query {
  /// A query that selects from some tables.
  init(
    _ items: [SQL.SelectItem],
    from tables: [SQL.TableReference],
    where filter: SQL.Expression? = nil,
    with: SQL.With? = nil
  ) {
    let select = SQL.Select(items: items, from: tables, filter: filter, range: .none)
    self.init(with: with, body: .select(select), range: .none)
  }
}

extension SQL.TableReference {
  /// A table, perhaps under another name.
  init(_ name: SQL.QualifiedName, as alias: String? = nil) {
    self.init(
      kind: .table(name),
      alias: alias.map { SQL.TableAlias(name: SQL.Name($0)) },
      range: name.range
    )
  }
}
