// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which columns of one table are left out by request.
///
/// As in dlt, the patterns of a table are for its columns, and for those of the tables below it by the
/// path from the table. They are asked about once per field.
struct ColumnFilter {
  /// Rows that have nothing left are not rows: the patterns take the library's own columns, too.
  private(set) var dropsEmptyRows = false
  /// The filters of the table and of those above, with the path from there to the table.
  private let rules: [(filters: FieldFilters, path: [String])]
  private let naming: any NamingConvention

  /// What counts for `table`, or `nil` if no column is left out.
  init?(of table: ShredTable, _ keeper: SchemaKeeper) {
    let schema = keeper.schema
    naming = keeper.naming
    var rules: [(filters: FieldFilters, path: [String])] = []
    for count in 1...table.fragments.count {
      let name = naming.shortenFragments(Array(table.fragments[..<count]))
      guard let filters = schema[name]?.filters, !filters.excludes.isEmpty else { continue }
      rules.append((filters, Array(table.fragments[count...])))
    }
    guard !rules.isEmpty else { return nil }
    self.rules = rules
    let own =
      table.isRoot
      ? [SystemColumn.loadID, SystemColumn.id]
      : [SystemColumn.parentID, SystemColumn.listIndex, SystemColumn.id]
    dropsEmptyRows = own.allSatisfy { excludes($0) }
  }

  /// Whether any column may be kept although a pattern takes it.
  var keepsAnything: Bool { rules.contains { !$0.filters.includes.isEmpty } }

  /// Whether the column called `name` is left out.
  func excludes(_ name: String) -> Bool {
    rules.contains { rule in
      let path = naming.makePath(rule.path + [name])
      return rule.filters.excludes.contains { $0.matches(path) }
        && !rule.filters.includes.contains { $0.matches(path) }
    }
  }
}
