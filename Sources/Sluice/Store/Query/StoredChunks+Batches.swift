// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoredChunks {
  /// The rows that a batch has, unless their texts are too long.
  static let batchSize = 1 << 16

  /// The rows as batches, with the types that ``SQLType/storage`` says.
  func batches(_ columns: [(name: String, type: SQLType)]) throws(SQLError) -> [Batch] {
    try Self.batches(cells, columns, count: count)
  }

  /// The same for cells that were taken out already.
  static func batches(
    _ cells: [Cells],
    _ columns: [(name: String, type: SQLType)],
    count: Int
  ) throws(SQLError) -> [Batch] {
    var batches: [Batch] = []
    var start = 0
    while start < count {
      let end = min(count, start + batchSize)
      try append(cells, columns, start..<end, to: &batches)
      start = end
    }
    return batches
  }

  /// Appends some rows as one batch, or as several if they are too long for one.
  private static func append(
    _ cells: [Cells],
    _ columns: [(name: String, type: SQLType)],
    _ rows: Range<Int>,
    to batches: inout [Batch]
  ) throws(SQLError) {
    var vectors: [Vector] = []
    for (place, column) in columns.enumerated() {
      guard let vector = Vector(cells[place], column.type, rows: rows) else {
        // Batches begin at multiples of 64 rows.
        let middle = rows.lowerBound + rows.count / 128 * 64
        guard middle > rows.lowerBound else {
          throw SQLError(
            .outOfRange,
            "the column '\(column.name)' has values that take more than 4 GiB in a few rows"
          )
        }
        try append(cells, columns, rows.lowerBound..<middle, to: &batches)
        return try append(cells, columns, middle..<rows.upperBound, to: &batches)
      }
      vectors.append(vector)
    }
    batches.append(Batch(names: columns.map(\.name), vectors: vectors, rowCount: rows.count))
  }
}
