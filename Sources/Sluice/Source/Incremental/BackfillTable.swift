// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The table of the windows that backfills have loaded, a row for each, for people to look at.
///
/// Which windows are loaded is decided by the state, which every destination keeps.
enum BackfillTable {
  static let name = "_sluice_backfills"

  /// The table as a schema has it.
  static var table: Table {
    var table = Table(name, resource: name)
    table.description = "The windows that backfills have loaded."
    for column in [
      Column("_dlt_load_id", .text, nullable: false),
      Column("resource", .text, nullable: false),
      Column("cursor", .text, nullable: false),
      Column("window_start", .text, nullable: false),
      Column("window_end", .text, nullable: false),
      Column("records", .bigint, nullable: false),
    ] { table[column.name] = column }
    table.hasSeenData = true
    return table
  }

  /// Rows for windows of one resource, which were loaded together.
  static func batch(
    of windows: [(range: BackfillLedger.Range, records: Int)],
    cursor: String,
    resource: String,
    loadID: String
  ) -> Batch {
    let texts = (0..<5).map { _ in VectorBuilder(.text) }
    let counts = VectorBuilder(.bigint)
    for (range, records) in windows {
      let row = [loadID, resource, cursor, range.start.description, range.end.description]
      for (builder, text) in zip(texts, row) { builder.append(text) }
      counts.append(Int64(records))
    }
    return Batch(
      names: table.columns.map(\.name),
      vectors: texts.map { $0.finish() } + [counts.finish()],
      rowCount: windows.count
    )
  }
}
