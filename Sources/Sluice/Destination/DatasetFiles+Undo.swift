// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatasetFiles {
  /// Takes the record of a load away, after which ``settle(_:)`` removes all that the load brought.
  ///
  /// Until the record is gone the load is there; from then on it is one that was never committed.
  func retract(_ load: Load, from tables: [String]) throws(LoadError) {
    var journal = FileJournal()
    for table in tables { journal.placed += try rows(of: table, by: load.id).map(relative) }
    let owner = Self.fileName(load.schema)
    for path in [changes(load.schema, load.id), ledger(load.schema, load.id)]
    where disk.exists(path) {
      journal.placed.append(relative(path))
    }
    for file in try accounts(in: SystemTable.state, hasHash: true)
    where file.load == load.id && file.owner == Self.fileName(load.pipeline) {
      journal.placed.append(relative("\(table(SystemTable.state))/\(file.text)"))
    }
    let kept = try hashes(ofLoadsOf: owner, except: load.id)
    for file in try accounts(in: SystemTable.versions, hasHash: true)
    where file.load == load.id && file.owner == owner && !kept.contains(file.hash ?? "") {
      journal.placed.append(relative("\(table(SystemTable.versions))/\(file.text)"))
    }
    try disk.makeSingleFolder(asides)
    try disk.makeSingleFolder(aside(load.id))
    try write(journal, of: load.id)
    try disk.removeSingle(record(load.schema, load.id))
    try disk.flush(table(SystemTable.loads))
  }

  /// The schemas that other loads were made with, as their hashes stand in the names of files.
  private func hashes(
    ofLoadsOf owner: String,
    except load: String
  ) throws(LoadError) -> Set<String> {
    let records = try LoadRecords(self)
    var hashes: Set<String> = []
    // An earlier load cannot have been made with a version that this one brought.
    for file in records.all.reversed() where file.owner == owner {
      guard LoadID.precedes(load, file.load) else { break }
      if let hash = try records.row(file)["schema_version_hash"]?.string {
        hashes.insert(Self.hashName(hash))
      }
    }
    return hashes
  }
}
