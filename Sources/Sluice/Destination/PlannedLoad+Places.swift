// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What destinations that know no SQL say of a load that is planned.

extension ColumnStore {
  /// What the dataset remembers, and how many rows each table has.
  public func inspect(_ question: Recall, dataset: String) async throws -> StoredState {
    try await open(dataset: dataset).recall(question)
  }

  /// The tables and columns that are made, and the rows that go and come.
  public func statements(for load: PlannedLoad) -> [String] {
    func place(_ table: Table) -> String { "'\(load.dataset).\(table.name)'" }
    var lines = load.newTables.map { "make the table \(place($0)): \($0.columns.inWords)" }
    lines += load.newColumns.map { "add to \(place($0.table)): \($0.columns.inWords)" }
    lines += load.changedColumns.map { "convert in \(place($0.table)): \($0.columns.inWords)" }
    for used in load.tables {
      if used.table.disposition == .replace, let present = used.present, present > 0 {
        lines.append("remove \(present.counted("row")) from \(place(used.table))")
      }
      if let merge = load.mergeInWords(used, place(used.table)) {
        lines.append(merge)
        continue
      }
      if used.rows > 0 { lines.append("add \(used.rows.counted("row")) to \(place(used.table))") }
    }
    guard !load.systemTables.isEmpty else { return lines }
    return lines + ["note the load in \(load.systemTables.joined(separator: ", "))"]
  }
}

extension FileDestination {
  /// What the files say of earlier loads. Neither the folder nor a lock is made.
  public func inspect(_ question: Recall, dataset: String) async throws -> StoredState {
    try files(of: dataset).recall(question)
  }

  /// The files that are written and removed; `LOAD` stands for the id of the load.
  public func statements(for load: PlannedLoad) -> [String] {
    let files = files(of: load.dataset)
    let added = Dictionary(
      load.newColumns.map { ($0.table.name, $0.columns) },
      uniquingKeysWith: { first, _ in first }
    )
    var lines: [String] = []
    for used in load.tables {
      let folder = files.table(used.table.name)
      if used.rows > 0 {
        let name = RowFileName.text("LOAD", 0, format)
        let new = added[used.table.name].map { ", new columns: \($0.inWords)" } ?? ""
        lines.append("write \(folder)/\(name) and more parts: \(used.rows.counted("row"))\(new)")
      }
      if used.table.disposition == .replace, load.before[used.table.name] != nil {
        lines.append("remove the files of earlier loads from \(folder)")
      }
    }
    return lines + load.systemTables.map { "write one file to \(files.table($0))" }
  }
}

extension ClosureDestination {
  /// The batches that go to the closure.
  public func statements(for load: PlannedLoad) -> [String] {
    let lines = load.tables.filter { $0.rows > 0 }.map {
      "hand \($0.rows.counted("row")) of '\($0.table.name)' to the closure"
    }
    guard includesSystemTables, !load.systemTables.isEmpty else { return lines }
    return lines + ["hand rows of \(load.systemTables.joined(separator: ", ")) to the closure"]
  }
}

extension [Column] {
  /// Names and types.
  fileprivate var inWords: String {
    map { "\($0.name) \($0.type?.description ?? "")" }.joined(separator: ", ")
  }
}
