// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows in which a destination keeps account of loads, with the columns that dlt gives them.
enum SystemRows {
  /// The row of a load.
  static func load(_ record: LoadRecord) -> Batch {
    batch(
      SystemTable.loads,
      [
        .text(record.load.id), .text(record.load.schema), .number(Int64(record.status)),
        .number(record.committedAt.microseconds), .text(record.schemaHash),
      ]
    )
  }

  /// The row of the schema that a load was made with.
  static func version(_ record: LoadRecord) -> Batch {
    batch(
      SystemTable.versions,
      [
        .number(Int64(record.schema.version)), .number(Int64(Schema.engineVersion)),
        .number(record.committedAt.microseconds), .text(record.load.schema),
        .text(record.schemaHash), .text(record.schema.documentText),
      ]
    )
  }

  /// A value of a row.
  enum Cell { case text(String), number(Int64) }

  /// One row of a table that destinations keep.
  static func batch(_ table: String, _ cells: [Cell]) -> Batch {
    let columns = SystemTable.columns(of: table)
    let vectors = zip(columns, cells).map { column, cell in
      let storage: Vector.Storage
      switch cell {
      case .number(let number):
        storage = .int64([number])
      case .text(let text):
        let heap = ContiguousArray(text.utf8)
        storage = .bytes(ByteViews(views: [UInt64(heap.count)], heap: heap))
      }
      return Vector(type: column.type, storage: storage, validity: Validity(allValid: 1))
    }
    return Batch(names: columns.map(\.name), vectors: vectors, rowCount: 1)
  }
}
