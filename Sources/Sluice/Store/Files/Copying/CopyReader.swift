// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads files as rows with the columns of a table, as `COPY … FROM` does.
struct CopyReader {
  /// The files as a source whose columns are those of the table, in order.
  let source: any ReadableSource

  /// Fields of CSV are taken in order, those of JSON by their names.
  init(
    _ path: String,
    _ columns: [(name: String, type: SQLType)],
    _ options: [SQL.Option],
    in catalog: any BindingCatalog,
    on disk: any FileSystem = LocalFileSystem()
  ) throws(SQLError) {
    var options = try FileOptions(options, of: "'COPY'")
    let tables = FileTables(on: disk)
    let pattern = FilePattern(path)
    let files = try pattern.files(on: disk)
    guard !files.isEmpty else { throw SQLError(.file, "there is no file '\(path)'") }
    switch try CopyFormat(&options, path: path) {
    case .csv: source = try tables.csv(files, &options, catalog, columns: columns)
    case .json:
      var table = JSONTable(files: files, disk: disk)
      if try options.bool("array") == true { table.layout = .array }
      try tables.describe(&table, &options, catalog, isRaw: false, columns: columns)
      source = table
    }
  }

  /// The step that reads all columns.
  func step(_ columns: [PlanColumn]) throws(SQLError) -> any PhysicalStep {
    let scanned = columns.enumerated()
      .map { TableScan.ScannedColumn(place: $0, column: $1) }
    return try source.step(TableScan(source: source, columns: scanned))
  }
}
