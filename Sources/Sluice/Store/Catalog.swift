// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A column of a stored table.
public struct StoredColumn: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The type.
  public let type: DataType
}

extension StoredColumn {
  /// Whether values of `type` are stored in the column as they are.
  fileprivate func stores(_ type: DataType) -> Bool {
    type.kind == self.type.kind && StorageKind(type) == StorageKind(self.type)
  }

  /// The values of `vector` as the column stores them.
  ///
  /// Any value can be stored as text; others are converted as those of records are.
  fileprivate func stored(_ vector: Vector, of table: String) throws(LoadError) -> Vector {
    if stores(vector.type) { return vector }
    if type.kind == .text { return vector.asText }
    let builder = VectorBuilder(type)
    for row in 0..<vector.count {
      guard case .converted(let value) = Coercion.convert(vector[row], to: type) else {
        throw LoadError(
          .destinationFailed,
          "The column is stored as \(type.kind), and the load has a value for it, \(vector.type.kind), "
            + "that cannot become one. Load into another column or table.",
          at: LoadError.Location(table: table, column: name),
          offendingValue: vector[row].description
        )
      }
      try builder.append(value)
    }
    return builder.finish()
  }
}

/// All that a store holds: a value, so that a copy is a snapshot.
struct Catalog: Sendable {
  /// A table and its rows.
  struct Table: Sendable {
    let name: String
    var columns: [StoredColumn] = []
    var batches: [PackedBatch] = []
    /// Grows by one with each load that changes the rows.
    var revision = 0
  }

  /// The tables of a dataset, in order of appearance, and what its writers remember.
  struct Dataset: Sendable {
    var tables: [Table] = []
    var notes: [String: any Sendable] = [:]
    var loads: Set<String> = []

    subscript(name: String) -> Table? {
      get { tables.first { $0.name == name } }
      set {
        let index = tables.firstIndex { $0.name == name }
        switch (index, newValue) {
        case (let index?, let table?): tables[index] = table
        case (nil, let table?): tables.append(table)
        case (let index?, nil): tables.remove(at: index)
        case (nil, nil): break
        }
      }
    }
  }

  var datasets: [String: Dataset] = [:]
  /// Loads that have begun and not ended, by dataset.
  var running: [String: Set<String>] = [:]
}

/// The changes of one load, applied to a dataset all at once.
struct StoreTransaction: Sendable {
  /// The tables that the load needs, with all their columns.
  var columns: [(table: String, columns: [StoredColumn])] = []
  /// Columns that may not lack a value, by table.
  var required: [String: Set<String>] = [:]
  /// Rows, by table.
  var rows: [String: [PackedBatch]] = [:]
  /// Tables whose earlier rows go.
  var replaced: Set<String> = []
  /// Tables that were read, and the revision that was seen.
  var seen: [String: Int] = [:]
  /// The types that columns get instead of those that they have, by table.
  var retyped: [String: [String: DataType]] = [:]

  /// Asks for a table with at least these columns.
  mutating func need(_ columns: [StoredColumn], in table: String) {
    if let index = self.columns.firstIndex(where: { $0.table == table }) {
      self.columns[index].columns = columns
    } else {
      self.columns.append((table, columns))
    }
  }

  /// Applies the changes.
  ///
  /// Throws if a value cannot be stored in the column that is there, and if rows that are there would
  /// lack a value in a new column that has to have one, even if the load replaces them.
  func apply(to dataset: inout Catalog.Dataset) throws(LoadError) {
    var changed = dataset
    for (name, columns) in columns {
      var table = changed[name] ?? Catalog.Table(name: name)
      for column in columns {
        guard !table.columns.contains(where: { $0.name == column.name }) else { continue }
        if required[name]?.contains(column.name) == true,
          table.batches.contains(where: { $0.rowCount > 0 })
        {
          throw LoadError(
            .missingValue,
            "The column is new and has to have values, which the rows that are there lack. Declare it "
              + "'nullable: true'.",
            at: LoadError.Location(table: name, column: column.name)
          )
        }
        table.columns.append(column)
      }
      changed[name] = table
    }
    for name in replaced {
      if let revision = seen[name], changed[name]?.revision ?? 0 != revision {
        throw LoadError(
          .destinationBusy,
          "Another load has changed the table, whose rows this one has read and replaces. Run again.",
          at: LoadError.Location(table: name)
        )
      }
      changed[name]?.batches = []
    }
    for (name, types) in retyped {
      guard var table = changed[name] else { continue }
      try table.change(types)
      changed[name] = table
    }
    for (name, batches) in rows {
      guard var table = changed[name] else { continue }
      for packed in batches {
        let isAsStored = zip(packed.names, packed.types).allSatisfy { column, type in
          table.columns.first { $0.name == column }?.stores(type) ?? true
        }
        if isAsStored {
          table.batches.append(packed)
          continue
        }
        let batch = packed.batch.cast(retyped[name] ?? [:])
        let vectors = try zip(batch.names, batch.vectors).map {
          (column, vector) throws(LoadError) in
          try table.columns.first { $0.name == column }?.stored(vector, of: name) ?? vector
        }
        let stored = Batch(names: batch.names, vectors: vectors, rowCount: batch.rowCount)
        table.batches.append(PackedBatch(stored))
      }
      changed[name] = table
    }
    for name in replaced.union(rows.keys) { changed[name]?.revision += 1 }
    dataset = changed
  }
}
