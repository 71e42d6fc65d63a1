// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Columns that get another type while rows with the old one are on their way, or there already.

extension RunContext {
  /// Changes the schema where a column cannot hold what `batch` has for it without a loss.
  ///
  /// Returns the schema with which the batch is loaded.
  func makeRoom(for batch: LoadableBatch) throws(LoadError) -> Schema {
    let (schema, changed) = keeper.snapshot
    var isWide = true
    for (name, vector, type) in retyped(batch, as: schema, changed) {
      guard !vector.isCastable(to: type) else { continue }
      try changeType(of: name, in: batch.table.name, to: .text)
      isWide = false
    }
    return isWide ? schema : keeper.schema
  }

  /// The rows of `batch` with the types of `schema`, where these have changed in the run.
  func cast(_ batch: LoadableBatch, as schema: Schema) -> (Batch, Table) {
    let changed = keeper.snapshot.changed
    guard !changed.isEmpty, let now = schema[batch.table.name] else {
      return (batch.batch, batch.table)
    }
    var types: [String: DataType] = [:]
    for (name, _, type) in retyped(batch, as: schema, changed) { types[name] = type }
    var table = batch.table
    for column in table.columns
    where changed.contains(.init(table: table.name, column: column.name)) {
      table[column.name] = now[column.name]
    }
    return (batch.batch.cast(types), table)
  }

  /// The columns of `batch` that are of another type in `schema`, with that type.
  ///
  /// Those are columns that have `changed`, and those that hand on the values of such.
  private func retyped(
    _ batch: LoadableBatch,
    as schema: Schema,
    _ changed: Set<SchemaKeeper.ColumnKey>
  ) -> [(name: String, vector: Vector, type: DataType)] {
    guard !changed.isEmpty, let table = schema[batch.table.name] else { return [] }
    let handsOn = propagation != Propagation()
    return zip(batch.batch.names, batch.batch.vectors).compactMap { name, vector in
      guard let type = table[name]?.type, type.kind != vector.type.kind,
        handsOn || changed.contains(.init(table: table.name, column: name))
      else { return nil }
      return (name, vector, type)
    }
  }

  /// Changes the type of a column, and tells it; no stage is asked.
  func changeType(
    of column: String,
    in table: String,
    to type: DataType
  ) throws(LoadError) {
    let (column, old) = try keeper.changeType(of: column, in: table, to: type)
    guard let old else { return }
    let resource = keeper.schema[table]?.resource ?? ""
    emit(.columnTypeChanged(column, from: old, table: table, resource: resource))
  }
}
