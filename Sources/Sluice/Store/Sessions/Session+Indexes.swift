// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// An index is a promise about keys, and a hint for rows that are looked for by its columns.
  func create(_ index: SQL.CreateIndex, at range: SQL.SourceRange) throws -> StatementResult {
    let target = try target(index.table, at: index.table.range)
    var columns: [SQL.Name] = []
    for key in index.keys {
      guard case .expression(let expression) = key.target else { continue }
      let names = target.columns.map(\.name)
      let bound = try bound(expression, target.name, names, target)
      guard case .name = expression.kind, case .column(let id) = bound.value.kind else { continue }
      columns += bound.columns.filter { $0.id == id }.map { SQL.Name($0.name) }
    }
    var made = index
    let name =
      index.name
      ?? SQL.Name("\(target.name)_\(columns.map(\.text).joined(separator: "_"))_idx")
    made.name = name
    made.existence = .fail
    made.table = target.qualifiedName
    let there = edit.datasets[target.dataset]?.objects.first {
      $0.kind == .index && SQLName.folded($0.name) == SQLName.folded(name.text)
    }
    if index.existence == .keep, there != nil { return .nothing }
    let isHere = there?.index.map { $0.table.last.text == target.name } ?? false
    // A key that takes the place of another does so at once: others may need one of them.
    let isSwapped = isHere && index.isUnique
    if index.existence == .replace, !isSwapped { try dropKey(there) }
    // It is about the table as it is now.
    watch(target.place, .defined)
    if index.isUnique {
      guard columns.count == index.keys.count else {
        throw SQLError(.unsupported, "a unique index is one of columns", at: range)
      }
      let key = SQL.TableConstraint(name: name, kind: .unique(columns), range: range)
      try changeKeys(of: target) { constraints in
        if isSwapped, let place = there?.index?.place(in: constraints) {
          constraints.remove(at: place)
        }
        constraints.append(key)
      }
      let all = try ask("SELECT * FROM \(target.path)").rows
      try checkKey(.init(columns: columns.map(\.text), isPrimary: false), in: [all], target)
    }
    return try make(.createIndex(made), in: target.dataset, index.existence, at: range)
  }

  /// Takes back the promise of a unique index.
  func dropKey(_ object: CatalogObject?) throws {
    guard let index = object?.index, index.isUnique else { return }
    try changeKeys(of: try target(index.table, at: index.table.range)) { constraints in
      if let place = index.place(in: constraints) { constraints.remove(at: place) }
    }
  }

  private func changeKeys(
    of target: TargetTable,
    _ change: (inout [SQL.TableConstraint]) -> Void
  ) throws {
    var statement = try definition(of: target).statement
    guard case .columns(let columns, var constraints) = statement.content else { return }
    change(&constraints)
    statement.content = .columns(columns, constraints: constraints)
    try define(statement, target)
  }

  /// The indexes of a table.
  func indexes(
    of table: String,
    in dataset: String
  ) -> [(object: CatalogObject, index: SQL.CreateIndex)] {
    (edit.datasets[dataset]?.objects ?? []).compactMap { object in
      object.index.flatMap { $0.table.last.text == table ? (object, $0) : nil }
    }
  }

  /// Lets the indexes of a table follow it and its columns to a new name.
  func renameIndexes(of target: TargetTable, _ change: NameChange) throws(SQLError) {
    for (object, index) in indexes(of: target.name, in: target.dataset) {
      var renamed = index
      let name = SQL.Name(change.newTable)
      renamed.table = SQL.QualifiedName(Array(index.table.qualifiers) + [name])
      for place in index.keys.indices {
        guard case .expression(let value) = index.keys[place].target else { continue }
        renamed.keys[place].target = .expression(try self.renamed(value, change, target))
      }
      replace(object, by: .createIndex(renamed), in: target.dataset)
    }
  }

  /// Throws if an index is about a column.
  func checkIndexes(
    of column: String,
    in target: TargetTable,
    at range: SQL.SourceRange
  ) throws(SQLError) {
    for (object, index) in indexes(of: target.name, in: target.dataset) {
      let isNeeded = index.keys.contains { key in
        guard case .expression(let value) = key.target else { return false }
        return isMentioned(column, in: value, target)
      }
      guard isNeeded else { continue }
      throw SQLError(
        .catalog,
        "the index '\(object.name)' needs the column '\(column)'",
        at: range,
        advice: "Drop the index first."
      )
    }
  }
}

extension CatalogObject {
  /// The statement that made an index.
  fileprivate var index: SQL.CreateIndex? {
    if case .createIndex(let index) = statement.kind { index } else { nil }
  }
}

extension SQL.CreateIndex {
  /// Which of the constraints of a table is the promise of a unique index.
  func place(in constraints: [SQL.TableConstraint]) -> Int? {
    guard isUnique else { return nil }
    let columns = keys.map { key -> String? in
      guard case .expression(let value) = key.target, case .name(let name) = value.kind else {
        return nil
      }
      return SQLName.folded(name.last.text)
    }
    return constraints.lastIndex { constraint in
      guard case .unique(let names) = constraint.kind else { return false }
      return constraint.name?.text == name?.text
        && names.map { SQLName.folded($0.text) } == columns
    }
  }
}
