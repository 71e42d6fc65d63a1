// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The table of the records that were put aside, which every dataset gets with the first of them.
///
/// It is loaded together with the other tables, but no stage, contract or limit holds for it.
enum QuarantineTable {
  /// The name, whatever the naming convention.
  static let name = "_sluice_quarantine"

  /// The columns, in order.
  static let columns: [Column] = [
    Column("id", .text, nullable: false),
    Column("load_id", .text, nullable: false),
    Column("quarantined_at", .timestamp, nullable: false),
    Column("schema_name", .text, nullable: false),
    Column("resource", .text, nullable: false),
    Column("root_table", .text, nullable: false),
    Column("table_name", .text, nullable: false),
    Column("column_name", .text),
    Column("path", .json),
    Column("record_number", .bigint, nullable: false),
    Column("clause", .text),
    Column("reason", .text, nullable: false),
    Column("expected", .text),
    Column("found", .text),
    Column("format", .text, nullable: false),
    Column("record", .text, nullable: false),
    Column("attempts", .bigint, nullable: false),
  ]

  /// The table as a schema has it.
  static var table: Table {
    var table = Table(name, resource: name)
    table.description = "Records that were not loaded, as they came, and why."
    for column in columns { table[column.name] = column }
    table.hasSeenData = true
    return table
  }
}

extension Schema {
  /// Makes sure that the table of records that were put aside is there; true if it was not.
  mutating func ensureQuarantine() -> Bool {
    guard self[QuarantineTable.name]?.hasSeenData != true else { return false }
    self[QuarantineTable.name] = QuarantineTable.table
    return true
  }
}
