// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The merge of the rows of a load with those of a table and all tables below it.
///
/// The keys of the load are indexed, for it is smaller as a rule, and those of the table looked up, a
/// column at a time. Everything is worked out before anything is changed. See `Docs/Decisions/0022`.
struct ChainMerge {
  /// What is to be done.
  let rule: MergeRule
  /// The root table, and then those below it, parents first.
  let tables: [Table]
  /// The moment of the load, in microseconds since 1970.
  let moment: Int64
  /// The rows of the load, by table.
  var loaded: [String: LoadedRows]
  /// The rows of the store, by table.
  var stored: [String: StoredRows]
  /// For nested tables, the row of the load above each row of it, or none.
  var owners: [String: ContiguousArray<UInt32>] = [:]
  /// Columns that get other values, by table and batch.
  var rewritten: [String: [Int: Batch]] = [:]
  /// What was done to the rows of each table.
  var changes: [String: RowChanges] = [:]

  /// A merge of `loaded` into the tables of `dataset`, the first of which is the root.
  init(
    _ rule: MergeRule,
    _ tables: [Table],
    _ loaded: [String: LoadedRows],
    into dataset: Catalog.Dataset?,
    at moment: Int64
  ) {
    self.rule = rule
    self.tables = tables
    self.moment = moment
    self.loaded = loaded
    stored = Dictionary(
      tables.map { ($0.name, StoredRows(dataset?[$0.name])) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The root table.
  var root: Table { tables[0] }

  /// Works out what is to be done.
  mutating func plan() throws(LoadError) {
    let isSelected = try selection()
    if rule.strategy == .history {
      try planHistory(isSelected)
    } else {
      try planKeyed(isSelected)
    }
    for table in tables.dropFirst() { planNested(table) }
    for table in tables {
      let (inserted, deleted) = (
        loaded[table.name]?.insertedCount ?? 0, stored[table.name]?.deletedCount ?? 0
      )
      var counts = changes[table.name] ?? RowChanges()
      counts.inserted = inserted - counts.updated
      counts.deleted += max(0, deleted - counts.updated)
      changes[table.name] = counts
    }
  }

  /// Makes the changes.
  func apply(to edit: inout StoreEdit, in dataset: String) {
    for table in tables {
      for (number, batch) in (rewritten[table.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
        edit.make(.rewrite(batch: number, PackedBatch(batch)), in: dataset, table.name)
      }
      for change in (stored[table.name]?.deletions ?? []) + (loaded[table.name]?.additions ?? []) {
        edit.make(change, in: dataset, table.name)
      }
    }
  }

  /// Which rows of the root table take part.
  private func selection() throws(LoadError) -> ContiguousArray<Bool>? {
    guard let rows = loaded[root.name] else { return nil }
    if rule.requiresScope, let scope = rule.scope {
      let isInScope = try rows.flags { batch throws(LoadError) in try scope.rows(of: batch) }
      if let row = isInScope.firstIndex(of: false) {
        throw LoadError(
          .invalidValue,
          "Row \(row + 1) of the load does not meet the condition '\(scope)', and so lies outside of "
            + "what the load takes the place of. Send only rows that do, or widen the condition.",
          at: LoadError.Location(resource: root.resource, table: root.name)
        )
      }
    }
    guard let filter = rule.sourceFilter else { return nil }
    return try rows.flags { batch throws(LoadError) in try filter.rows(of: batch) }
  }
}
