// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Stores a value that has the type of its column.
  func store(
    _ value: Value,
    in column: ColumnPointer,
    at row: Int,
    of table: ShredTable,
    record: Int
  ) throws(LoadError) {
    if storeIfFits(value, in: column, at: row) { return }
    let name = table.columns.first { $0.pointer == column }?.name
    if case .bigInt(let integer) = value, integer.int128.flatMap({ UInt64(exactly: $0) }) == nil {
      throw LoadError(
        .invalidValue,
        "An integer of more than 64 bits came for a column of the type \(column.pointee.type). "
          + "Declare the column as wei, as a decimal or as text.",
        at: .init(
          resource: context.resource,
          table: table.name,
          column: name,
          record: record
        ),
        offendingValue: integer.description
      )
    }
    throw LoadError(
      .valueOutOfRange,
      "A value lies outside of what a column of the type \(column.pointee.type) can hold. "
        + "Declare a wider type for the column, such as wei or a decimal of more digits.",
      at: .init(
        resource: context.resource,
        table: table.name,
        column: name,
        record: record
      ),
      offendingValue: String(describing: value)
    )
  }

  /// Stores a value that has the type of its column; false if it lies outside of what that can hold.
  func storeIfFits(_ value: Value, in column: ColumnPointer, at row: Int) -> Bool {
    column.store(value, at: row, in: &hot.pointee.heap)
  }
}
