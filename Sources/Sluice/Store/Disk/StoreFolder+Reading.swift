// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoreFolder {
  /// Reads all files: what the store holds.
  ///
  /// Throws ``LoadError`` with the code `fileDamaged` if a file is missing or not as it was written.
  mutating func read() throws(LoadError) -> [String: Catalog.Dataset] {
    let names = try disk.names(in: path).compactMap { StoreFileName($0) }.filter { !$0.isTemporary }
    let base = names.filter { $0.kind == .base }.map(\.number).max()
    let commits = names.filter { $0.kind == .commit && $0.number > base ?? 0 }.map(\.number)
      .sorted()
    let latest = names.filter { $0.kind == .latest }.max { $0.number < $1.number }
    let last = commits.last ?? base ?? 0
    guard latest != nil || last == 0 else {
      throw missing("NUMBER.CHECKSUM.latest", "Put back the whole folder, from a copy.")
    }
    var datasets: [String: Catalog.Dataset] = [:]
    if let base {
      number = base
      try read(.base, into: &datasets)
      try check(latest, .base)
    }
    while number < max(last, latest?.number ?? 0) {
      guard files < commits.count, commits[files] == number + 1 else {
        throw missing(
          StoreFileName(.commit, number + 1).description,
          "Put it back, or the whole folder, from a copy."
        )
      }
      number += 1
      files += 1
      try read(.commit, into: &datasets)
      try check(latest, .commit)
    }
    for name in names where name.kind == .latest && name != latest {
      try disk.removeSingle("\(path)/\(name)")
    }
    self.latest = latest
    // The process that made the last commit may have died before its name was on the disk. Others forget
    // what they would make it from, once they see it.
    if number > 0 { try disk.flush(path) }
    try clear()
    try clearDrafts()
    markLatest()
    return datasets
  }

  /// Throws if the commit that was read is the one that `latest` tells of, and has become another.
  private func check(_ latest: StoreFileName?, _ kind: StoreFileName.Kind) throws(LoadError) {
    guard let latest, latest.number == number, latest.chain != chain.value else { return }
    throw foreign(kind)
  }

  private mutating func read(
    _ kind: StoreFileName.Kind,
    into datasets: inout [String: Catalog.Dataset]
  ) throws(LoadError) {
    let path = "\(path)/\(StoreFileName(kind, number))"
    var reader = try CheckedFrameReader(path, in: disk)
    var ahead: [Batch] = []
    var first = try reader.next()
    while let rows = first.flatMap({ StoreDraft.rows(of: $0) }) {
      ahead.append(rows)
      first = try reader.next()
    }
    guard let head = first.flatMap({ StoreFileHead($0.head) }) else {
      throw reader.damage("not the beginning of a file of a store", at: 0)
    }
    guard head.version <= StoreFileHead.version else {
      throw LoadError(
        .unsupported,
        "The file '\(path)' cannot be read: a later version of the library wrote it. Open the store "
          + "with that version."
      )
    }
    guard head.kind == kind, head.number == number, kind == .base || head.chain == chain.value
    else {
      throw foreign(kind)
    }
    var count = ahead.count + 1
    while true {
      let offset = reader.offset
      guard let frame = try reader.next() else { throw reader.damage("cut off", at: offset) }
      if let end = frame.head["end"]?.int64 {
        guard end == count, reader.offset == reader.size else {
          throw reader.damage("not the end that belongs there", at: offset)
        }
        chain = kind == .base ? FrameChain(value: head.chain) : reader.chain
        return
      }
      guard let change = StoreChange(frame, ahead: ahead), change.apply(to: &datasets) else {
        throw reader.damage("no change that can be made there", at: offset)
      }
      written += change.plainByteCount
      count += 1
    }
  }

  private func missing(_ name: String, _ advice: String) -> LoadError {
    LoadError(
      .fileDamaged,
      "The store at '\(path)' is damaged: the file '\(path)/\(name)' is missing. \(advice)"
    )
  }

  private func foreign(_ kind: StoreFileName.Kind) -> LoadError {
    LoadError(
      .fileDamaged,
      "The file '\(path)/\(StoreFileName(kind, number))' does not belong there: it comes from another "
        + "store, or from another time of this one. Put back the whole folder, from a copy."
    )
  }
}
