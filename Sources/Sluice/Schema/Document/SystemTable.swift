// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables that the library keeps itself: their names, and how schema documents describe them.
///
/// The descriptions are dlt's word for word, for they are part of the hash.
enum SystemTable {
  /// The table of schemas.
  static let versions = "_dlt_version"
  /// The table of loads.
  static let loads = "_dlt_loads"
  /// The table of the state of pipelines, which a document has if it was loaded.
  static let state = "_dlt_pipeline_state"
  /// The table of changes of schemas, of which documents do not speak.
  static let changes = "_sluice_schema_changes"
  /// The ledger of loads, table by table, of which documents do not speak.
  static let ledger = "_sluice_loads"

  /// The columns of the ledger.
  static let ledgerColumns: [(name: String, type: DataType)] = [
    ("load_id", .text(length: 64)), ("pipeline_name", .text), ("schema_name", .text),
    ("table_name", .text), ("write_disposition", .text), ("row_count", .bigint),
    ("committed_at", .timestamp),
  ]

  /// Whether destinations keep the table called `name` themselves, and documents may describe it.
  static func isKept(_ name: String) -> Bool {
    let name = name.lowercased()
    return name == versions || name == loads || name == state
  }

  /// Whether no resource may have a table called `name`: the library keeps account in it.
  static func isReserved(_ name: String) -> Bool {
    let lowercased = name.lowercased()
    return isKept(name) || lowercased == changes || lowercased == ledger
      || lowercased == "_sluice_backfills" || lowercased.hasPrefix("_sluice_boundary_")
  }

  /// What every document has.
  static let standard: [Table] = [
    table(
      versions,
      "Created by DLT. Tracks schema updates",
      [
        (
          Column("version", .bigint, nullable: false),
          "Numeric version of the schema, incremented on each schema change"
        ),
        (
          Column("engine_version", .bigint, nullable: false),
          "Version of the dlt schema engine that created this schema"
        ),
        (
          Column("inserted_at", .timestamp, nullable: false),
          "Timestamp when this schema version was stored"
        ),
        (Column("schema_name", .text, nullable: false), "Name of the schema"),
        (
          Column("version_hash", .text, nullable: false),
          "Unique hash of the schema content, used to detect changes"
        ),
        (
          Column("schema", .text, nullable: false),
          "JSON representation of the complete schema definition"
        ),
      ]
    ),
    table(
      loads,
      "Created by DLT. Tracks completed loads",
      [
        (
          Column("load_id", .text(length: 64), nullable: false),
          "Unique identifier of the load operation"
        ),
        (
          Column("schema_name", .text, nullable: true),
          "Name of the schema associated with this load"
        ),
        (
          Column("status", .bigint, nullable: false),
          "Status of the load operation (0 = success)"
        ),
        (
          Column("inserted_at", .timestamp, nullable: false),
          "Timestamp when the load was completed"
        ),
        (
          Column("schema_version_hash", .text, nullable: true),
          "Hash of the schema version used during this load"
        ),
      ]
    ),
  ]

  /// What a document has besides from the first load on that brought a state.
  static let states: Table = {
    var states = table(
      state,
      nil,
      [
        (
          Column("version", .bigint, nullable: false),
          "Numeric version of the pipeline state"
        ),
        (
          Column("engine_version", .bigint, nullable: false),
          "Version of the dlt state engine"
        ),
        (
          Column("pipeline_name", .text, nullable: false),
          "Name of the pipeline this state belongs to"
        ),
        (
          Column("state", .text, nullable: false),
          "Compressed JSON representation of the pipeline state"
        ),
        (
          Column("created_at", .timestamp, nullable: false),
          "Timestamp when this state was created"
        ),
        (
          Column("version_hash", .text, nullable: true),
          "Hash of the state content, used to detect changes"
        ),
        (
          Column("_dlt_load_id", .text(length: 64), nullable: false),
          "Load identifier linking this row to its load operation"
        ),
      ]
    )
    states.disposition = .append
    states.rowID = .random
    states.fileFormat = "preferred"
    states.hasSeenData = true
    states[SystemColumn.id] = SystemColumn.column(SystemColumn.id)
    return states
  }()

  /// The columns of the table called `name`, one of ``standard`` or ``states``.
  static func columns(of name: String) -> [(name: String, type: DataType)] {
    let table = name == state ? states : standard.first { $0.name == name }
    return (table?.columns ?? []).compactMap { column in column.type.map { (column.name, $0) } }
  }

  private static func table(
    _ name: String,
    _ description: String?,
    _ columns: [(Column, String)]
  ) -> Table {
    var table = Table(name, resource: name)
    table.disposition = .skip
    table.description = description
    for (column, description) in columns {
      var column = column
      column.description = description
      table[column.name] = column
    }
    return table
  }
}
