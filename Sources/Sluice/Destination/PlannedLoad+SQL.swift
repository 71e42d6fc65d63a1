// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Destination {
  /// Statements of SQL as most databases have it.
  public func statements(for load: PlannedLoad) -> [String] { load.sql }
}

extension PlannedLoad {
  /// The load as SQL.
  fileprivate var sql: [String] {
    var statements = newTables.map { table in
      let columns = table.columns.map(\.definition).joined(separator: ", ")
      return "CREATE TABLE \(path(table.name)) (\(columns))"
    }
    for (table, columns) in newColumns {
      statements += columns.map { "ALTER TABLE \(path(table.name)) ADD COLUMN \($0.definition)" }
    }
    for (table, columns) in changedColumns {
      statements += columns.map { column in
        "ALTER TABLE \(path(table.name)) ALTER COLUMN \(quoted(column.name)) "
          + "TYPE \(column.type?.description ?? "")"
      }
    }
    let isThere = Set(before.tables.map(\.name))
    for used in tables where used.table.disposition == .replace && isThere.contains(used.table.name)
    {
      statements.append("DELETE FROM \(path(used.table.name))")
    }
    for used in tables {
      let name = used.table.name
      statements += mergeSQL(used, path(name), isThere: isThere.contains(name))
    }
    for used in tables where used.rows > 0 {
      let columns = used.table.completeColumns.map { quoted($0.name) }.joined(separator: ", ")
      statements.append("INSERT INTO \(path(used.table.name)) (\(columns)) -- rows: \(used.rows)")
    }
    return statements + systemTables.map { "INSERT INTO \(path($0))" }
  }

  private func path(_ table: String) -> String { "\(quoted(dataset)).\(quoted(table))" }
}

extension Column {
  /// Name and type, as a table is made with them.
  fileprivate var definition: String {
    "\(quoted(name)) \(type?.description ?? "")\(isNullable ? "" : " NOT NULL")"
  }
}

private func quoted(_ name: String) -> String {
  "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
