// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SystemRows {
  private static let columns: [(name: String, type: DataType)] = [
    ("load_id", .text(length: 64)), ("schema_name", .text), ("version", .bigint),
    ("version_hash", .text), ("inserted_at", .timestamp), ("kind", .text), ("table_name", .text),
    ("column_name", .text), ("before", .text), ("after", .text), ("resource", .text),
    ("path", .json), ("record", .bigint),
  ]

  /// The changes of the schema that a load brought, a row each, or `nil` if it brought none.
  static func changes(_ record: LoadRecord) throws(LoadError) -> Batch? {
    guard let version = record.schema.history.last, version.loadID == record.load.id,
      !version.changes.isEmpty
    else { return nil }
    let builders = columns.map { VectorBuilder($0.type) }
    for change in version.changes {
      let row: [Value] = [
        .text(version.loadID), .text(record.schema.name), Value(integer: version.version),
        .text(version.hash), .timestamp(version.date), .text(change.kind.description),
        .text(change.table), change.column.map { .text($0) } ?? .null,
        change.before.map { .text($0) } ?? .null, change.after.map { .text($0) } ?? .null,
        change.resource.map { .text($0) } ?? .null,
        change.sourcePath.isEmpty ? .null : .list(change.sourcePath.map { .text($0) }),
        change.record.map { Value(integer: $0) } ?? .null,
      ]
      for (builder, value) in zip(builders, row) { try builder.append(value) }
    }
    return Batch(
      names: columns.map(\.name),
      vectors: builders.map { $0.finish() },
      rowCount: version.changes.count
    )
  }

  /// The version that the rows of ``changes(_:)`` tell of, or `nil` if they are something else.
  static func version(changes rows: [Value]) -> SchemaVersion? {
    guard let first = rows.first, let load = first["load_id"]?.string,
      let number = first["version"]?.int64, let hash = first["version_hash"]?.string,
      let date = first["inserted_at"]?.dateTime
        ?? (first["inserted_at"]?.string).flatMap({ Timestamp($0) })
    else { return nil }
    var version = SchemaVersion(
      version: Int(number),
      hash: hash,
      loadID: load,
      date: date,
      changes: []
    )
    for row in rows {
      guard let change = LoggedChange(row: row) else { return nil }
      version.changes.append(change)
    }
    return version
  }
}
