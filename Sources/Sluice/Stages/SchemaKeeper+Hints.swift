// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Registers what a resource says of the table called `table` in the source, and of those below.
  ///
  /// Returns the name of the table in the destination. What is said replaces what the schema has,
  /// what is not said stays. Nothing is registered if anything is wrong, or if it is a trial.
  @discardableResult
  func register(
    _ hints: TableHints,
    table: String,
    resource: String,
    isTrial: Bool = false
  ) throws(LoadError) -> String {
    let name = try normalizedName(table, of: resource)
    let nested = hints.nested.enumerated().sorted {
      ($0.element.path.count, $0.offset) < ($1.element.path.count, $1.offset)
    }
    try withState { (state) throws(LoadError) in
      var changed = state
      try register(hints, name: name, resource: resource, in: &changed)
      for (_, below) in nested {
        try register(below, root: name, resource: resource, in: &changed)
      }
      if !isTrial { state = changed }
    }
    return name
  }

  /// The name of a table in the destination; double underscores separate the parts of a path.
  func normalizedName(_ table: String, of resource: String) throws(LoadError) -> String {
    do {
      let name = try naming.normalizeName(table, breakingPath: breaksPaths)
      guard !name.isEmpty else { throw NamingError.emptyIdentifier(table) }
      return name
    } catch {
      throw LoadError(
        .invalidName,
        "The table name '\(table)' is empty under the convention '\(naming.name)'. Name the table.",
        at: LoadError.Location(resource: resource),
        cause: error
      )
    }
  }

  private func register(
    _ hints: TableHints,
    name: String,
    resource: String,
    in state: inout State
  ) throws(LoadError) {
    var table = state.schema[name] ?? Table(name, resource: resource)
    let place = LoadError.Location(resource: resource, table: name)
    guard table.parent == nil else {
      throw LoadError(
        .tableConflict,
        "The table is nested below '\(table.parent ?? "")' already. Choose another table name.",
        at: place
      )
    }
    if table.resource == nil { table.resource = resource }
    table.disposition = hints.disposition ?? .append
    table.rowID = hints.rowIDs ?? .random
    try merge(hints, into: &table, arrived: &state.arrived, at: place)
    if table.rowID == .keyHash && table.columns(with: .primaryKey).isEmpty {
      throw LoadError(
        .inconsistentHints,
        "Row ids are to be hashes of the key, but there is no primary key. Add '.primaryKey(…)'.",
        at: place
      )
    }
    state.schema[name] = table
  }

  private func register(
    _ nested: NestedHints,
    root: String,
    resource: String,
    in state: inout State
  ) throws(LoadError) {
    guard !nested.path.isEmpty else {
      throw LoadError(
        .inconsistentHints,
        "Nested hints have no path. Name the field that holds the rows.",
        at: LoadError.Location(resource: resource, table: root)
      )
    }
    var parent = root
    var name = root
    var fragments = [root]
    for field in nested.path {
      parent = name
      fragments.append(try nestedName(field, below: parent, of: resource))
      name = naming.shortenFragments(fragments)
    }
    let place = LoadError.Location(resource: resource, table: name, path: nested.path)
    guard state.schema[parent] != nil else {
      throw LoadError(
        .parentTableMissing,
        "The table '\(parent)' above it is not known. Give hints for every level of the path; "
          + "empty ones are enough.",
        at: place
      )
    }
    let isDetached = !nested.hints.primaryKey.isEmpty || !nested.hints.mergeKey.isEmpty
    guard isDetached || nested.hints.disposition == nil else {
      throw LoadError(
        .inconsistentHints,
        "A nested table is written like its root. Give it a key to make it a table of its own.",
        at: place
      )
    }
    var table = state.schema[name] ?? Table(name, parent: isDetached ? nil : parent)
    guard table.parent == (isDetached ? nil : parent) else {
      let known = table.parent.map { "below '\($0)'" } ?? "as one of its own"
      throw LoadError(
        .tableConflict,
        "The table is known \(known) already. A key, or none, cannot change that: choose another "
          + "table name.",
        at: place
      )
    }
    if isDetached {
      table.resource = resource
      table.disposition = nested.hints.disposition ?? .append
    }
    try merge(nested.hints, into: &table, arrived: &state.arrived, at: place)
    state.schema[name] = table
    for below in nested.hints.nested {
      let deeper = NestedHints(nested.path + below.path, below.hints)
      try register(deeper, root: root, resource: resource, in: &state)
    }
  }

  private func nestedName(
    _ field: String,
    below parent: String,
    of resource: String
  ) throws(LoadError) -> String {
    do {
      let name = try naming.normalizeIdentifier(field)
      guard !name.isEmpty else { throw NamingError.emptyIdentifier(field) }
      return name
    } catch {
      throw LoadError(
        .invalidName,
        "The field '\(field)' is empty under the convention '\(naming.name)'. Rename it.",
        at: LoadError.Location(resource: resource, table: parent),
        cause: error
      )
    }
  }
}

// MARK: - Columns

