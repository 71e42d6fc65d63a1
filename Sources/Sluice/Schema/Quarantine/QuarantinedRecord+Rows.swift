// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension QuarantinedRecord {
  /// The values of the row, in the order of the columns.
  var row: [Value] {
    [
      .text(id), .text(loadID), .timestamp(quarantinedAt), .text(schema), .text(resource),
      .text(rootTable), .text(table), Self.optional(column), .list(path.map { .text($0) }),
      .int(Int64(record)), Self.optional(clause), .text(reason), Self.optional(expected),
      Self.optional(found), .text(format.rawValue), .text(text), .int(Int64(attempts)),
    ]
  }

  private static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }

  /// The record in a row of the table, or `nil` if the row is none of this library.
  init?(_ row: Record) {
    func text(_ name: String) -> String? { row[name]?.string }
    guard let id = text("id"), let loadID = text("load_id"), let schema = text("schema_name"),
      let resource = text("resource"), let rootTable = text("root_table"),
      let table = text("table_name"), let reason = text("reason"),
      let format = text("format").flatMap(Format.init(rawValue:)), let content = text("record"),
      let at = row["quarantined_at"]?.dateTime, let number = row["record_number"]?.int64,
      let attempts = row["attempts"]?.int64
    else { return nil }
    self.init(
      id: id,
      loadID: loadID,
      quarantinedAt: at,
      schema: schema,
      resource: resource,
      rootTable: rootTable,
      table: table,
      column: text("column_name"),
      path: (row["path"]?.elements ?? []).compactMap(\.string),
      record: Int(number),
      clause: text("clause"),
      reason: reason,
      expected: text("expected"),
      found: text("found"),
      format: format,
      text: content,
      attempts: Int(attempts)
    )
  }
}
