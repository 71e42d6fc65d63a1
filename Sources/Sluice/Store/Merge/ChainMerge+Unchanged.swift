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
    var found = StoredPlaces()
    var groups = ContiguousArray<UInt32>()
    var counts = ContiguousArray<UInt32>(repeating: 0, count: index.count)
    table.forEachMatch(of: key, in: index) { batch, row, group in
      counts[group] += 1
      guard isInserted[group] else { return }
      found.append(row, in: batch)
      groups.append(UInt32(group))
    }
    loaded[root.name] = rows
    for nested in tables.dropFirst() { follow(nested) }
    let new = loadedContents()
    var survivors = ContiguousArray(repeating: KeyIndex.none, count: index.count)
    for row in 0..<rows.count where rows.fates[row] == .inserted {
      guard index.groups[row] != KeyIndex.none else { continue }
      survivors[Int(index.groups[row])] = UInt32(row)
    }
    let old = storedContents(found, of: table)
    var isUnchanged = ContiguousArray(repeating: false, count: index.count)
    for (place, match) in groups.enumerated() {
      let group = Int(match)
      guard counts[group] == 1, survivors[group] != KeyIndex.none else { continue }
      isUnchanged[group] = old[place] == new[Int(survivors[group])]
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
    _ places: StoredPlaces,
    of table: StoredRows
  ) -> ContiguousArray<RowContent> {
    var levels: [String: Level] = [:]
    var order: [Table] = []
    func hasBelow(_ table: Table) -> Bool { tables.contains { $0.parent == table.name } }
    levels[root.name] =
      Level(places, owners: [], in: table, without: Self.ownColumns, keepsIDs: hasBelow(root))
    for nested in tables.dropFirst() {
      guard let above = nested.parent.flatMap({ levels[$0] }), let rows = stored[nested.name] else {
        continue
      }
      var places = StoredPlaces()
      var owners = ContiguousArray<UInt32>()
      let index = KeyIndex(above.ids)
      rows.forEachMatch(of: [SystemColumn.parentID], in: index) { batch, row, group in
        places.append(row, in: batch)
        owners.append(index.firstRows[group])
      }
      levels[nested.name] =
        Level(
          places,
          owners: owners,
          in: rows,
          without: Self.ownColumns,
          keepsIDs: hasBelow(nested)
        )
      order.append(nested)
    }
    for nested in order.reversed() {
      guard let above = nested.parent, let level = levels[nested.name] else { continue }
      let seed = Self.seed(of: nested)
      for (place, owner) in level.owners.enumerated() {
        let own = level.contents[place]
        levels[above]?.contents[Int(owner)].add(seed ^ own.low, own.high)
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
    /// The ids of the rows, where tables are below that name them.
    var ids = KeyColumns([.bytes])
    /// The row above each row.
    let owners: ContiguousArray<UInt32>

    init(
      _ places: StoredPlaces,
      owners: ContiguousArray<UInt32>,
      in table: StoredRows,
      without others: Set<String>,
      keepsIDs: Bool
    ) {
      self.owners = owners
      contents.reserveCapacity(places.rows.count)
      places.forEachBatch { number, rows in
        let physical = table.batches[number].physical
        let vectors = physical.vectors.map { $0.gathered(Array(rows)) }
        let batch = Batch(names: physical.names, vectors: vectors, rowCount: rows.count)
        contents += batch.contentHashes(without: others)
        if keepsIDs { ids.append([batch[SystemColumn.id]], count: batch.rowCount) }
      }
    }
  }
}

/// Some rows of a table, batch by batch.
private struct StoredPlaces {
  /// The numbers of the rows in their batches.
  private(set) var rows = ContiguousArray<UInt32>()
  /// The batches, each with the place of its first row in ``rows``.
  private var batches: [(number: Int, start: Int)] = []

  /// Adds a row, which comes in the same batch as the one before it or in a later one.
  mutating func append(_ row: Int, in batch: Int) {
    if batches.last?.number != batch { batches.append((batch, rows.count)) }
    rows.append(UInt32(row))
  }

  /// Calls `body` with the number of each batch and the rows in it.
  func forEachBatch(_ body: (Int, ArraySlice<UInt32>) -> Void) {
    for (place, batch) in batches.enumerated() {
      let end = place + 1 < batches.count ? batches[place + 1].start : rows.count
      body(batch.number, ArraySlice(rows[batch.start..<end]))
    }
  }
}