extension SchemaKeeper {
  private func merge(
    _ hints: TableHints,
    into table: inout Table,
    arrived: inout [String: Set<String>],
    at place: LoadError.Location
  ) throws(LoadError) {
    if let nesting = hints.maximumNesting { table.maximumNesting = nesting }
    if let description = hints.description { table.description = description }
    for (key, value) in zip(hints.annotations.keys, hints.annotations.values) {
      table.annotations[key] = value
    }
    try mergeReferences(hints.references, into: &table, at: place)

    var declared: [Column] = []
    for column in hints.columns {
      var column = column
      column.name = try columnName(column.name, at: place)
      if let index = declared.firstIndex(where: { $0.name == column.name }) {
        declared[index] = declared[index].updated(by: column)
      } else {
        declared.append(column)
      }
    }
    for column in declared { try checkType(of: column, known: table[column.name], at: place) }
    try setKey(.primaryKey, hints.primaryKey, of: &declared, at: place)
    try setKey(.mergeKey, hints.mergeKey, of: &declared, at: place)
    table.merge(declared, arrived: &arrived[table.name, default: []])
  }

  /// A declared type may be only as precise as there are values for it.
  private func checkType(
    of column: Column,
    known: Column?,
    at place: LoadError.Location
  ) throws(LoadError) {
    guard var type = column.type ?? known?.type.map({ DataType($0.kind) }) else { return }
    type = type.completed(by: column.typeDetails)
    if known?.type == nil { type = type.completed(by: known?.typeDetails ?? DataType.Details()) }
    // Details stay when the kind changes, and then say nothing of the new one.
    if let known = known?.type, known.kind == type.kind, known.allowedDetails == nil {
      type = type.completed(by: known.details)
    }
    guard let allowed = type.allowedDetails else { return }
    var place = place
    place.column = column.name
    throw LoadError(
      .inconsistentHints,
      "The column is declared as \(type), but a \(type.kind) has to have \(allowed). "
        + "Change its type.",
      at: place
    )
  }

  /// A key that is named replaces the flags of columns, and its columns may not lack a value.
  private func setKey(
    _ hint: ColumnHint,
    _ names: [String],
    of declared: inout [Column],
    at place: LoadError.Location
  ) throws(LoadError) {
    guard !names.isEmpty else { return }
    for index in declared.indices { declared[index].hints.remove(hint) }
    for name in names {
      let name = try columnName(name, at: place)
      let index = declared.firstIndex { $0.name == name } ?? declared.count
      if index == declared.count { declared.append(Column(name)) }
      declared[index].hints.insert(hint)
      declared[index].deniedHints.remove(hint)
      declared[index].nullable = declared[index].nullable ?? false
    }
  }

  private func mergeReferences(
    _ references: [TableReference],
    into table: inout Table,
    at place: LoadError.Location
  ) throws(LoadError) {
    for reference in references {
      var reference = reference
      reference.table = try columnName(reference.table, at: place)
      for index in reference.columns.indices {
        reference.columns[index] = try columnName(reference.columns[index], at: place)
      }
      for index in reference.referencedColumns.indices {
        reference.referencedColumns[index] = try columnName(
          reference.referencedColumns[index],
          at: place
        )
      }
      guard reference.columns.count == reference.referencedColumns.count else {
        throw LoadError(
          .inconsistentHints,
          "The reference to '\(reference.table)' pairs \(reference.columns.count) columns with "
            + "\(reference.referencedColumns.count). Name as many on both sides.",
          at: place
        )
      }
      if let index = table.references.firstIndex(where: { $0.table == reference.table }) {
        table.references[index] = reference
      } else {
        table.references.append(reference)
      }
    }
  }

  private func columnName(
    _ name: String,
    at place: LoadError.Location
  ) throws(LoadError) -> String {
    do {
      let normalized = try naming.normalizeName(name, breakingPath: breaksPaths)
      guard !normalized.isEmpty else { throw NamingError.emptyIdentifier(name) }
      return normalized
    } catch {
      var place = place
      place.column = name
      throw LoadError(
        .invalidName,
        "The name '\(name)' is empty under the convention '\(naming.name)'. Choose another.",
        at: place,
        cause: error
      )
    }
  }
}

extension Table {
  /// Merges columns that were declared: what they say replaces what is there, the rest stays.
  ///
  /// They stand before those that `arrived` with the data of the same run, as if all had been said
  /// beforehand.
  fileprivate mutating func merge(_ declared: [Column], arrived: inout Set<String>) {
    for hint in ColumnHint.compound where declared.contains(where: { $0.hints.contains(hint) }) {
      for name in columns(with: hint) { self[name]?.hints.remove(hint) }
    }
    for column in declared {
      guard let existing = self[column.name] else {
        insert(column, beforeFirstOf: arrived)
        continue
      }
      let updated = existing.updated(by: column)
      let isDeclaredNow = column.type != nil && arrived.remove(column.name) != nil
      // A column that gets its type only now comes after those that have theirs.
      if isDeclaredNow || existing.type == nil && updated.type != nil {
        self[column.name] = nil
        insert(updated, beforeFirstOf: arrived)
      } else {
        self[column.name] = updated
      }
    }
  }
}

extension Column {
  /// This column with all that `other` says.
  fileprivate func updated(by other: Column) -> Column {
    var column = self
    let details = (other.type?.details ?? other.typeDetails)
      .completed(by: type?.details ?? typeDetails)
    column.type = (other.type ?? type).map { DataType($0.kind).completed(by: details) }
    column.typeDetails = column.type == nil ? details : DataType.Details()
    column.nullable = other.nullable ?? nullable
    column.hints = hints.union(other.hints).subtracting(other.deniedHints)
    column.deniedHints = deniedHints.union(other.deniedHints).subtracting(other.hints)
    column.deduplicationOrder = other.deduplicationOrder ?? deduplicationOrder
    column.description = other.description ?? description
    for (key, value) in zip(other.annotations.keys, other.annotations.values) {
      column.annotations[key] = value
    }
    return column
  }
}
