// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  // MARK: - Tables

  /// Makes a table, perhaps with the rows of a query.
  func create(_ create: SQL.CreateTable) throws -> StatementResult {
    let dataset = try dataset(for: create.name, isTemporary: create.isTemporary)
    let name = create.name.last.text
    if let there = existing(name, in: dataset) {
      switch create.existence {
      case .keep: return .nothing
      case .fail:
        throw SQLError(
          .catalog,
          "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
          at: create.name.range
        )
      case .replace:
        guard there.kind == .table else {
          throw SQLError(
            .catalog,
            "'\(there.name)' is a view, and no table that could be replaced",
            at: create.name.range
          )
        }
      }
    }
    var statement = create
    var made: StatementResult?
    if case .query(let query, let columns, let hasData) = create.content {
      let result = try rows(of: query)
      let names = Self.columnNames(result.columns, columns)
      statement.content = .columns(
        try zip(names, result.columns).map { name, column throws(SQLError) in
          let type: SQLType = column.type == .null ? .integer : column.type
          return SQL.ColumnDefinition(
            name: SQL.QualifiedName(SQL.Name(name)),
            type: try SQL.typeName(in: type.spelled),
            range: .none
          )
        },
        constraints: []
      )
      if hasData { made = result }
    }
    try complete(&statement)
    statement = qualifyingReferences(of: statement, in: dataset)
    let binder = makeBinder()
    let definition = try TableDefinition(statement) { (name) throws(SQLError) in
      try binder.type(name)
    }
    try check(definition, name, dataset)
    if let there = existing(name, in: dataset) {
      if let table = edit.datasets[dataset]?[there.name] {
        try checkNoneRefers(to: TargetTable(dataset, table), at: create.name.range)
      }
      try dropTable(there.name, in: dataset)
    }
    edit.make(
      .columns(definition.columns.map { StoredColumn(name: $0.name, type: $0.type.storage) }),
      in: dataset,
      name
    )
    edit.make(.define(definition), in: dataset, name)
    guard let table = edit.datasets[dataset]?[name] else { return .nothing }
    try noteReferences(of: definition, from: TargetTable(dataset, table))
    guard let made else { return .nothing }
    if made.rows.count > 0 { try append(made.rows, TargetTable(dataset, table)) }
    return StatementResult(count: made.rows.count)
  }

  /// Finds the types of generated columns that have none written.
  private func complete(_ statement: inout SQL.CreateTable) throws {
    guard case .columns(var columns, let constraints) = statement.content,
      columns.contains(where: { $0.type == nil })
    else { return }
    let binder = makeBinder()
    let scope = NameScope(parent: nil)
    var known: [PlanColumn] = []
    for column in columns {
      if let type = column.type {
        known.append(binder.makeColumn(column.name.last.text, try binder.type(type)))
      }
    }
    scope.add(NameScope.Table(name: statement.name.last.text, columns: known))
    for place in columns.indices where columns[place].type == nil {
      for constraint in columns[place].constraints {
        guard case .generated(let value, _) = constraint.kind else { continue }
        let type = try ExpressionBinder(binder, scope, .definition).bind(value).type
        columns[place].type = try SQL.typeName(in: type.spelled)
      }
    }
    statement.content = .columns(columns, constraints: constraints)
  }

  /// The names of the columns of a table that a query makes, each once.
  private static func columnNames(_ columns: [PlanColumn], _ given: [SQL.Name]) -> [String] {
    var seen: Set<String> = []
    return columns.enumerated().map { place, column in
      let name = place < given.count ? given[place].text : column.name
      var unique = name
      var number = 1
      while !seen.insert(SQLName.folded(unique)).inserted {
        unique = "\(name)_\(number)"
        number += 1
      }
      return unique
    }
  }

  /// Finds out whether the expressions of a definition mean something.
  func check(_ definition: TableDefinition, _ name: String, _ dataset: String) throws {
    let binder = makeBinder()
    let scope = NameScope(parent: nil)
    let columns = definition.columns.map { binder.makeColumn($0.name, $0.type) }
    scope.add(NameScope.Table(name: name, columns: columns))
    let conditions = ExpressionBinder(binder, scope, .definition)
    for check in definition.checks { _ = try conditions.boolean(check.condition) }
    for column in definition.columns {
      if let value = column.generated {
        _ = try conditions.cast(try conditions.bind(value), to: column.type)
      }
      if let value = column.defaultValue {
        let alone = ExpressionBinder(binder, NameScope(parent: nil), .definition)
        _ = try alone.cast(try alone.bind(value), to: column.type)
        guard alone.subqueries.isEmpty, alone.aggregates.isEmpty, alone.windowColumns.isEmpty else {
          throw SQLError(.binding, "a default is made of constants and functions", at: value.range)
        }
      }
    }
    guard conditions.subqueries.isEmpty, conditions.aggregates.isEmpty,
      conditions.windowColumns.isEmpty
    else {
      throw SQLError(.binding, "a condition of a table is about one row of it")
    }
    for reference in definition.references {
      let isItself = reference.table.single.map { SQLName.folded($0.text) == SQLName.folded(name) }
      if isItself == true {
        var table = Catalog.Table(name: name)
        table.definition = definition
        table.columns = definition.columns.map {
          StoredColumn(name: $0.name, type: $0.type.storage)
        }
        _ = try targets(of: reference, in: TargetTable(dataset, table))
      } else {
        _ = try targets(of: reference, in: try parent(of: reference, from: dataset))
      }
    }
  }

  // MARK: - Other objects

  /// Makes a view, a sequence, a type, a macro or an index.
  func createObject(_ statement: SQL.Statement) throws -> StatementResult {
    switch statement.kind {
    case .createView(var view):
      if view.isRecursive { view.query = view.recursiveQuery }
      let dataset = try dataset(for: view.name, isTemporary: view.isTemporary)
      let bound = try rowsBound(view.query)
      guard view.columns.count <= bound.count else {
        throw SQLError(
          .binding,
          "the view has \(view.columns.count) names for \(bound.count.counted("column"))",
          at: view.name.range
        )
      }
      let existence = view.existence
      view.existence = .fail
      view.isRecursive = false
      return try make(.createView(view), in: dataset, existence, at: view.name.range)
    case .createSequence(var sequence):
      _ = try SequenceRule(sequence.options)
      let dataset = try dataset(for: sequence.name, isTemporary: sequence.isTemporary)
      let existence = sequence.existence
      sequence.existence = .fail
      return try make(.createSequence(sequence), in: dataset, existence, at: sequence.name.range)
    case .createType(var type):
      let dataset = try dataset(for: type.name, isTemporary: type.isTemporary)
      switch type.definition {
      case .type(let name):
        let known = try makeBinder().type(name)
        type.definition = .type(try SQL.typeName(in: known.spelled))
      case .query(let query):
        let names = try rows(of: query).texts.compactMap { $0.first ?? nil }
        type.definition = .type(SQL.TypeName(.enumeration(names)))
      }
      let existence = type.existence
      type.existence = .fail
      return try make(.createType(type), in: dataset, existence, at: type.name.range)
    case .createMacro(var macro):
      let dataset = try dataset(for: macro.name, isTemporary: macro.isTemporary)
      let existence = macro.existence
      macro.existence = .fail
      return try make(.createMacro(macro), in: dataset, existence, at: macro.name.range)
    case .createIndex(let index): return try create(index, at: statement.range)
    default: return .nothing
    }
  }

  /// The columns that a query has.
  private func rowsBound(_ query: SQL.Query) throws -> [PlanColumn] {
    if case .description = query.body { return try rows(of: query).columns }
    let binder = makeBinder()
    let columns = try binder.bind(query).columns
    guard binder.parameters.isEmpty else {
      throw SQLError(.binding, "a view has no parameters", at: query.range)
    }
    return columns
  }

  /// Makes an object, unless there is one of its name.
  func make(
    _ kind: SQL.Statement.Kind,
    in dataset: String,
    _ existence: SQL.Existence,
    at range: SQL.SourceRange
  ) throws(SQLError) -> StatementResult {
    guard let object = CatalogObject(SQL.Statement(kind)) else {
      throw SQLError(.unsupported, "this cannot be made", at: range)
    }
    let folded = SQLName.folded(object.name)
    var there = edit.datasets[dataset]?.objects.first {
      $0.kind == object.kind && SQLName.folded($0.name) == folded
    }.map { (kind: $0.kind, name: $0.name) }
    if object.kind == .view { there = existing(object.name, in: dataset) ?? there }
    if let there {
      switch existence {
      case .keep: return .nothing
      case .replace where there.kind == object.kind:
        edit.make(.dropObject(object.kind), in: dataset, there.name)
      default:
        throw SQLError(
          .catalog,
          "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
          at: range
        )
      }
    }
    edit.make(.object(object), in: dataset, object.name)
    return .nothing
  }

  // MARK: - Schemas

  /// Makes a dataset.
  func create(_ schema: SQL.CreateSchema) throws -> StatementResult {
    let name = schema.name.last.text
    if edit.datasets.keys.contains(where: { SQLName.folded($0) == SQLName.folded(name) }) {
      guard schema.existence == .fail else { return .nothing }
      throw SQLError(.catalog, "there is a schema '\(name)' already", at: schema.name.range)
    }
    edit.make(.makeDataset, in: name)
    return .nothing
  }

  /// The dataset in which something of a name is made.
  func dataset(for name: SQL.QualifiedName, isTemporary: Bool) throws(SQLError) -> String {
    if isTemporary { return StoreCatalog.temporarySchema }
    let catalog = catalog
    guard !name.qualifiers.isEmpty else {
      return catalog.schemaName([SQL.Name(catalog.schema)]) ?? StoreCatalog.mainSchema
    }
    guard let found = catalog.schemaName(Array(name.qualifiers)) else {
      let text = name.qualifiers.map(\.text).joined(separator: ".")
      throw SQLError(
        .catalog,
        "there is no schema '\(text)'",
        at: name.range,
        advice: NearestName.advice(for: text, among: edit.datasets.keys.sorted())
      )
    }
    return found
  }

  /// The table or view of a name, which cannot be used for another.
  func existing(_ name: String, in dataset: String) -> (kind: SQL.ObjectKind, name: String)? {
    let folded = SQLName.folded(name)
    if let table = edit.datasets[dataset]?.tables.first(where: {
      SQLName.folded($0.name) == folded
    }) {
      return (.table, table.name)
    }
    return edit.datasets[dataset]?.objects
      .first { $0.kind == .view && SQLName.folded($0.name) == folded }
      .map { (.view, $0.name) }
  }
}

extension SQL.CreateView {
  /// The query with the view as a common table that reads itself.
  fileprivate var recursiveQuery: SQL.Query {
    let table = SQL.CommonTable(
      name: name.last,
      columns: columns,
      statement: SQL.Statement(.query(query)),
      range: name.range
    )
    return SQL.Query(
      [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))],
      from: [SQL.TableReference(SQL.QualifiedName(name.last))],
      with: SQL.With(isRecursive: true, tables: [table], range: name.range)
    )
  }
}
