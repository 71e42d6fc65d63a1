// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// What is said of values that do not fit `column`: by itself, its table, or the nearest one above.
  func conflictPolicy(of column: Column, in table: Table) -> ConflictPolicy? {
    if let policy = column.conflictPolicy ?? table.conflictPolicy { return policy }
    var seen: Set<String> = [table.name]
    var next = table.parent
    while let name = next, seen.insert(name).inserted, let above = self[name] {
      if let policy = above.conflictPolicy { return policy }
      next = above.parent
    }
    return nil
  }
}

extension Column {
  /// Whether the column is json and keeps values of any type as they are, texts included.
  var takesAll: Bool { type?.kind == .json && conflictPolicy == .json }

  private static let overflowNote = "x-overflow"

  /// Whether the column holds the fields for which a table has no columns.
  var isOverflow: Bool {
    get { annotations[Self.overflowNote] == .bool(true) }
    set { annotations[Self.overflowNote] = newValue ? .bool(true) : nil }
  }
}

extension Table {
  /// Columns of data: neither those that every table has, nor the one for fields without a column.
  var dataColumnCount: Int {
    columns.reduce(0) { $0 + ($1.name.hasPrefix("_dlt_") || $1.isOverflow ? 0 : 1) }
  }
}
