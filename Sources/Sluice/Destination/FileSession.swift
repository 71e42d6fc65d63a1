// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load into files.
final class FileSession: DestinationSession {
  private let files: DatasetFiles
  private let format: FileDestination.Format
  private var lock: FileLock?
  private var load: Load?
  private var schema: Schema?
  private var writers: [String: [FileWriter]] = [:]
  private var tables: [String] = []
  private var replaced: [String] = []

  /// Opens the dataset in `folder`, and keeps others out of it.
  init(folder: String, format: FileDestination.Format) throws {
    files = DatasetFiles(folder: folder)
    self.format = format
    try FileSystem.makeFolder(folder)
    lock = try FileLock("\(folder)/.lock")
  }

  func recall(_ schema: String) async throws -> StoredState { try files.recall(schema) }

  func begin(_ load: Load) async throws {
    try completeReplacements()
    try removeLeftovers()
    self.load = load
    try FileSystem.makeFolder(files.aside(load.id))
  }

  func migrate(to schema: Schema) async throws { self.schema = schema }

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType { type }

  func load(_ batch: Batch, into table: Table) async throws {
    guard let load else { preconditionFailure("Rows are loaded after the load has begun.") }
    let columns = table.completeColumns.map(\.name)
    var parts = writers[table.name] ?? []
    if parts.isEmpty {
      tables.append(table.name)
      try FileSystem.makeFolder(aside(table.name, load))
    }
    // The header of a file cannot change: columns that came later begin a new one.
    if parts.last.map({ $0.columns != columns && format == .csv }) ?? true {
      let name = DatasetFiles.part(load.id, parts.count, format)
      parts.append(
        FileWriter("\(aside(table.name, load))/\(name)", columns: columns, format: format)
      )
      writers[table.name] = parts
    }
    try parts.last?.append(batch)
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    // Replacements of earlier loads were completed when this one began, and leftovers removed.
    let committed = try files.committedLoads()
    let folder = files.table(table.name)
    let names = try FileSystem.names(in: folder).filter { name in
      DatasetFiles.load(of: name).map(committed.contains) ?? false
    }
    let paths = names.sorted(by: DatasetFiles.isEarlier).map { "\(folder)/\($0)" }
    let reader = TableFileReader(paths, of: table, columns: columns)
    return AsyncThrowingStream { try await reader.next() }
  }

  func finish(_ table: Table) async throws {
    guard let load else { preconditionFailure("A table is finished after the load has begun.") }
    if !tables.contains(table.name) { tables.append(table.name) }
    if table.disposition == .replace { replaced.append(table.name) }
    for writer in writers.removeValue(forKey: table.name) ?? [] { try writer.finish() }
    try FileSystem.makeFolder(aside(table.name, load))
    try FileSystem.flush(aside(table.name, load))
  }

  func commit(_ record: LoadRecord) async throws {
    let load = record.load
    if !replaced.isEmpty {
      let list = replaced.map { DatasetFiles.fileName($0) + "\n" }.joined()
      try FileSystem.append(Array(list.utf8), to: replacementList(load.id))
      try FileSystem.flush(replacementList(load.id))
    }
    for table in tables {
      let target = files.table(table)
      try FileSystem.makeFolder(target)
      for name in try FileSystem.names(in: aside(table, load)) {
        try FileSystem.move("\(aside(table, load))/\(name)", to: "\(target)/\(name)")
      }
      try FileSystem.flush(target)
    }
    if let changes = try SystemRows.changes(record) {
      try write(changes, aside: load, to: files.changes(load.schema, load.id))
    }
    let system = DatasetFiles.fileName(load.schema)
    let hash = DatasetFiles.hashName(record.schemaHash)
    let versions = try FileSystem.names(in: files.table(SystemTable.versions))
    if !versions.contains(where: { $0.hasSuffix("__\(hash).jsonl") }) {
      try write(
        SystemRows.version(record),
        aside: load,
        to: "\(files.table(SystemTable.versions))/\(system)__\(load.id)__\(hash).jsonl"
      )
    }
    try write(SystemRows.load(record), aside: load, to: files.record(load.schema, load.id))
    // The load is visible, and nothing may call it failed any more. What is left to do here after a
    // crash or an error, the next load does when it begins.
    self.load = nil
    try? completeReplacements()
    lock = nil
  }

  func abandon() async {
    if let load { try? FileSystem.remove(files.aside(load.id)) }
    load = nil
    lock = nil
  }

  // MARK: - Files

  private func aside(_ table: String, _ load: Load) -> String {
    "\(files.aside(load.id))/\(DatasetFiles.fileName(table))"
  }

  private func replacementList(_ load: String) -> String { "\(files.aside(load))/.replaced" }

  /// Writes rows of a system table aside, and moves it to its place.
  private func write(_ batch: Batch, aside load: Load, to path: String) throws {
    var encoder = JSONLEncoder()
    encoder.append(batch)
    let temporary = "\(files.aside(load.id))/.record"
    try FileSystem.remove(temporary)
    try FileSystem.append(encoder.take(), to: temporary)
    try FileSystem.flush(temporary)
    guard let slash = path.lastIndex(of: "/") else { return }
    try FileSystem.makeFolder(String(path[..<slash]))
    try FileSystem.move(temporary, to: path)
    try FileSystem.flush(String(path[..<slash]))
  }

  /// Removes the files that committed loads replaced.
  private func completeReplacements() throws {
    let committed = try files.committedLoads()
    for load in try FileSystem.names(in: "\(files.folder)/.loading") where committed.contains(load)
    {
      let list = try FileSystem.read(replacementList(load))
      for table in String(decoding: list, as: UTF8.self).split(separator: "\n") {
        let folder = "\(files.folder)/\(table)"
        for name in try FileSystem.names(in: folder) {
          guard let writer = DatasetFiles.load(of: name), writer != load else { continue }
          try FileSystem.remove("\(folder)/\(name)")
        }
      }
      try FileSystem.remove(files.aside(load))
    }
  }

  /// Removes what loads left that were never committed.
  private func removeLeftovers() throws {
    let committed = try files.committedLoads()
    try FileSystem.remove("\(files.folder)/.loading")
    for table in try FileSystem.names(in: files.folder) where !table.hasPrefix("_dlt_") {
      let folder = "\(files.folder)/\(table)"
      guard FileSystem.isFolder(folder) else { continue }
      for name in try FileSystem.names(in: folder) {
        guard let writer = DatasetFiles.load(of: name), !committed.contains(writer) else {
          continue
        }
        try FileSystem.remove("\(folder)/\(name)")
      }
    }
  }
}
