// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LoadRecord {
  /// Adds the rows in which a store keeps account of the load.
  func addRows(to edit: inout StoreEdit, in dataset: String) throws(LoadError) {
    if forgetsVersions {
      for table in [SystemTable.versions, SystemTable.changes] {
        edit.remove(from: table, in: dataset, where: "schema_name", { $0 == load.schema })
      }
    }
    var rows = StoreTransaction()
    rows.add(SystemRows.load(self), to: SystemTable.loads)
    rows.need(
      SystemTable.columns(of: SystemTable.versions).map(StoredColumn.init),
      in: SystemTable.versions
    )
    let memory = DatasetMemory(edit.datasets[dataset] ?? Catalog.Dataset())
    if !memory.knows(schemaHash) { rows.add(SystemRows.version(self), to: SystemTable.versions) }
    if let changes = try SystemRows.changes(self) { rows.add(changes, to: SystemTable.changes) }
    if let state = SystemRows.state(self) { rows.add(state, to: SystemTable.state) }
    rows.add(SystemRows.ledger(self), to: SystemTable.ledger)
    try rows.apply(to: &edit, in: dataset)
  }
}

extension StoreTransaction {
  /// Adds rows to a table that has at least their columns.
  fileprivate mutating func add(_ batch: Batch, to table: String) {
    need(zip(batch.names, batch.vectors).map { StoredColumn(name: $0, type: $1.type) }, in: table)
    add(Rows(batch: PackedBatch(batch)), to: table)
  }
}
