// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What hangs below the rows of the root table goes and comes with them.

extension ChainMerge {
  /// Says what becomes of the rows of a nested table, once that is known of the table above.
  mutating func planNested(_ table: Table) {
    follow(table)
    guard let above = table.parent else { return }
    if rule.strategy == .insertOnly || rule.strategy == .history {
      skipKnown(in: table, below: above)
    }
    guard var rows = stored[table.name], !rows.batches.isEmpty, let parents = stored[above],
      parents.deletedCount > 0
    else { return }
    let gone = KeyIndex(parents.deleted(SystemColumn.id))
    var going: [(Int, Int)] = []
    rows.forEachMatch(of: [SystemColumn.parentID], in: gone) { batch, row, _ in
      going.append((batch, row))
    }
    for (batch, row) in going { rows.delete(row, in: batch) }
    stored[table.name] = rows
  }

  /// Gives each row of the load in a nested table the fate of the row above it.
  mutating func follow(_ table: Table) {
    guard let above = table.parent, var rows = loaded[table.name] else { return }
    let parents = loaded[above]
    let owners = owners[table.name] ?? parents.map { self.owners(of: rows, in: $0) }
    self.owners[table.name] = owners
    for row in 0..<rows.count {
      guard let owner = owners?[row], owner != KeyIndex.none, let parents else {
        rows.fates[row] = .inserted
        continue
      }
      rows.fates[row] = parents.fates[Int(owner)]
    }
    loaded[table.name] = rows
  }

  /// The row above each row, or none if the load does not have it.
  ///
  /// Of several with the same id it is one that came last before the row did: what hangs below a row
  /// comes after it, and before the next one with its id.
  private func owners(of rows: LoadedRows, in parents: LoadedRows) -> ContiguousArray<UInt32> {
    let index = KeyIndex(parents.keys([SystemColumn.id], [.bytes]))
    let groups = index.matches(of: rows.keys([SystemColumn.parentID], [.bytes]))
    guard index.count < parents.count else {
      return ContiguousArray(
        groups.map { $0 == KeyIndex.none ? $0 : index.firstRows[Int($0)] }
      )
    }
    var members = Array(repeating: [UInt32](), count: index.count)
    for row in 0..<parents.count where index.groups[row] != KeyIndex.none {
      members[Int(index.groups[row])].append(UInt32(row))
    }
    var owners = ContiguousArray(repeating: KeyIndex.none, count: rows.count)
    for number in rows.batches.indices {
      for offset in 0..<rows.batches[number].rowCount {
        let row = rows.starts[number] + offset
        guard groups[row] != KeyIndex.none else { continue }
        let candidates = members[Int(groups[row])]
        let before = candidates.last {
          parents.arrivals[parents.batch(of: Int($0))] < rows.arrivals[number]
        }
        guard let before else {
          owners[row] = candidates[0]
          continue
        }
        let batch = parents.batch(of: Int(before))
        // What hangs below rows of one batch that do not count was left out before.
        let counting = candidates.last {
          parents.batch(of: Int($0)) == batch && parents.fates[Int($0)] != .dropped
        }
        owners[row] = counting ?? before
      }
    }
    return owners
  }

  /// Leaves out rows of the load whose ids the table has already.
  private mutating func skipKnown(in table: Table, below above: String) {
    guard var rows = loaded[table.name] else { return }
    let isKnown = known(rows, in: stored[table.name])
    let parents = loaded[above]
    let parentsKnown = parents.map { known($0, in: stored[above]) }
    var unchanged = 0
    for row in 0..<rows.count {
      switch rows.fates[row] {
      case .dropped: continue
      case .inserted:
        // A version that is there once more has the rows below it already.
        if rule.strategy == .history && isKnown[row] {
          rows.fates[row] = .existing
          unchanged += 1
        }
      case .existing:
        let owner = owners[table.name]?[row] ?? KeyIndex.none
        let hasParent = owner == KeyIndex.none || parentsKnown?[Int(owner)] ?? false
        if isKnown[row] {
          unchanged += 1
        } else {
          rows.fates[row] = hasParent ? .inserted : .dropped
        }
      }
    }
    changes[table.name, default: RowChanges()].unchanged = unchanged
    loaded[table.name] = rows
  }

  /// Whether the id of each row of a load is among those of the table.
  private func known(_ rows: LoadedRows, in table: StoredRows?) -> ContiguousArray<Bool> {
    let index = KeyIndex(rows.keys([SystemColumn.id], [.bytes]))
    var isKnown = ContiguousArray(repeating: false, count: index.count)
    table?.forEachMatch(of: [SystemColumn.id], in: index) { _, _, group in isKnown[group] = true }
    return ContiguousArray(index.groups.map { $0 != KeyIndex.none && isKnown[Int($0)] })
  }
}
