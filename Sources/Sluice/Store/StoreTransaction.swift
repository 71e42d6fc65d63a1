// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The changes of one load, made to a dataset all at once.
struct StoreTransaction: Sendable {
  /// Rows that are added.
  struct Rows: Sendable {
    var batch: PackedBatch
    /// Their number in the file of the load, where they were written ahead.
    var writtenAs: Int?
    /// How many batches of the load came before, those of all tables.
    var arrival = 0
  }

  /// Tables that go.
  var dropped: [String] = []
  /// Tables whose rows go.
  var emptied: [String] = []
  /// The tables that the load needs, with all their columns.
  var columns: [(table: String, columns: [StoredColumn])] = []
  /// Columns that may not lack a value, by table.
  var required: [String: Set<String>] = [:]
  /// Rows, by table, in the order in which the tables got the first of them.
  private(set) var rows: [(table: String, batches: [Rows])] = []
  /// Tables whose earlier rows go.
  var replaced: Set<String> = []
  /// Root tables whose rows are merged, in order, as they were when all rows had come.
  var merged: [Table] = []
  private var arrivals = 0
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

  /// Adds rows.
  mutating func add(_ added: Rows, to table: String) {
    var added = added
    added.arrival = arrivals
    arrivals += 1
    if let index = rows.firstIndex(where: { $0.table == table }) {
      rows[index].batches.append(added)
    } else {
      rows.append((table, [added]))
    }
  }

  /// Forgets that rows were written ahead.
  mutating func forgetNumbers() {
    for table in rows.indices {
      for place in rows[table].batches.indices { rows[table].batches[place].writtenAs = nil }
    }
  }

  /// The rows of this load for a table.
  func rows(of table: String) -> [PackedBatch] {
    rows.first { $0.table == table }?.batches.map(\.batch) ?? []
  }

  /// Whether the rows that the table has go before those of this load come.
  func forgets(_ table: String) -> Bool { dropped.contains(table) || emptied.contains(table) }

  /// Makes the changes of a load, and returns what they did to the rows of each table.
  ///
  /// `schema` says which tables hang below others, and `moment` when the load began. Throws if a value cannot be stored in the column that is there, and if rows that are there would
  /// lack a value in a new column that has to have one, even if the load replaces them.
  func apply(
    at moment: Int64,
    _ schema: Schema,
    to edit: inout StoreEdit,
    in dataset: String
  ) throws(LoadError) -> [String: RowChanges] {
    for name in replaced {
      guard let revision = seen[name],
        edit.datasets[dataset]?[name]?.revision ?? 0 != revision
      else { continue }
      throw LoadError(
        .destinationBusy,
        "Another load has changed the table, whose rows this one has read and replaces. Run again.",
        at: LoadError.Location(table: name)
      )
    }
    if edit.datasets[dataset] == nil { edit.make(.makeDataset, in: dataset) }
    for name in dropped where edit.datasets[dataset]?[name] != nil {
      edit.make(.dropTable, in: dataset, name)
    }
    for name in emptied { clear(name, &edit, dataset) }
    for (name, columns) in columns { try addColumns(columns, name, &edit, dataset) }
    var counts: [String: RowChanges] = [:]
    for name in replaced.sorted() {
      counts[name, default: RowChanges()].deleted = edit.datasets[dataset]?[name]?.rowCount ?? 0
      clear(name, &edit, dataset)
    }
    for (name, types) in retyped.sorted(by: { $0.key < $1.key }) {
      try edit.retype(name, types, in: dataset)
    }
    let chains = merged.map { root in (root, [root] + schema.tables(below: root.name)) }
    let inChains = Set(chains.flatMap { $0.1.map(\.name) })
    for (name, batches) in rows where !inChains.contains(name) {
      guard let table = edit.datasets[dataset]?[name] else { continue }
      for added in batches {
        let added = try stored(added, in: table)
        counts[name, default: RowChanges()].inserted += added.batch.rowCount
        edit.make(.append(added.batch, writtenAs: added.writtenAs), in: dataset, name)
      }
    }
    for (root, tables) in chains {
      try merge(root, tables, at: moment, to: &edit, in: dataset, &counts)
    }
    return counts
  }

  /// Makes changes in which nothing is merged.
  func apply(to edit: inout StoreEdit, in dataset: String) throws(LoadError) {
    _ = try apply(at: 0, Schema(""), to: &edit, in: dataset)
  }

  private func merge(
    _ root: Table,
    _ tables: [Table],
    at moment: Int64,
    to edit: inout StoreEdit,
    in dataset: String,
    _ counts: inout [String: RowChanges]
  ) throws(LoadError) {
    guard let rule = try root.mergeRule else { return }
    var loaded: [String: LoadedRows] = [:]
    for table in tables {
      guard let batches = rows.first(where: { $0.table == table.name })?.batches,
        let kept = edit.datasets[dataset]?[table.name]
      else { continue }
      var rows = LoadedRows(table)
      for added in batches { rows.append(try stored(added, in: kept)) }
      loaded[table.name] = rows
    }
    let dataset = (name: dataset, now: edit.datasets[dataset])
    var merge = ChainMerge(rule, tables, loaded, into: dataset.now, at: moment)
    try merge.plan()
    merge.apply(to: &edit, in: dataset.name)
    counts.merge(merge.changes) { _, new in new }
  }

  private func clear(_ name: String, _ edit: inout StoreEdit, _ dataset: String) {
    guard edit.datasets[dataset]?[name]?.batches.isEmpty == false else { return }
    edit.make(.clear, in: dataset, name)
  }

  private func addColumns(
    _ columns: [StoredColumn],
    _ name: String,
    _ edit: inout StoreEdit,
    _ dataset: String
  ) throws(LoadError) {
    let table = edit.datasets[dataset]?[name]
    var all = table?.columns ?? []
    for column in columns where !all.contains(where: { $0.name == column.name }) {
      if required[name]?.contains(column.name) == true, table?.rowCount ?? 0 > 0 {
        let advice =
          column.name == SystemColumn.rootID
          ? "Rows below those that are merged name their root rows: let the source say so from the "
            + "start ('addsRootKey'), or drop the tables with a refresh."
          : "Declare it 'nullable: true'."
        throw LoadError(
          .missingValue,
          "The column is new and has to have values, which the rows that are there lack. \(advice)",
          at: LoadError.Location(table: name, column: column.name)
        )
      }
      all.append(column)
    }
    if table == nil || all != table?.columns { edit.make(.columns(all), in: dataset, name) }
  }

  /// Rows as the columns of `table` store them.
  private func stored(_ added: Rows, in table: Catalog.Table) throws(LoadError) -> Rows {
    let packed = added.batch
    let isAsStored = zip(packed.names, packed.types).allSatisfy { column, type in
      table.columns.first { $0.name == column }?.stores(type) ?? true
    }
    if isAsStored { return added }
    let batch = packed.batch.cast(retyped[table.name] ?? [:])
    let vectors = try zip(batch.names, batch.vectors).map {
      (column, vector) throws(LoadError) in
      try table.columns.first { $0.name == column }?.stored(vector, of: table.name) ?? vector
    }
    let rows = Batch(names: batch.names, vectors: vectors, rowCount: batch.rowCount)
    return Rows(batch: PackedBatch(rows), arrival: added.arrival)
  }
}
