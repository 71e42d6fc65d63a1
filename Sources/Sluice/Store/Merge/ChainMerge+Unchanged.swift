// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Finding rows that have not changed, together with all that hangs below them.

extension ChainMerge {
  private static let ownColumns: Set<String> = [
    SystemColumn.id, SystemColumn.loadID, SystemColumn.parentID, SystemColumn.rootID,
  ]

  /// Says for each group of keys whether the row of the load is the same as the one in the table.
  ///
  /// Hashes of 128 bits are compared, of all values of a row and of those below it, ids aside.
  mutating func unchangedGroups(
    _ index: KeyIndex,
    _ isInserted: ContiguousArray<Bool>,
    _ rows: LoadedRows,
    _ table: StoredRows,
    _ key: [String]
  ) -> ContiguousArray<Bool> {
    var found: [(batch: Int, row: Int, group: Int)] = []
    var counts = ContiguousArray<UInt32>(repeating: 0, count: index.count)
    table.forEachMatch(of: key, in: index) { batch, row, group in
      counts[group] += 1
      if isInserted[group] { found.append((batch, row, group)) }
    }
    loaded[root.name] = rows
    for nested in tables.dropFirst() { follow(nested) }
    let new = loadedContents()
    let old = storedContents(found.map { ($0.batch, $0.row) }, of: table)
    var wanted = ContiguousArray(repeating: RowContent(), count: index.count)
    for row in 0..<rows.count where rows.fates[row] == .inserted {
      guard index.groups[row] != KeyIndex.none else { continue }
      wanted[Int(index.groups[row])] = new[row]
    }
    var isUnchanged = ContiguousArray(repeating: false, count: index.count)
    for (place, match) in found.enumerated() where counts[match.group] == 1 {
      isUnchanged[match.group] = old[place] == wanted[match.group]
    }
    return isUnchanged
  }

  /// What each row of the load in the root table holds, with all below it.
  private func loadedContents() -> ContiguousArray<RowContent> {
    var contents: [String: ContiguousArray<RowContent>] = [:]
    for table in tables {
      contents[table.name] =
        loaded[table.name]?.batches.reduce(into: []) {
          $0 += $1.contentHashes(without: Self.ownColumns)
        } ?? []
    }
    for table in tables.dropFirst().reversed() {
      guard let above = table.parent, let rows = loaded[table.name],
        let own = contents[table.name], let owners = owners[table.name]
      else { continue }
      let seed = Self.seed(of: table)
      for row in 0..<rows.count where owners[row] != KeyIndex.none {
        contents[above]?[Int(owners[row])].add(seed ^ own[row].low, own[row].high)
      }
    }
    return contents[root.name] ?? []
  }

  /// What some rows of the root table hold, with all below them.
  private func storedContents(
    _ places: [(batch: Int, row: Int)],
    of table: StoredRows
  ) -> ContiguousArray<RowContent> {
    var levels: [String: Level] = [:]
    var order: [Table] = []
    levels[root.name] = Level(places, owners: [], in: table, without: Self.ownColumns)
    for nested in tables.dropFirst() {
      guard let above = nested.parent.flatMap({ levels[$0] }), let rows = stored[nested.name] else {
        continue
      }
      var places: [(Int, Int)] = []
      var owners: [Int] = []
      let index = KeyIndex(above.ids)
      rows.forEachMatch(of: [SystemColumn.parentID], in: index) { batch, row, group in
        places.append((batch, row))
        owners.append(Int(index.firstRows[group]))
      }
      levels[nested.name] = Level(places, owners: owners, in: rows, without: Self.ownColumns)
      order.append(nested)
    }
    for nested in order.reversed() {
      guard let above = nested.parent, let level = levels[nested.name] else { continue }
      let seed = Self.seed(of: nested)
      for (place, owner) in level.owners.enumerated() {
        let own = level.contents[place]
        levels[above]?.contents[owner].add(seed ^ own.low, own.high)
      }
    }
    return levels[root.name]?.contents ?? []
  }

  private static func seed(of table: Table) -> UInt64 {
    table.name.utf8.reduce(RowMix.second) { RowMix.fold($0 ^ UInt64($1), RowMix.first) }
  }

  /// Rows of one table, with what they hold.
  private struct Level {
    var contents: ContiguousArray<RowContent> = []
    var ids = KeyColumns([.bytes])
    let owners: [Int]

    init(
      _ places: [(batch: Int, row: Int)],
      owners: [Int],
      in table: StoredRows,
      without others: Set<String>
    ) {
      self.owners = owners
      var number: Int?
      var rows: [UInt32] = []
      func take(_ number: Int, _ rows: [UInt32]) -> Batch {
        let batch = table.batches[number].physical
        let vectors = batch.vectors.map { $0.gathered(rows) }
        return Batch(names: batch.names, vectors: vectors, rowCount: rows.count)
      }
      // Places come batch by batch.
      for place in places {
        if place.batch != number {
          if let number { add(take(number, rows), without: others) }
          number = place.batch
          rows = []
        }
        rows.append(UInt32(place.row))
      }
      if let number { add(take(number, rows), without: others) }
    }

    private mutating func add(_ batch: Batch, without others: Set<String>) {
      contents += batch.contentHashes(without: others)
      ids.append([batch[SystemColumn.id]], count: batch.rowCount)
    }
  }
}
