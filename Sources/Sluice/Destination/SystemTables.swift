// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables in which a destination keeps account of loads, with the columns that dlt gives them.
enum SystemTables {
  /// The table of loads.
  static let loads = "_dlt_loads"
  /// The table of schemas.
  static let versions = "_dlt_version"

  /// The row of a load.
  static func load(_ record: LoadRecord) -> Batch {
    batch([
      ("load_id", .text(length: 64), .text(record.load.id)),
      ("schema_name", .text, .text(record.load.schema)),
      ("status", .bigint, .number(Int64(record.status))),
      ("inserted_at", .timestamp, .number(record.committedAt.microseconds)),
      ("schema_version_hash", .text, .text(record.schemaHash)),
    ])
  }

  /// The row of the schema that a load was made with.
  static func version(_ record: LoadRecord) -> Batch {
    batch([
      ("version", .bigint, .number(Int64(record.schema.version))),
      ("engine_version", .bigint, .number(11)),
      ("inserted_at", .timestamp, .number(record.committedAt.microseconds)),
      ("schema_name", .text, .text(record.load.schema)),
      ("version_hash", .text, .text(record.schemaHash)),
      ("schema", .text, .text(record.schema.documentText)),
    ])
  }

  private enum Cell { case text(String), number(Int64) }

  private static func batch(_ cells: [(name: String, type: DataType, cell: Cell)]) -> Batch {
    let vectors = cells.map { cell in
      let storage: Vector.Storage
      switch cell.cell {
      case .number(let number):
        storage = .int64([number])
      case .text(let text):
        let heap = ContiguousArray(text.utf8)
        storage = .bytes(ByteViews(views: [UInt64(heap.count)], heap: heap))
      }
      return Vector(type: cell.type, storage: storage, validity: Validity(allValid: 1))
    }
    return Batch(names: cells.map(\.name), vectors: vectors, rowCount: 1)
  }
}
