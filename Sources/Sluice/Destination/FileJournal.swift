// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a load puts in place and what it takes away, written down before it does so.
///
/// Whether the record of the load is there decides which of the two is carried out: see
/// ``DatasetFiles/settle()``. Paths are those below the folder of the dataset.
///
/// ```text
/// sluice journal 1 0f3a5577aa00bb11\n   the checksum of all that follows
/// +items/1700000000.123456.0.jsonl\0
/// -items/1600000000.123456.0.jsonl\0
/// ```
struct FileJournal: Equatable {
  private static let title = "sluice journal 1 "

  /// The files that the load puts in place: they go if it never becomes visible.
  var placed: [String] = []
  /// What goes once the load is visible: files, and folders in which nothing is left.
  var removed: [String] = []

  /// Says nothing yet.
  init() {}

  /// The journal as it is written.
  var bytes: [UInt8] {
    var body: [UInt8] = []
    for (sign, paths) in [("+", placed), ("-", removed)] {
      for path in paths { body += Array("\(sign)\(path)\0".utf8) }
    }
    let digits = String(Checksum.of(body), radix: 16)
    let zeros = String(repeating: "0", count: 16 - digits.count)
    return Array("\(Self.title)\(zeros)\(digits)\n".utf8) + body
  }

  /// Reads a journal, or `nil` if it is not as it was written.
  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    for entry in bytes[(end + 1)...].split(separator: 0) {
      let path = String(decoding: entry.dropFirst(), as: UTF8.self)
      if entry.first == UInt8(ascii: "+") { placed.append(path) } else { removed.append(path) }
    }
    guard self.bytes == bytes else { return nil }
  }
}

extension DatasetFiles {
  /// Where the journal of a load is.
  func journal(_ load: String) -> String { "\(aside(load))/.journal" }

  /// Writes the journal of a load, so that it survives whatever happens from now on.
  func write(_ journal: FileJournal, of load: String) throws(LoadError) {
    try disk.replace(self.journal(load), with: journal.bytes)
    // The folder that holds it is as new as it is.
    try disk.flush(asides)
    try disk.flush(folder)
  }

  /// The journal of a load, empty if it has none.
  func readJournal(of load: String) throws(LoadError) -> FileJournal {
    let path = journal(load)
    guard disk.exists(path) else { return FileJournal() }
    if let journal = FileJournal(try disk.read(path)) { return journal }
    throw LoadError(
      .fileDamaged,
      "The journal '\(path)' of a load that was interrupted is not as it was written. Remove the "
        + "files of the load \(load) if '\(table(SystemTable.loads))' does not know it, then the "
        + "folder '\(aside(load))', and run again."
    )
  }

  /// Brings loads that were interrupted to their end, or takes back what they did.
  ///
  /// What a load replaced goes if its record is there, and what it put in place if it is not.
  func settle() throws(LoadError) {
    for load in try disk.names(in: asides) { try settle(load) }
  }

  /// Brings one load to its end, or takes back what it did.
  func settle(_ load: String) throws(LoadError) {
    guard disk.exists(aside(load)) else { return }
    let journal = try readJournal(of: load)
    if !journal.placed.isEmpty || !journal.removed.isEmpty {
      // The record may have been written, or removed, a moment before a crash. What follows cannot
      // be taken back, so it waits until the disk is sure.
      let loads = table(SystemTable.loads)
      if disk.exists(loads) { try disk.flush(loads) }
      let isCommitted = try committedLoads().contains(load)
      try remove(isCommitted ? journal.removed : journal.placed)
    }
    // Only now: with the journal gone, nobody would know what else has to go.
    try disk.remove(aside(load))
  }

  /// Removes files, and folders in which nothing is left.
  private func remove(_ paths: [String]) throws(LoadError) {
    let paths = paths.map(absolute)
    for path in paths where disk.exists(path) {
      if disk.isFolder(path), try !disk.names(in: path).isEmpty { continue }
      try disk.removeSingle(path)
    }
    // Of all paths: what is gone already may have been removed by a process that died before this.
    for parent in Set(paths.compactMap(\.folder)).sorted() where disk.exists(parent) {
      try disk.flush(parent)
    }
  }

  /// The files that loads have replaced which are visible, though the files are still there.
  func replacedFiles() throws(LoadError) -> Set<String> {
    let pending = try disk.names(in: asides)
    guard !pending.isEmpty else { return [] }
    let committed = try committedLoads()
    var replaced: Set<String> = []
    for load in pending where committed.contains(load) {
      replaced.formUnion(try readJournal(of: load).removed.map(absolute))
    }
    return replaced
  }

  /// The ids of all loads that were committed.
  func committedLoads() throws(LoadError) -> Set<String> {
    Set(try accounts(in: SystemTable.loads).map(\.load))
  }
}
