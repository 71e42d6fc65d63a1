// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load that is only planned: what a destination would have to do for it.
public struct PlannedLoad: Sendable {
  /// A table in use.
  public struct UsedTable: Hashable, Sendable {
    /// The table, with the disposition of its root.
    public let table: Table
    /// How many rows would be loaded.
    public let rows: Int
    /// How many rows are there, or `nil` if the destination does not know.
    public let present: Int?
  }

  /// The dataset.
  public let dataset: String
  /// The schema as of the last load; without tables if there was none.
  public let before: Schema
  /// The schema as of the planned load.
  public let after: Schema
  /// The tables in use, roots before those below.
  public let tables: [UsedTable]
  /// The tables of the destination's own account that get rows, in this order; none if there would be
  /// no load.
  public let systemTables: [String]

  init(
    dataset: String,
    before: Schema,
    after: Schema,
    tables: [UsedTable],
    systemTables: [String]
  ) {
    self.systemTables = systemTables
    self.dataset = dataset
    self.before = before.onlyUsed
    self.after = after.onlyUsed
    self.tables = tables
    changesSchema = before.contentHash != after.contentHash
  }

  /// Whether the load leaves another schema behind.
  public let changesSchema: Bool

  /// The tables to make, with all their columns.
  public var newTables: [Table] { after.tables.filter { before[$0.name] == nil } }

  /// The columns to add to tables that are there, by table.
  public var newColumns: [(table: Table, columns: [Column])] {
    after.tables.compactMap { table in
      guard let known = before[table.name] else { return nil }
      let columns = table.columns.filter { known[$0.name] == nil }
      return columns.isEmpty ? nil : (table, columns)
    }
  }

  /// The columns that get another type, by table.
  public var changedColumns: [(table: Table, columns: [Column])] {
    after.tables.compactMap { table in
      guard let known = before[table.name] else { return nil }
      let columns = table.columns.filter { column in
        known[column.name].map { $0.type != column.type } ?? false
      }
      return columns.isEmpty ? nil : (table, columns)
    }
  }
}
