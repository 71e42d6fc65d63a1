// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LoggedChange {
  /// The change as a row of the table `_sluice_schema_changes`, without what tells of the load.
  var row: Record {
    var row: Record = ["kind": .text(kind.description), "table_name": .text(table)]
    row["column_name"] = column.map { .text($0) }
    row["before"] = before.map { .text($0) }
    row["after"] = after.map { .text($0) }
    row["resource"] = resource.map { .text($0) }
    row["path"] = sourcePath.isEmpty ? nil : .list(sourcePath.map { .text($0) })
    row["record"] = record.map { Value(integer: $0) }
    return row
  }

  /// Reads a row; `nil` if it tells of no change.
  init?(row: Value) {
    guard let kind = (row["kind"]?.string).flatMap(Kind.init(name:)),
      let table = row["table_name"]?.string
    else { return nil }
    self.init(kind, table: table, column: row["column_name"]?.string)
    before = row["before"]?.string
    after = row["after"]?.string
    resource = row["resource"]?.string
    sourcePath = (row["path"]?.elements ?? []).compactMap(\.string)
    record = (row["record"]?.int64).map { Int($0) }
  }
}
