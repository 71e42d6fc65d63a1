// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What a table has to hold to before its rows are loaded.

extension Table {
  /// Throws if a row of `batch` lacks a value that it has to have.
  func requireValues(in batch: Batch) throws(LoadError) {
    guard batch.rowCount > 0 else { return }
    for column in columns where !column.isNullable && column.type != nil {
      if let vector = batch[column.name], vector.validity.missing == 0 { continue }
      throw LoadError(
        .missingValue,
        "A row has no value in a column that has to have one. Send the value, or declare the column "
          + "'nullable: true'.",
        at: LoadError.Location(resource: resource, table: name, column: column.name)
      )
    }
  }

  /// Throws if several columns say the same of the whole row.
  func requireSingleHints() throws(LoadError) {
    let columns = completeColumns
    let deleting = columns.filter { $0.hints.contains(.hardDelete) }.map(\.name)
    let sorted = columns.filter { $0.deduplicationOrder != nil }.map(\.name)
    for (hint, names) in [("hard_delete", deleting), ("dedup_sort", sorted)]
    where names.count > 1 {
      throw LoadError(
        .invalidSchema,
        "Only one column of a table can be '\(hint)', and there are \(names.count): "
          + "'\(names.joined(separator: "', '"))'. Take the hint from all others.",
        at: LoadError.Location(resource: resource, table: name, column: names[1])
      )
    }
  }

  /// Throws if a column that has to have values has no type, for there were no values.
  func requireTypes() throws(LoadError) {
    for column in columns where !column.isNullable && column.type == nil {
      throw LoadError(
        .columnWithoutData,
        "The column has to have values, but none came and no type is declared. Check the name, or "
          + "declare a type.",
        at: LoadError.Location(resource: resource, table: name, column: column.name)
      )
    }
  }
}
