// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The folder in which a store keeps what it holds.
///
/// ```text
/// 0000000007.base                        all that the store held after commit 7
/// 0000000008.commit                      the changes of one transaction
/// 0000000009.commit
/// 0000000009.5f0c9a3e2b417d86.latest     empty: its name has number and checksum of the last commit
/// lock                                   held by the process that has the store open
/// ```
/// Files are never changed: each is written aside, flushed, given its name, and the folder flushed. So
/// one that has its name has to be whole. A commit begins with the rows that were written while it was not
/// yet known which commit it would be; then comes a frame that names the checksum of the commit before, and
/// the last one counts the frames; numbers have no gaps. A base stands for all commits up to its number,
/// which then go, and hands their checksum on.
struct StoreFolder {
  /// Bytes of rows that may be in files and not in the store any more, beside as many as are in it.
  private static let slack = 4 << 20
  /// Files that are read at the start without being put together.
  private static let fileLimit = 1000

  /// The folder.
  let path: String
  let disk: any FileSystem
  private let lock: any AnyObject & Sendable
  private let lockPath: String
  /// The number of the last commit.
  var number = 0
  /// The checksum of the last commit.
  var chain = FrameChain()
  /// The memory that the rows in all files would take as whole values, about.
  var written = 0
  /// The commits since the base.
  var files = 0
  /// The name of the file that says which commit is the last.
  var latest: StoreFileName?
  /// What went wrong when the last commit was on the disk already.
  private(set) var cleanUpFailure: LoadError?

  /// Locks the folder at `path`, which is made where it is missing, and reads nothing yet.
  init(_ path: String, in disk: any FileSystem) throws(LoadError) {
    self.path = path
    self.disk = disk
    lockPath = "\(path)/lock"
    try disk.makeFolder(path)
    let note = Array("process \(RunningProcess.current.id)".utf8)
    switch try disk.lock(lockPath, note: note) {
    case .taken(let lock): self.lock = lock
    case .held(let note):
      let holder = note.isEmpty ? "someone else" : String(decoding: note.prefix(100), as: UTF8.self)
      throw LoadError(
        .destinationBusy,
        "The store at '\(path)' cannot be opened: \(holder) has it open. Close it there, or share the "
          + "one that is open."
      )
    }
  }

  /// Puts changes on the disk: when this returns they are there, when it throws they are not.
  ///
  /// It may be that they are there in spite of a failure, when it is the last step that fails. They are
  /// visible then if the store is opened anew before the next commit, which writes its own over them.
  ///
  /// Rows that were written ahead are in `draft`, which is used up, whatever comes of it.
  mutating func commit(
    _ changes: [StoreChange],
    _ draft: StoreDraft? = nil
  ) throws(LoadError) {
    cleanUpFailure = nil
    guard disk.exists(lockPath) else {
      throw LoadError(
        .fileMissing,
        "'\(lockPath)' is gone, which the store holds as long as it is open: someone has removed the "
          + "folder, or made it anew. Put it back, or open the store again to begin with what is there."
      )
    }
    if latest == nil {
      // The first file ever: until now the folder was empty.
      let name = StoreFileName(.latest, 0, chain: chain.value)
      try disk.append([], to: "\(path)/\(name)")
      try disk.flush(path)
      latest = name
    }
    chain = try write(StoreFileName(.commit, number + 1), changes, draft)
    number += 1
    files += 1
    written += changes.reduce(0) { $0 + $1.plainByteCount }
    markLatest()
  }

  /// Writes a base, if more has been written than is worth keeping.
  ///
  /// That this fails is no failure of the commit before it: ``cleanUpFailure`` tells of it, and the next
  /// commit tries again.
  mutating func tidy(_ datasets: [String: Catalog.Dataset]) {
    let limit = 2 * datasets.plainByteCount + Self.slack
    guard files >= Self.fileLimit || written > limit else { return }
    do { try rewrite(datasets) } catch { cleanUpFailure = error }
  }

  /// Writes a base of all that the store holds, and removes the other files.
  mutating func rewrite(_ datasets: [String: Catalog.Dataset]) throws(LoadError) {
    guard number > 0 else { return }
    _ = try write(StoreFileName(.base, number), datasets.asChanges)
    files = 0
    written = datasets.plainByteCount
    try clear()
  }

  /// Removes what the last base makes superfluous.
  func clear() throws(LoadError) {
    let names = try disk.names(in: path).compactMap { StoreFileName($0) }
    let base = names.filter { $0.kind == .base && !$0.isTemporary }.map(\.number).max() ?? 0
    for name in names where name.kind != .latest && !name.isTemporary {
      let isNeeded = name.number > base || name.number == base && name.kind == .base
      if !isNeeded { try disk.removeSingle("\(path)/\(name)") }
    }
  }

  /// Removes files that were never finished. Called before any are begun.
  func clearDrafts() throws(LoadError) {
    for name in try disk.names(in: path).compactMap({ StoreFileName($0) }) where name.isTemporary {
      try disk.removeSingle("\(path)/\(name)")
    }
  }

  /// Writes a file, and returns the checksum of its frames.
  private func write(
    _ name: StoreFileName,
    _ changes: [StoreChange],
    _ draft: StoreDraft? = nil
  ) throws(LoadError) -> FrameChain {
    let target = "\(path)/\(name)"
    let temporary = target + StoreFileName.temporaryEnding
    if draft == nil { try disk.remove(temporary) }
    var draft = draft ?? StoreDraft(at: temporary, in: disk)
    let head = StoreFileHead(kind: name.kind, number: name.number, chain: chain.value)
    let chain = try draft.finish(head, changes)
    try disk.move(draft.path, to: target)
    try disk.flush(path)
    return chain
  }

  /// Renames the file that says which commit is the last, so that the loss of one would be noticed.
  ///
  /// It may lag behind, and is never ahead: the commit that it tells of is on the disk before. So it is no
  /// failure of the commit if this fails: ``cleanUpFailure`` tells of it.
  mutating func markLatest() {
    let name = StoreFileName(.latest, number, chain: chain.value)
    guard let latest, latest != name else { return }
    do {
      try disk.move("\(path)/\(latest)", to: "\(path)/\(name)")
      self.latest = name
    } catch {
      cleanUpFailure = error
    }
  }
}
