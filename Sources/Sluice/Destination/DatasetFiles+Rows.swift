// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatasetFiles {
  /// The files with the rows of a table that readers see, the earliest first.
  func visibleRows(of table: String) throws(LoadError) -> [String] {
    // In this order: a load that is committed meanwhile is seen as a whole, or not at all.
    let replaced = try replacedFiles()
    let committed = try committedLoads()
    let folder = self.table(table)
    return try rowFiles(of: table)
      .filter { committed.contains($0.name.load) && !replaced.contains("\(folder)/\($0.text)") }
      .sorted { RowFileName.isEarlier($0.name, $1.name) }
      .map { "\(folder)/\($0.text)" }
  }

  /// The files with the rows of a table that one load wrote.
  func rows(of table: String, by load: String) throws(LoadError) -> [String] {
    try rowFiles(of: table).filter { $0.name.load == load }.map {
      "\(self.table(table))/\($0.text)"
    }
  }

  /// The files with the rows of a table that are to go with the next load.
  ///
  /// Throws if the folder holds what may be rows, but is not named as loads name their files: it
  /// would be wrong to leave it, and rash to remove it.
  func removableRows(of table: String) throws(LoadError) -> [String] {
    let folder = self.table(table)
    for name in try disk.names(in: folder) where RowFileName(name) == nil {
      let isFolder = disk.isFolder("\(folder)/\(name)")
      guard isFolder || RowFileName.mayHoldRows(name) else { continue }
      throw LoadError(
        .unsupported,
        "The rows of the table cannot be replaced: '\(folder)' holds "
          + "\(isFolder ? "the folder" : "the file") '\(name)', whose name does not say which load "
          + "wrote it. Move it away, and run again.",
        at: LoadError.Location(table: table)
      )
    }
    return try rowFiles(of: table).map { "\(folder)/\($0.text)" }
  }

  private func rowFiles(
    of table: String
  ) throws(LoadError) -> [(name: RowFileName, text: String)] {
    try disk.names(in: self.table(table)).compactMap { text in
      RowFileName(text).map { ($0, text) }
    }
  }
}
