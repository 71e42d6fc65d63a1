// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Columns that get another type, and fields that do not get a column.

extension SchemaKeeper {
  /// A column of a table.
  struct ColumnKey: Hashable {
    var table: String
    var column: String
  }

  /// What a run knows of types that change.
  struct TypeChanges {
    /// The columns that got another type in this run.
    var changed: Set<ColumnKey> = []
    /// What the destination has: the tables with rows of earlier loads, and those made since.
    var stored: Schema
    /// Tables of which rows have left for a destination that cannot change types.
    var handedOver: Set<String> = []
    /// Whether the destination can change the type of a column that it has.
    var isPossible = true
    /// Tables that had fields without a column in this run.
    var overflowing: Set<String> = []

    /// Starts with what is known of earlier loads.
    init(_ schema: Schema) { stored = schema }

    /// The type of a column in the destination, or `nil` if it is not there.
    fileprivate func storedType(_ key: ColumnKey) -> DataType? {
      guard let table = stored[key.table], table.hasSeenData else { return nil }
      return table[key.column]?.type
    }
  }

  /// Does what a stage decided about the type of a column.
  func changeType(
    _ change: SchemaChange,
    to type: DataType,
    in state: inout State
  ) throws(LoadError) -> Outcome {
    guard let existing = change.existing, let old = existing.type, let value = change.value else {
      throw violation(
        "A stage changed the type of a column that is new. Let it accept a column of that type.",
        change
      )
    }
    guard old.widens(to: type), type.kind != .double || Coercion.fits(value, type) else {
      throw violation(
        Violation(
          "A stage made a column of the type \(old) one of the type \(type), which does not take all "
            + "values.",
          advice: "Let it choose text or json."
        ),
        change
      )
    }
    do {
      let column = try setType(type, of: existing.name, in: change.table.name, of: &state)
      return .changed(column, from: old.kind == type.kind ? nil : old)
    } catch {
      var error = error
      error.location = change.location
      throw error
    }
  }

  /// Whether something is said of values that do not fit `column`, other than what dlt does.
  func resolvesConflicts(of column: Column, in table: String) -> Bool {
    let schema = schema
    let said = schema.conflictPolicy(of: column, in: schema[table] ?? Table(table))
    let policy = said ?? stages.lazy.compactMap { ($0 as? ResolveConflicts)?.policy }.last
    return policy != nil && policy != .variant
  }

  /// The clause by which a record with a null in `column` is put aside, or `nil` if the run fails.
  func clauseForNull(in column: Column, of tableName: String) -> Violation.Clause? {
    let schema = schema
    let table = schema[tableName] ?? Table(tableName)
    if let policy = schema.conflictPolicy(of: column, in: table) {
      return policy == .quarantine ? Violation.Clause("conflict", policy.description) : nil
    }
    let stage = stages.lazy.compactMap { $0 as? EnforceContract }.first
    guard let mode = stage?.contract(for: table, in: schema).dataTypes, mode == .quarantine else {
      return nil
    }
    return .contract(.dataTypes, mode)
  }

  /// Gives a column another type; no stage is asked.
  ///
  /// Returns the column, and the type that it had.
  func changeType(
    of column: String,
    in table: String,
    to type: DataType
  ) throws(LoadError) -> (column: Column, old: DataType?) {
    try withState { (state) throws(LoadError) in
      let old = state.schema[table]?[column]?.type
      let changed = try setType(type, of: column, in: table, of: &state)
      return (changed, old == type ? nil : old)
    }
  }

  private func setType(
    _ type: DataType,
    of name: String,
    in tableName: String,
    of state: inout State
  ) throws(LoadError) -> Column {
    var table = state.schema[tableName] ?? Table(tableName)
    var column = table[name] ?? Column(name)
    let key = ColumnKey(table: tableName, column: name)
    if let old = column.type, old.kind != type.kind {
      let changes = state.typeChanges
      let isAway = changes.storedType(key) != nil || changes.handedOver.contains(tableName)
      guard changes.isPossible || !isAway else {
        throw LoadError(
          .unsupported,
          "Values ask for the column to become \(type) instead of \(old), but it has values in the "
            + "destination, which cannot change the type of a column. Declare the type before the "
            + "first load, or choose the policy 'variant'.",
          at: LoadError.Location(table: tableName, column: name)
        )
      }
      state.typeChanges.changed.insert(key)
    }
    column.type = type
    if type.kind == .json { column.conflictPolicy = .json }
    table[name] = column
    state.schema[tableName] = table
    return column
  }

  /// The json column for a field that does not get one of its own.
  func overflow(
    _ change: SchemaChange,
    into raw: String,
    in state: inout State
  ) throws(LoadError) -> Outcome {
    guard let name = try? naming.normalizeIdentifier(raw), !name.isEmpty else {
      throw violation("A stage named a json column '\(raw)', which is not a name.", change)
    }
    var table = state.schema[change.table.name] ?? change.table
    let isFirst = state.typeChanges.overflowing.insert(table.name).inserted
    var column = table[name] ?? Column(name, nullable: true)
    if column.type != nil {
      guard column.isOverflow else {
        throw LoadError(
          .inconsistentHints,
          "Fields beyond the limit of columns are to go into the column '\(name)', which the data "
            + "has already. Name another with LimitColumns.",
          at: change.location
        )
      }
      return .overflow(column, isNew: false, isFirst: isFirst)
    }
    column.type = .json
    column.nullable = true
    column.isOverflow = true
    table[name] = nil
    table[name] = column
    state.schema[table.name] = table
    state.arrived[table.name, default: []].insert(name)
    return .overflow(column, isNew: true, isFirst: isFirst)
  }
}

// MARK: - The destination

extension SchemaKeeper {
  /// The schema, and the columns whose types have changed in this run.
  var snapshot: (schema: Schema, changed: Set<ColumnKey>) {
    withState { ($0.schema, $0.typeChanges.changed) }
  }

  /// Says that the destination cannot change the type of a column that it has.
  func forbidTypeChanges() { withState { $0.typeChanges.isPossible = false } }

  /// Notes that rows of `table` are on their way.
  func handOver(_ table: String) {
    withState { state in
      if !state.typeChanges.isPossible { state.typeChanges.handedOver.insert(table) }
    }
  }

  /// The columns that the destination has by another type than `schema`, in order.
  func staleColumns(for schema: Schema) -> [(key: ColumnKey, type: DataType)] {
    let changes = withState { $0.typeChanges }
    return changes.changed
      .sorted { ($0.table, $0.column) < ($1.table, $1.column) }
      .compactMap { key in
        guard let old = changes.storedType(key), let new = schema[key.table]?[key.column]?.type,
          old.kind != new.kind
        else { return nil }
        return (key, new)
      }
  }

  /// Notes that the destination has the tables and columns of `schema`.
  func noteMigration(to schema: Schema) {
    withState { $0.typeChanges.stored = schema }
  }
}

extension Coercion {
  /// Whether a column of the type `type` takes `value`.
  fileprivate static func fits(_ value: Value, _ type: DataType) -> Bool {
    if case .converted = convert(value, to: type) { return true }
    return false
  }
}
