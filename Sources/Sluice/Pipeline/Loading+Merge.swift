// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables in use, without those that keep their rows because none came.
  ///
  /// `rows` counts those that came, by table. Throws if fewer came than have to.
  func guardedTables(_ tables: [Table], _ rows: [String: Int]) throws(LoadError) -> [Table] {
    var kept: Set<String> = []
    for table in tables where table.parent == nil && table.losesRowsToNothing {
      let (rule, count) = (table.replaceRule, rows[table.name] ?? 0)
      let place = LoadError.Location(resource: table.resource, table: table.name)
      if count == 0 && rule.onEmpty == .keep { kept.insert(table.name) }
      if count == 0 && rule.onEmpty == .fail {
        throw LoadError(
          .checkFailed,
          "No row came, and the table may not be replaced by nothing. Look at the source, or choose "
            + "'onEmpty: .keep' or '.clear'.",
          at: place
        )
      }
      guard count > 0, count < rule.minimumRows else { continue }
      throw LoadError(
        .checkFailed,
        "Only \(count.counted("row")) came, and the table may be replaced by no fewer than "
          + "\(rule.minimumRows). Look at the source, or lower 'minimumRows'.",
        at: place
      )
    }
    return kept.isEmpty ? tables : tables.filter { !kept.contains(root(of: $0.name)) }
  }
}

extension DestinationSession {
  /// Tells what the commit did to rows.
  func tellChanges(_ load: String, _ emit: (Event) -> Void) {
    for (table, changes) in rowChanges.sorted(by: { $0.key < $1.key }) {
      emit(.rowsChanged(table: table, changes, loadID: load))
    }
  }
}
