// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// All that a store holds: a value, so that a copy is a snapshot.
struct Catalog: Sendable {
  /// A table and its rows.
  struct Table: Sendable {
    var name: String
    var columns: [StoredColumn] = []
    var batches: [PackedBatch] = []
    /// Grows with each change of the rows.
    var revision = 0
    /// What a statement said of the table, if one made it.
    var definition: TableDefinition?

    /// The number of rows.
    var rowCount: Int { batches.reduce(0) { $0 + $1.rowCount } }
  }

  /// The tables of a dataset, in order of appearance.
  struct Dataset: Sendable {
    var tables: [Table] = []
    /// What statements made beside tables, in order of appearance.
    var objects: [CatalogObject] = []

    /// The table called `name`, or `nil` if there is none.
    subscript(name: String) -> Table? { place(of: name).map { tables[$0] } }

    /// Where the table called `name` is among ``tables``.
    func place(of name: String) -> Int? { tables.firstIndex { $0.name == name } }
  }

  var datasets: [String: Dataset] = [:]
  /// Loads that have begun and not ended, by dataset.
  var running: [String: Set<String>] = [:]
  /// What commits have changed.
  var history = CommitHistory()
}
