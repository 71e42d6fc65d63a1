// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Where in the data a change of shape came from.
  struct Origin {
    var resource: String
    var record: Int
    var path: [String]
    /// Whether the row is the first of its table.
    var isFirstRow = false
  }

  /// What became of a change of shape.
  enum Outcome {
    /// The column as the schema has it now.
    case column(Column, isNew: Bool)
    /// The column has another type from here on; it had the other one up to now, unless that is `nil`.
    case changed(Column, from: DataType?)
    /// The value becomes a field of this json column, as the first of the run perhaps.
    case overflow(Column, isNew: Bool, isFirst: Bool)
    /// Value, row or record are left out.
    case refused(Refusal)
  }

  /// Makes sure that a table is there; says why its rows are to be left out, if they are.
  ///
  /// The stages are asked about a table that the schema does not have, or has no typed column of,
  /// there or below.
  func admitTable(
    _ name: String,
    parent: String?,
    from origin: Origin
  ) throws(LoadError) -> Refusal? {
    try withState { (state) throws(LoadError) in
      if let refusal = state.refused[name] { return refusal }
      if let table = state.schema[name] {
        // Hints may spell the fields as in the destination.
        if !table.hasSeenData, table.sourcePath != origin.path {
          state.schema[name]?.sourcePath = origin.path
        }
        if table.hasSeenData || state.schema.hasColumns(name) {
          if !table.hasSeenData { state.note(table, from: origin) }
          return nil
        }
      }
      if state.admitted.contains(name) {
        if let table = state.schema[name] { state.note(table, from: origin) }
        return nil
      }
      var table = state.schema[name] ?? Table(name, parent: parent)
      if parent == nil { table.resource = table.resource ?? origin.resource }
      if table.sourcePath.isEmpty { table.sourcePath = origin.path }
      let refusal = try decide(about: table, from: origin, in: state.schema).refusal
      if refusal == nil {
        state.schema[name] = table
        state.note(table, from: origin)
      }
      return refusal
    }
  }

  /// What the stages say of a new table.
  ///
  /// Where none of them says anything, that is an error, unless the table is only declared.
  func decide(
    about table: Table,
    from origin: Origin,
    in schema: Schema,
    isDeclaration: Bool = false
  ) throws(LoadError) -> (isDecided: Bool, refusal: Refusal?) {
    var change = SchemaChange(
      kind: .newTable,
      table: table,
      column: nil,
      existing: nil,
      origin: origin,
      schema: schema,
      naming: naming,
      now: now
    )
    try review(&change)
    switch change.decision {
    case .accept:
      return (true, nil)
    case .discardValue(let violation), .discardRow(let violation):
      return (true, .row(violation))
    case .quarantine(let violation):
      return (true, .record(violation))
    case .fail(let violation):
      throw self.violation(violation, change)
    case .changeType, .overflow:
      throw violation("A stage decided about a new table as about a column.", change)
    case .undecided:
      if isDeclaration { return (false, nil) }
      throw violation(
        "No stage decided about a new table. Add EvolveSchema to the stages.",
        change
      )
    }
  }

  /// The column that `value` goes to: the one called `name`, or what the stages make of it.
  ///
  /// Ready-made columns say what their `type` is; for all others the stages find out.
  func admitColumn(
    _ name: String,
    in tableName: String,
    for value: Value,
    typed type: DataType? = nil,
    from origin: Origin
  ) throws(LoadError) -> Outcome {
    try withState { (state) throws(LoadError) in
      let schema = state.schema
      let table = schema[tableName] ?? Table(tableName, resource: origin.resource)
      if let column = table[name], column.type != nil { return .column(column, isNew: false) }
      var proposed = table[name] ?? Column(name)
      proposed.type = type
      var change = SchemaChange(
        kind: .newColumn(value),
        table: table,
        column: proposed,
        existing: nil,
        origin: origin,
        schema: schema,
        naming: naming,
        now: now
      )
      return try settle(&change, in: &state)
    }
  }

  /// The column for a `value` that does not fit `existing`, or what else the stages make of it.
  ///
  /// Ready-made columns say what their `type` is. Nothing is made beside `existing` for them unless
  /// a policy says so: then `existing` comes back.
  func admitMisfit(
    _ value: Value,
    of existing: Column,
    in tableName: String,
    called typeName: String,
    typed type: DataType? = nil,
    from origin: Origin
  ) throws(LoadError) -> Outcome {
    try withState { (state) throws(LoadError) in
      let schema = state.schema
      let table = schema[tableName] ?? Table(tableName, resource: origin.resource)
      let current = table[existing.name] ?? existing
      if current.type?.kind != existing.type?.kind || current.takesAll != existing.takesAll {
        return .changed(current, from: nil)
      }
      let name = SchemaChange.variantName(of: existing.name, for: typeName, naming: naming)
      let policy = schema.conflictPolicy(of: current, in: table)
      if policy == nil || policy == .variant, let column = table[name], column.type != nil {
        return .column(column, isNew: false)
      }
      var change = SchemaChange(
        kind: .misfit(value),
        table: table,
        column: Column(name, type, nullable: true, hints: [.variant]),
        existing: current,
        origin: origin,
        schema: schema,
        naming: naming,
        now: now
      )
      return try settle(&change, in: &state, accepts: type == nil || policy == .variant)
    }
  }

  /// Adds a column that the library itself brings, unless it is there.
  func ensureColumn(_ column: Column, in tableName: String) {
    withState { state in
      var table = state.schema[tableName] ?? Table(tableName)
      guard table[column.name]?.type == nil else { return }
      var column = column
      state.schema.settings.addDefaultHints(to: &column)
      table[column.name] = nil
      table[column.name] = column
      state.schema[tableName] = table
      state.arrived[tableName, default: []].insert(column.name)
    }
  }

  private func settle(
    _ change: inout SchemaChange,
    in state: inout State,
    accepts: Bool = true
  ) throws(LoadError) -> Outcome {
    let outcome = try decide(&change, in: &state, accepts: accepts)
    state.note(outcome, of: change)
    return outcome
  }

  private func decide(
    _ change: inout SchemaChange,
    in state: inout State,
    accepts: Bool
  ) throws(LoadError) -> Outcome {
    try review(&change)
    switch change.decision {
    case .accept:
      if !accepts, let existing = change.existing { return .column(existing, isNew: false) }
      guard var column = change.column, let type = column.type else {
        throw violation(
          "A stage accepted a column without a type. Add InferTypes before it.",
          change
        )
      }
      column.type = type.completed(by: column.typeDetails)
      column.typeDetails = DataType.Details()
      column.nullable = column.nullable ?? true
      column.sourcePath = change.ownPath(of: column)
      var table = state.schema[change.table.name] ?? change.table
      if let present = table[column.name], present.type != nil {
        return .column(present, isNew: false)
      }
      // A column that gets its type now stands behind those that had one before.
      table[column.name] = nil
      table[column.name] = column
      state.schema[table.name] = table
      state.arrived[table.name, default: []].insert(column.name)
      return .column(column, isNew: true)
    case .changeType(let type):
      return try changeType(change, to: type, in: &state)
    case .overflow(let name):
      return try overflow(change, into: name, in: &state)
    case .discardValue(let violation):
      return .refused(.value(violation))
    case .discardRow(let violation):
      return .refused(.row(violation))
    case .quarantine(let violation):
      return .refused(.record(violation))
    case .fail(let violation):
      throw self.violation(violation, change)
    case .undecided:
      throw violation(
        "No stage decided about a new column. Add EvolveSchema to the stages.",
        change
      )
    }
  }

  func review(_ change: inout SchemaChange) throws(LoadError) {
    for stage in stages {
      do {
        try stage.review(&change)
      } catch let error as LoadError {
        throw error
      } catch {
        var wrapped = violation("The stage \(type(of: stage)) threw an error: \(error).", change)
        wrapped.cause = error
        throw wrapped
      }
    }
  }

  func violation(_ violation: Violation, _ change: SchemaChange) -> LoadError {
    LoadError(
      .contractViolation,
      violation.description,
      at: change.location,
      offendingValue: change.value.map { String(describing: $0) },
      violation: violation
    )
  }
}

extension SchemaChange {
  /// Where in the data the change came from.
  var location: LoadError.Location {
    LoadError.Location(
      resource: resource,
      table: table.name,
      column: existing?.name ?? column?.name,
      path: sourcePath,
      record: recordNumber > 0 ? recordNumber : nil
    )
  }

  /// The fields that lead from the row to the value; nothing where it is the name of `column`.
  fileprivate func ownPath(of column: Column) -> [String] {
    let path = Array(sourcePath.dropFirst(table.sourcePath.count))
    return path == [column.name] ? [] : path
  }
}
