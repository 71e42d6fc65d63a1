// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tables in memory, column by column, and in a folder too if they are to last.
///
/// A load becomes visible all at once. Reading never waits: what was read stays as it was.
public final class ColumnStore: Sendable {
  /// The folder in which the store keeps what it holds, or `nil` if it lives in memory only.
  public let folder: String?
  private let state = Locked(Catalog())
  /// Held while the store changes: one change after the other, while others read.
  private let files: Locked<StoreFolder?>
  private let disk: any FileSystem
  /// The number of the last file that was begun for rows.
  private let drafts = Locked(0)
  /// What open transactions are about to change.
  let intents = TransactionIntents()
  /// What statements can call.
  let functions = Locked(FunctionCatalog.standard)

  /// Makes an empty store that lives in memory only.
  public init() {
    folder = nil
    disk = MemoryFileSystem()
    files = Locked(nil)
  }

  /// Opens the store in `folder`, which is made where it is missing.
  ///
  /// What is committed is on the disk when the commit returns, and there when the store is opened again.
  /// Throws ``LoadError`` with the code `destinationBusy` if the store is open elsewhere, and with
  /// `fileDamaged` if a file is not as it was written: then nothing is changed, and no rows are shown.
  public init(at folder: String, in disk: some FileSystem = LocalFileSystem()) throws(LoadError) {
    var path = folder
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.folder = path
    self.disk = disk
    var files = try StoreFolder(path, in: disk)
    let datasets = try files.read()
    state.withLock { $0.datasets = datasets }
    self.files = Locked(files)
  }

  /// The names of all datasets, sorted.
  public var datasets: [String] { state.withLock { $0.datasets.keys.sorted() } }

  /// The names of the tables of `dataset`, in order of appearance; none if there is no such dataset.
  public func tables(in dataset: String) -> [String] {
    state.withLock { $0.datasets[dataset]?.tables.map(\.name) ?? [] }
  }

  /// The table called `name` of `dataset`, as it is now.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if there is none.
  public func table(_ dataset: String, _ name: String) throws(LoadError) -> StoredTable {
    let snapshot = state.withLock { $0 }
    guard let found = snapshot.datasets[dataset] else {
      throw LoadError(
        .invalidConfiguration,
        "The store has no dataset '\(dataset)'."
          + NearestName.suggestion(for: dataset, among: snapshot.datasets.keys.sorted())
      )
    }
    guard let table = found[name] else {
      throw LoadError(
        .invalidConfiguration,
        "The dataset '\(dataset)' has no table '\(name)'."
          + NearestName.suggestion(for: name, among: found.tables.map(\.name)),
        at: LoadError.Location(table: name)
      )
    }
    return StoredTable(table)
  }

  /// The rows of the table at `path`, which is `dataset.table`, as it is now.
  ///
  /// Throws as ``table(_:_:)`` does.
  public func scan(_ path: String) throws(LoadError) -> [Batch] {
    guard let point = path.firstIndex(of: ".") else {
      throw LoadError(
        .invalidConfiguration,
        "'\(path)' is no path to a table. Write 'dataset.table'."
      )
    }
    return try table(String(path[..<point]), String(path[path.index(after: point)...])).batches
  }

  /// Removes a dataset with all that it holds; nothing if there is no such dataset.
  ///
  /// Throws what the disk says if the store lies in a folder; then the dataset is still there.
  public func drop(dataset: String) throws(LoadError) {
    try edit { edit throws(LoadError) in
      if edit.datasets[dataset] != nil { edit.make(.dropDataset, in: dataset) }
    }
  }

  /// Writes all that the store holds into one new file, and removes those that it makes superfluous.
  ///
  /// A store does so by itself once half of what it has written is not in use any more. Nothing if it
  /// lives in memory only. Throws what the disk says; then the store is as it was.
  public func compact() throws(LoadError) {
    try files.withLock { files throws(LoadError) in
      let datasets = state.withLock { $0.datasets }
      try files?.rewrite(datasets)
    }
  }

  /// Begins a file for rows that come before their commit; `nil` if the store lives in memory only.
  func draft() -> StoreDraft? {
    guard let folder else { return nil }
    let number = drafts.withLock { number in
      number += 1
      return number
    }
    let name = StoreFileName(.rows, number, isTemporary: true)
    return StoreDraft(at: "\(folder)/\(name)", in: disk)
  }

  /// Makes changes, and then shows them all at once: when they are on the disk, if there is one.
  ///
  /// Rows that were written ahead are in `draft`. What goes wrong when all is visible is told beside the
  /// result.
  @discardableResult
  func edit<Result>(
    _ draft: StoreDraft? = nil,
    _ body: (inout StoreEdit) throws(LoadError) -> Result
  ) throws(LoadError) -> (result: Result, cleanUpFailure: LoadError?) {
    try files.withLock { files throws(LoadError) in
      var edit = StoreEdit(state.withLock { $0.datasets })
      let result = try body(&edit)
      guard !edit.changes.isEmpty else { return (result, nil) }
      try files?.commit(edit.changes, draft)
      state.withLock { state in
        state.datasets = edit.datasets
        state.history.note(edit.changes)
      }
      files?.tidy(edit.datasets)
      return (result, files?.cleanUpFailure)
    }
  }

  /// Makes the changes of a transaction that began with `snapshot`, all at once.
  ///
  /// Others may have committed meanwhile: if that is about the same rows, the error says which table.
  /// `watched` tables must not have been changed so far or farther.
  func commit(
    _ transaction: StoreEdit,
    since snapshot: Catalog,
    watched: [CommitHistory.Place: CommitHistory.Depth]
  ) throws {
    let base = snapshot.history.count
    var rival: CommitHistory.Place?
    try edit { edit throws(LoadError) in
      // Only whoever holds the files changes the store: this is what the edit began with.
      let history = state.withLock { $0.history }
      if history.count == base {
        edit = transaction
        return
      }
      rival = history.conflict(of: transaction.changes, since: base, watched: watched)
      guard rival == nil else { return }
      var merge = CommitMerge(snapshot, history)
      rival = merge.add(transaction.changes, to: edit.datasets)
      guard rival == nil else { return }
      var merged = edit
      guard merged.replay(merge.changes) else {
        rival = transaction.changes.first?.place
        return
      }
      rival = merge.brokenKey(in: merged.datasets)
      if rival == nil { edit = merged }
    }
    guard let rival else { return }
    throw SQLError(
      .conflict,
      "another transaction has changed '\(rival.table.isEmpty ? rival.dataset : rival.table)' since "
        + "this one began",
      advice: "Nothing of this one was made. Run it again."
    )
  }

  /// All that the store holds now, with what its commits have changed.
  var snapshot: Catalog { state.withLock { $0 } }

  /// What the store holds now.
  var datasetsNow: [String: Catalog.Dataset] { state.withLock { $0.datasets } }

  /// Reads or changes which loads are running, while no one else does.
  func withCatalog<Result>(
    _ body: (inout Catalog) throws(LoadError) -> Result
  ) throws(LoadError) -> Result {
    try state.withLock(body)
  }
}
