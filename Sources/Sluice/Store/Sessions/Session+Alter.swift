// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Changes a table, a view or a sequence.
  func alter(_ alter: SQL.Alter) throws -> StatementResult {
    switch alter.kind {
    case .table:
      guard catalog.table(alter.name) != nil || !alter.ifExists else { return .nothing }
      for action in alter.actions {
        try apply(action, try target(alter.name, at: alter.name.range))
      }
    case .view, .sequence, .type, .macro, .tableMacro, .index:
      guard catalog.place(of: alter.name, alter.kind) != nil || !alter.ifExists else {
        return .nothing
      }
      for action in alter.actions { try apply(action, alter) }
    default:
      throw SQLError(
        .unsupported,
        "a \(alter.kind.rawValue.lowercased()) cannot be changed",
        at: alter.name.range
      )
    }
    return .nothing
  }

  private func apply(_ action: SQL.Alter.Action, _ target: TargetTable) throws {
    switch action {
    case .addColumn(let column, let ifNotExists) where column.name.parts.count > 1:
      try addField(column, ifNotExists, target)
    case .dropColumn(let name, let ifExists, _) where name.parts.count > 1:
      try change(name, .drop(ifExists: ifExists), target)
    case .renameColumn(let name, let new) where name.parts.count > 1:
      try change(name, .rename(to: new), target)
    case .addColumn(let column, let ifNotExists):
      try addColumn(column, ifNotExists, target)
    case .dropColumn(let name, let ifExists, _):
      try dropColumn(name, ifExists, target)
    case .renameColumn(let name, let new): try renameColumn(name, new, target)
    case .rename(let name): try rename(target, name)
    case .setType(let name, let type, let value): try setType(name, type, value, target)
    case .setDefault(let name, let value):
      try changeColumn(name, target) { column in
        column.constraints.removeAll { $0.isDefault }
        column.constraints.append(
          SQL.ColumnConstraint(kind: .default(value), range: value.range)
        )
      }
    case .dropDefault(let name):
      try changeColumn(name, target) { $0.constraints.removeAll { $0.isDefault } }
    case .setNotNull(let name):
      let place = try target.place(of: name.last)
      let column = SQLName.quoted(target.columns[place].name)
      let missing = try ask("SELECT 1 FROM \(target.path) WHERE \(column) IS NULL LIMIT 1")
      guard missing.rows.count == 0 else {
        throw SQLError(
          .constraint,
          "the column '\(name.last.text)' lacks values",
          at: name.range
        )
      }
      try changeColumn(name, target) { column in
        column.constraints.removeAll { $0.isNullability }
        column.constraints.append(SQL.ColumnConstraint(kind: .notNull, range: name.range))
      }
    case .dropNotNull(let name):
      try changeColumn(name, target) { $0.constraints.removeAll { $0.isNullability } }
    case .addConstraint(let constraint): try addConstraint(constraint, target)
    case .dropConstraint(let name, let ifExists, _):
      var statement = try definition(of: target).statement
      guard case .columns(let columns, var constraints) = statement.content else { return }
      let before = constraints.count
      // The key of a unique index goes with the index.
      let keys = indexes(of: target.name, in: target.dataset).compactMap { index in
        index.index.place(in: constraints)
      }
      constraints = constraints.enumerated().filter { place, constraint in
        keys.contains(place)
          || constraint.name.map { SQLName.folded($0.text) } != SQLName.folded(name.text)
      }.map(\.element)
      guard constraints.count < before || ifExists else {
        throw SQLError(.catalog, "there is no constraint '\(name.text)'", at: name.range)
      }
      statement.content = .columns(columns, constraints: constraints)
      try define(statement, target)
    case .setSchema, .sequenceOptions:
      throw SQLError(.unsupported, "a table stays in the schema in which it was made")
    }
  }

  // MARK: - The table as a whole

  /// Adds a constraint that all rows meet.
  func addConstraint(_ constraint: SQL.TableConstraint, _ target: TargetTable) throws {
    var statement = try definition(of: target).statement
    guard case .columns(let columns, var constraints) = statement.content else { return }
    constraints.append(constraint)
    statement.content = .columns(columns, constraints: constraints)
    try define(qualifyingReferences(of: statement, in: target.dataset), target)
    let changed = current(target)
    if case .foreignKey = constraint.kind, let definition = changed.table.definition {
      try noteReferences(of: definition, from: changed)
    }
    let rows = try ask("SELECT * FROM \(changed.path)").rows
    guard rows.count > 0 else { return }
    try checkRows(rows, changed)
    for key in changed.table.definition?.keys ?? [] { try checkKey(key, in: [rows], changed) }
    for reference in changed.table.definition?.references ?? [] {
      try check(reference, changed, rows: [rows])
    }
  }

  private func rename(_ target: TargetTable, _ name: SQL.Name) throws {
    if let there = existing(name.text, in: target.dataset) {
      throw SQLError(
        .catalog,
        "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
        at: name.range
      )
    }
    guard references(to: target).isEmpty else {
      throw SQLError(.catalog, "rows of other tables refer to '\(target.name)'", at: name.range)
    }
    let change = NameChange(target, to: name)
    var statement = try renamed(definition(of: target).statement, change, target)
    statement.name = SQL.QualifiedName(name)
    try renameIndexes(of: target, change)
    edit.make(.renameTable(to: name.text), in: target.dataset, target.name)
    if target.table.definition != nil, let table = edit.datasets[target.dataset]?[name.text] {
      try define(statement, TargetTable(target.dataset, table))
    }
  }

  // MARK: - Other objects

  /// Puts an object in the place of another, of which comments and numbers go on.
  func replace(
    _ object: CatalogObject,
    by kind: SQL.Statement.Kind,
    in dataset: String,
    isRestarted: Bool = false
  ) {
    let changed = CatalogObject(
      SQL.Statement(kind),
      comment: object.comment,
      columnComments: object.columnComments
    )
    guard let changed else { return }
    edit.make(.dropObject(object.kind), in: dataset, object.name)
    edit.make(.object(changed), in: dataset, changed.name)
    if let counter = object.counter, !isRestarted {
      edit.make(.advance(to: counter.upcoming), in: dataset, changed.name)
    }
  }

  private func apply(_ action: SQL.Alter.Action, _ alter: SQL.Alter) throws {
    let catalog = catalog
    guard let place = catalog.place(of: alter.name, alter.kind),
      let object = catalog.object(alter.name, alter.kind)
    else {
      throw SQLError(
        .catalog,
        "there is no \(alter.kind.rawValue.lowercased()) '\(alter.name.last.text)'",
        at: alter.name.range
      )
    }
    var kind = object.statement.kind
    var isRestarted = false
    switch (action, kind) {
    case (.rename(let name), .createView(var view)):
      if let there = existing(name.text, in: place.dataset) {
        throw SQLError(
          .catalog,
          "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
          at: name.range
        )
      }
      view.name = SQL.QualifiedName(Array(view.name.qualifiers) + [name])
      kind = .createView(view)
    case (.sequenceOptions(let given), .createSequence(var sequence)):
      var options = given.filter { if case .owned = $0.kind { false } else { true } }
      guard !options.isEmpty else { return }
      for place in options.indices {
        guard case .restart(let value) = options[place].kind else { continue }
        isRestarted = true
        // Where it goes on from here is where it begins.
        if let value { options[place].kind = .start(value) }
      }
      sequence.options = sequence.options.filter { old in
        !options.contains { $0.kind.isSame(as: old.kind) }
      }
      sequence.options += options.filter { if case .restart = $0.kind { false } else { true } }
      _ = try SequenceRule(sequence.options)
      kind = .createSequence(sequence)
    default:
      throw SQLError(
        .unsupported,
        "a \(alter.kind.rawValue.lowercased()) cannot be changed so",
        at: alter.name.range
      )
    }
    replace(object, by: kind, in: place.dataset, isRestarted: isRestarted)
  }
}

extension SQL.ColumnConstraint {
  var isDefault: Bool { if case .default = kind { true } else { false } }

  fileprivate var isNullability: Bool {
    switch kind {
    case .null, .notNull: true
    default: false
    }
  }
}

extension SQL.SequenceOption.Kind {
  fileprivate func isSame(as other: Self) -> Bool {
    switch (self, other) {
    case (.start, .start), (.restart, .restart), (.increment, .increment), (.minimum, .minimum),
      (.maximum, .maximum), (.cycle, .cycle), (.cache, .cache), (.type, .type), (.owned, .owned):
      true
    default: false
    }
  }
}
