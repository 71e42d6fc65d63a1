// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The commit of a load into files: what goes where, in the order that survives a loss of power.
///
/// 1. ``stage()``: everything is written aside and flushed, the journal last.
/// 2. ``place()``: files move to their places; every folder that got a name is flushed.
/// 3. ``publish()``: the record of the load moves to its place, which makes the load visible.
/// 4. ``DatasetFiles/settle(_:)`` removes what the load replaced, and its journal.
///
/// See `Docs/Decisions/0019-commit-of-files.md` for what is there if it ends at any of these points.
struct FileCommit {
  /// How many states of a pipeline are kept, as many as dlt keeps.
  static let keptStates = 100

  private let files: DatasetFiles
  private let disk: any FileSystem
  private let record: LoadRecord
  private var moves: [(path: String, target: String)]
  private var journal = FileJournal()
  private var leaving: Set<String> = []

  private var load: Load { record.load }
  private var account: String { "\(files.aside(load.id))/.account" }
  private var recordAside: String { "\(account)/record" }

  /// A commit of files of rows that were written aside, to their places.
  init(_ record: LoadRecord, in files: DatasetFiles, rows: [(path: String, target: String)]) {
    self.record = record
    self.files = files
    disk = files.disk
    moves = rows
  }

  /// Has the files of rows of earlier loads go; with `folder`, that of the table as well.
  mutating func replace(_ table: String, andFolder folder: Bool = false) throws(LoadError) {
    let gone = try files.removableRows(of: table) + (folder ? [files.table(table)] : [])
    // A table may be dropped and replaced at once.
    for path in gone.map(files.relative) where leaving.insert(path).inserted {
      journal.removed.append(path)
    }
  }

  /// Writes aside what is not there yet, and then the journal.
  mutating func stage() throws(LoadError) {
    try disk.makeSingleFolder(account)
    if let changes = try SystemRows.changes(record) {
      try stage(changes, for: files.changes(load.schema, load.id))
    }
    try stageVersion()
    try stageState()
    try stage(SystemRows.ledger(record), for: files.ledger(load.schema, load.id))
    try write(SystemRows.load(record), to: recordAside)
    journal.placed = moves.map { files.relative($0.target) }
    try files.write(journal, of: load.id)
  }

  /// Moves everything to its place but the record.
  func place() throws(LoadError) {
    var folders: [String] = []
    for (path, target) in moves {
      if let folder = target.folder, folders.last != folder {
        // The folder of the dataset is not made here: without it, the rows of the load are gone too.
        try disk.makeSingleFolder(folder)
        folders.append(folder)
      }
      try disk.move(path, to: target)
    }
    for folder in Set(folders).sorted() { try disk.flush(folder) }
    let isFirst = try files.committedLoads().isEmpty
    try disk.makeSingleFolder(files.table(SystemTable.loads))
    if !disk.exists(files.initial) {
      try disk.replace(files.initial, with: Array(DatasetFiles.initialText.utf8))
    }
    try disk.flush(files.folder)
    if isFirst { try disk.flushFolders(above: files.folder) }
  }

  /// Makes the load visible.
  func publish() throws(LoadError) {
    try disk.move(recordAside, to: files.record(load.schema, load.id))
    try disk.flush(files.table(SystemTable.loads))
  }

  // MARK: - Steps

  private mutating func stageVersion() throws(LoadError) {
    let owner = DatasetFiles.fileName(load.schema)
    let digits = DatasetFiles.hashName(record.schemaHash)
    let versions = try files.accounts(in: SystemTable.versions, hasHash: true)
      .filter { $0.owner == owner }
    if !versions.contains(where: { $0.hash == digits }) {
      let path = files.version(load.schema, load.id, hash: record.schemaHash)
      try stage(SystemRows.version(record), for: path)
    }
    guard record.forgetsVersions else { return }
    for file in versions where file.hash != digits {
      journal.removed.append(files.relative("\(files.table(SystemTable.versions))/\(file.text)"))
    }
  }

  private mutating func stageState() throws(LoadError) {
    guard let state = record.state, let row = SystemRows.state(record) else { return }
    // In files, dlt has no ids of rows, and reads none.
    let path = files.state(load.pipeline, load.id, hash: state.hash)
    try stage(row.without("_dlt_id"), for: path)
    let owner = DatasetFiles.fileName(load.pipeline)
    let states = try files.accounts(in: SystemTable.state, hasHash: true)
      .filter { $0.owner == owner }
    for file in states.dropLast(Self.keptStates - 1) {
      journal.removed.append(files.relative("\(files.table(SystemTable.state))/\(file.text)"))
    }
  }

  /// Writes rows of a system table aside, to be moved to `target`.
  private mutating func stage(_ batch: Batch, for target: String) throws(LoadError) {
    let path = "\(account)/\(moves.count)"
    try write(batch, to: path)
    moves.append((path, target))
  }

  private func write(_ batch: Batch, to path: String) throws(LoadError) {
    var encoder = JSONLEncoder()
    encoder.append(batch)
    try disk.append(encoder.take(), to: path)
    try disk.flush(path)
  }
}

extension Batch {
  /// The batch without a column.
  fileprivate func without(_ column: String) -> Batch {
    let kept = names.indices.filter { names[$0] != column }
    return Batch(
      names: kept.map { names[$0] },
      vectors: kept.map { vectors[$0] },
      rowCount: rowCount
    )
  }
}
