// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Adds what `hints` say of columns and the rest of the table to `table`.
  func merge(
    _ hints: TableHints,
    into table: inout Table,
    in state: inout State,
    at place: LoadError.Location,
    isNew: Bool,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    if let isSealed = hints.isSealed { table.isSealed = isSealed }
    if let filters = hints.filters { table.filters = filters.normalized(by: naming, breaksPaths) }
    if let nesting = hints.maximumNesting { table.maximumNesting = nesting }
    if let description = hints.description { table.description = description }
    for (key, value) in zip(hints.annotations.keys, hints.annotations.values) {
      table.annotations[key] = value
    }
    try mergeReferences(hints.references, into: &table, at: place)

    var declared: [Column] = []
    for column in hints.columns {
      var column = column
      if column.isNamedByPath {
        column.name = try columnName(ofPath: column.sourcePath, at: place)
        if column.sourcePath == [column.name] { column.sourcePath = [] }
      } else {
        let name = try columnName(column.name, at: place)
        if column.sourcePath.isEmpty, name != column.name { column.sourcePath = [column.name] }
        column.name = name
      }
      if let index = declared.firstIndex(where: { $0.name == column.name }) {
        declared[index] = declared[index].updated(by: column)
      } else {
        declared.append(column)
      }
    }
    for column in declared { try checkType(of: column, known: table[column.name], at: place) }
    try setKey(.primaryKey, hints.primaryKey, of: &declared, at: place)
    try setKey(.mergeKey, hints.mergeKey, of: &declared, at: place)
    if let limit = hints.maximumColumns, declared.count > limit {
      throw LoadError(
        .inconsistentHints,
        "\(declared.count) columns are declared, but the table may have \(limit). Declare fewer, or "
          + "raise 'maximumColumns'.",
        at: place
      )
    }
    if !isNew {
      let columns = try allowed(declared, of: table, in: state, at: place, review)
      for (column, violation) in columns.refused {
        ignored.append(
          IgnoredHint(table: table.name, column: column.name, violation: violation)
        )
      }
      declared = columns.allowed
    }
    state.declared[table.name, default: []]
      .formUnion(declared.map(\.name).filter { table[$0] == nil })
    table.merge(declared, arrived: &state.arrived[table.name, default: []])
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

  func columnName(
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
  func updated(by other: Column) -> Column {
    var column = self
    let details = (other.type?.details ?? other.typeDetails)
      .completed(by: type?.details ?? typeDetails)
    column.type = (other.type ?? type).map { DataType($0.kind).completed(by: details) }
    column.typeDetails = column.type == nil ? details : DataType.Details()
    column.nullable = other.nullable ?? nullable
    column.hints = hints.union(other.hints).subtracting(other.deniedHints)
    column.deniedHints = deniedHints.union(other.deniedHints).subtracting(other.hints)
    column.deduplicationOrder = other.deduplicationOrder ?? deduplicationOrder
    column.conflictPolicy = other.conflictPolicy ?? conflictPolicy
    column.description = other.description ?? description
    if !other.sourcePath.isEmpty, type == nil || sourcePath.isEmpty {
      column.sourcePath = other.sourcePath
    }
    for (key, value) in zip(other.annotations.keys, other.annotations.values) {
      column.annotations[key] = value
    }
    return column
  }
}
