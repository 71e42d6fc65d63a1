// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A table of a store, as it was when it was asked for.
public struct StoredTable: Sendable {
  /// The name.
  public let name: String
  /// The columns, in order.
  public let columns: [StoredColumn]
  /// The rows. Every batch has all columns, in order.
  public let batches: [Batch]

  init(_ table: Catalog.Table) {
    name = table.name
    columns = table.columns
    let names = columns.map { (name: $0.name, type: $0.type) }
    batches = table.batches.map { packed in
      let batch = packed.batch
      return batch.names == names.map(\.name) ? batch : batch.aligned(to: names)
    }
  }

  /// The number of rows.
  public var rowCount: Int { batches.reduce(0) { $0 + $1.rowCount } }

  /// The values of the column called `name`, row by row, or `nil` if there is none.
  public subscript(name: String) -> [Value]? {
    guard columns.contains(where: { $0.name == name }) else { return nil }
    return batches.flatMap { batch in
      batch[name].map { vector in (0..<batch.rowCount).map { vector[$0] } } ?? []
    }
  }

  /// The rows as records. A column without a value is left out of the record.
  public var records: [Record] { batches.flatMap(\.records) }

  /// The rows as values of a type that can be decoded.
  ///
  /// Its fields are named as the columns, or become those names in ``SnakeCase``: `placedAt` is the
  /// column `placed_at`. What the type nests is not put together again from several tables.
  /// Throws `DecodingError` where a row does not fit.
  public func decode<Row: Decodable>(_ type: Row.Type = Row.self) throws -> [Row] {
    try records.map { try RecordDecoder.decode(type, from: .record($0)) }
  }
}

extension StoredTable: CustomStringConvertible {
  /// The first 40 rows as an aligned table.
  public var description: String {
    let numbers: Set<DataType.Kind> = [.bigint, .double, .decimal, .wei]
    let right = columns.indices.filter { numbers.contains(columns[$0].type.kind) }
    var text = TextTable(columns.map(\.name), rightAligned: Set(right))
    var left = 40
    for batch in batches where left > 0 {
      for row in 0..<min(left, batch.rowCount) {
        text.append(batch.vectors.map { $0.text(at: row).map(Self.shortened) ?? "" })
      }
      left -= min(left, batch.rowCount)
    }
    let more = rowCount > 40 ? ", 40 shown" : ""
    return (text.lines + ["\(rowCount.counted("row"))\(more)"])
      .joined(separator: "\n")
  }

  private static func shortened(_ text: String) -> String {
    let line = text.count > 60 ? text.prefix(59) + "…" : text[...]
    return String(line.map { $0.isNewline ? " " : $0 })
  }
}
