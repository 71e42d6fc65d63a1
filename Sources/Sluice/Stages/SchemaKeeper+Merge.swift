// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Takes over how rows meet those that are there; returns the hints with the columns that this needs.
  func adopt(
    _ hints: TableHints,
    for table: inout Table,
    at place: LoadError.Location
  ) throws(LoadError) -> TableHints {
    var hints = hints
    table.disposition = hints.disposition ?? .append
    if let rule = hints.replaceRule { table.note(rule) }
    guard table.disposition == .merge, var rule = hints.mergeRule else { return hints }
    let rename = { (name: String) throws(LoadError) in try self.columnName(name, at: place) }
    rule.sourceFilter = try rule.sourceFilter?.renamed(rename)
    rule.scope = try rule.scope?.renamed(rename)
    if let name = rule.softDelete { rule.softDelete = try rename(name) }
    table.note(rule)
    hints.columns = Table.columns(for: rule) + hints.columns
    return hints
  }

  /// Throws if rows are to be merged in a way that lacks something.
  func checkMerge(of table: inout Table, at place: LoadError.Location) throws(LoadError) {
    guard let rule = try table.mergeRule else { return }
    if let id = table[SystemColumn.id] { table[SystemColumn.id] = table.idColumn(id) }
    let hasKey = !table.columns(with: .primaryKey).isEmpty
    let needsKey = rule.strategy.hashesKeys || rule.deletesMissing || rule.softDelete != nil
    guard needsKey && rule.strategy != .history && !hasKey else { return }
    throw LoadError(
      .invalidSchema,
      "Rows cannot be merged by '\(rule.strategy)' without a primary key. Name it: '.merge(on: …)'.",
      at: place
    )
  }
}
