// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load into files.
final class FileSession: DestinationSession {
  private let files: DatasetFiles
  private let disk: any FileSystem
  private let format: FileDestination.Format
  private var lock: (any AnyObject & Sendable)?
  private var load: Load?
  private var writers: [String: [FileWriter]] = [:]
  private var rows: [(path: String, target: String)] = []
  private var replaced: [String] = []
  private var dropped: [String] = []
  private(set) var cleanUpFailure: LoadError?

  /// Opens the dataset, and keeps others out of it.
  init(_ files: DatasetFiles, format: FileDestination.Format) throws {
    self.files = files
    self.format = format
    disk = files.disk
    let folder = files.folder
    try disk.makeFolder(folder)
    guard case .taken(let lock) = try disk.lock("\(folder)/.lock", note: []) else {
      throw LoadError(
        .destinationBusy,
        "Another load holds the lock '\(folder)/.lock'. Run again when it has ended."
      )
    }
    self.lock = lock
  }

  func recall(_ question: Recall) async throws -> StoredState { try files.recall(question) }

  func loads(of pipeline: String) async throws -> [CommittedLoad] {
    try files.loads(of: pipeline)
  }

  func contains(_ load: Load) async throws -> Bool {
    guard disk.exists(files.record(load.schema, load.id)) else { return false }
    // It may have been written just before the crash: whoever forgets the load upon this answer must
    // not lose it to a loss of power.
    try disk.flush(files.table(SystemTable.loads))
    return true
  }

  func begin(_ load: Load) async throws {
    if let known = try files.accounts(in: SystemTable.loads).first(where: { $0.load == load.id }) {
      throw LoadError(
        .destinationFailed,
        "The load \(load.id) cannot begin: '\(files.folder)' has a load with this id already, of the "
          + "schema '\(known.owner)'. Ask the session whether it contains a load before it is "
          + "repeated, and give a new one a new id."
      )
    }
    try files.settle()
    // The folder of the dataset is not made here: it was there when the session was opened.
    try disk.makeSingleFolder(files.asides)
    try disk.makeSingleFolder(files.aside(load.id))
    self.load = load
  }

  func drop(_ tables: [String]) async throws {
    for table in tables { _ = try files.removableRows(of: table) }
    dropped += tables
  }

  func empty(_ tables: [String]) async throws {
    for table in tables { _ = try files.removableRows(of: table) }
    replaced += tables
  }

  func migrate(to schema: Schema) async throws {}

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType { type }

  func load(_ batch: Batch, into table: Table) async throws {
    guard let load else { preconditionFailure("Rows are loaded after the load has begun.") }
    let columns = table.completeColumns.map(\.name)
    var parts = writers[table.name] ?? []
    try naming(table) { () throws(LoadError) in
      if parts.isEmpty {
        // Better now than after hours, at the commit.
        if table.disposition == .replace { _ = try files.removableRows(of: table.name) }
        try disk.makeSingleFolder(aside(table.name, load))
      }
      // The header of a file cannot change: columns that came later begin a new one.
      if parts.last.map({ $0.columns != columns && format == .csv }) ?? true {
        let name = RowFileName.text(load.id, parts.count, format)
        let path = "\(aside(table.name, load))/\(name)"
        parts.append(FileWriter(path, in: disk, columns: columns, format: format))
        writers[table.name] = parts
      }
      try parts.last?.append(batch)
    }
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    let paths = try files.visibleRows(of: table.name)
    let reader = TableFileReader(paths, in: disk, of: table, columns: columns)
    return AsyncThrowingStream { try await reader.next() }
  }

  func finish(_ table: Table) async throws {
    precondition(load != nil, "A table is finished after the load has begun.")
    if table.disposition == .replace { replaced.append(table.name) }
    try naming(table) { () throws(LoadError) in
      for writer in writers.removeValue(forKey: table.name) ?? [] {
        try writer.finish()
        rows.append((writer.path, "\(files.table(table.name))/\(writer.name)"))
      }
    }
  }

  func commit(_ record: LoadRecord) async throws {
    var commit = FileCommit(record, in: files, rows: rows)
    for table in replaced { try commit.replace(table) }
    for table in dropped { try commit.replace(table, andFolder: true) }
    try commit.stage()
    try commit.place()
    try commit.publish()
    // The load is visible, and nothing may call it failed any more. What is left to do here after a
    // crash or an error, the next load does when it begins.
    load = nil
    cleanUp(record.load)
    lock = nil
  }

  func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
    // Before the rest of an undoing that was interrupted goes, and this with it.
    let ledger = try files.ledger(of: load)
    try files.settle()
    let names = Set(tables.map(\.name) + ledger.map(\.name))
    if try await contains(load) {
      try files.retract(load, from: names.sorted())
      cleanUp(load)
    }
    lock = nil
    return Dictionary(ledger.map { ($0.name, $0.rows) }, uniquingKeysWith: +)
  }

  func abandon() async {
    // What cannot be removed now, the next load removes when it begins.
    if let load { try? files.settle(load.id) }
    writers = [:]
    load = nil
    lock = nil
  }

  // MARK: - Files

  /// Does what is left to do after the record of a load has come or gone.
  private func cleanUp(_ load: Load) {
    do throws(LoadError) {
      try files.settle(load.id)
    } catch {
      cleanUpFailure = error
    }
  }

  private func aside(_ table: String, _ load: Load) -> String {
    "\(files.aside(load.id))/\(DatasetFiles.fileName(table))"
  }

  /// Adds the table to what `body` throws.
  private func naming(_ table: Table, _ body: () throws(LoadError) -> Void) throws(LoadError) {
    do throws(LoadError) {
      try body()
    } catch {
      var error = error
      if error.location.table == nil { error.location.table = table.name }
      throw error
    }
  }
}
