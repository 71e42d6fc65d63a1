// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Where in the data a change of shape came from.
  struct Origin {
    var resource: String
    var record: Int
    var path: [String]
  }

  /// What became of a change of shape.
  enum Outcome {
    /// The column as the schema has it now.
    case column(Column, isNew: Bool)
    /// The value is left out.
    case discardValue
    /// The row is left out.
    case discardRow
  }

  /// Makes sure that a table is there; false if its rows are to be left out.
  ///
  /// The stages are asked about a table that the schema does not have, or has no typed column of.
  func admitTable(_ name: String, parent: String?, from origin: Origin) throws(LoadError) -> Bool {
    try withSchema { (schema) throws(LoadError) in
      if let table = schema[name], table.hasSeenData || !table.completeColumns.isEmpty {
        return true
      }
      let isDeclared = schema[name] != nil
      let table =
        schema[name] ?? Table(name, parent: parent, resource: parent == nil ? origin.resource : nil)
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
        if !isDeclared { schema[name] = table }
        return true
      case .discardValue, .discardRow:
        return false
      case .fail(let reason):
        throw violation(reason, change)
      case .undecided:
        throw violation(
          "No stage decided about a new table. Add EvolveSchema to the stages.",
          change
        )
      }
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
  func admitMisfit(
    _ value: Value,
    of existing: Column,
    in tableName: String,
    called typeName: String,
    from origin: Origin
  ) throws(LoadError) -> Outcome {
    try withState { (state) throws(LoadError) in
      let schema = state.schema
      let table = schema[tableName] ?? Table(tableName, resource: origin.resource)
      let name = SchemaChange.variantName(of: existing.name, for: typeName, naming: naming)
      if let column = table[name], column.type != nil { return .column(column, isNew: false) }
      var change = SchemaChange(
        kind: .misfit(value),
        table: table,
        column: Column(name, nullable: true, hints: [.variant]),
        existing: existing,
        origin: origin,
        schema: schema,
        naming: naming,
        now: now
      )
      return try settle(&change, in: &state)
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
    in state: inout State
  ) throws(LoadError) -> Outcome {
    try review(&change)
    switch change.decision {
    case .accept:
      guard var column = change.column, let type = column.type else {
        throw violation(
          "A stage accepted a column without a type. Add InferTypes before it.",
          change
        )
      }
      column.type = type.completed(by: column.typeDetails)
      column.typeDetails = DataType.Details()
      column.nullable = column.nullable ?? true
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
    case .discardValue:
      return .discardValue
    case .discardRow:
      return .discardRow
    case .fail(let reason):
      throw violation(reason, change)
    case .undecided:
      throw violation(
        "No stage decided about a new column. Add EvolveSchema to the stages.",
        change
      )
    }
  }

  private func review(_ change: inout SchemaChange) throws(LoadError) {
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

  private func violation(_ reason: String, _ change: SchemaChange) -> LoadError {
    LoadError(
      .contractViolation,
      reason,
      at: .init(
        resource: change.resource,
        table: change.table.name,
        column: change.existing?.name ?? change.column?.name,
        path: change.sourcePath,
        record: change.recordNumber
      )
    )
  }
}
