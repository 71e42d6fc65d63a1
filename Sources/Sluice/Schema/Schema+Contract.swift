// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The contract that counts for `table`, which need not be in the schema yet.
  ///
  /// It is that of the table, or of the nearest table above that has one, or of the source; `nil`
  /// where none was given. It is taken whole: what it leaves out may evolve.
  public func contract(for table: Table) -> Contract? {
    var nearest: Table? = table
    while let table = nearest {
      if let contract = table.contract { return contract }
      nearest = table.parent.flatMap { self[$0] }
    }
    return settings.contract
  }

  /// Takes the tables and columns of `declared` as declared, where they are not there already.
  mutating func declare(_ declared: Schema) {
    for table in declared.tables where !SystemColumn.isReserved(table.name) {
      guard var known = self[table.name] else {
        var table = table
        table.hasSeenData = false
        self[table.name] = table
        continue
      }
      for column in table.columns where known[column.name] == nil { known[column.name] = column }
      self[table.name] = known
    }
  }
}
