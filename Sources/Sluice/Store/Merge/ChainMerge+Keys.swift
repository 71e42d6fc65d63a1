// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Merges by key: all strategies but that which keeps versions.

extension ChainMerge {
  /// Says what becomes of the rows of the root table.
  mutating func planKeyed(_ isSelected: ContiguousArray<Bool>?) throws(LoadError) {
    var rows = loaded[root.name] ?? LoadedRows(root)
    defer { loaded[root.name] = rows }
    if let isSelected {
      for row in isSelected.indices where !isSelected[row] { rows.fates[row] = .dropped }
    }
    let isEmpty = !rows.fates.contains(.inserted)
    guard !isEmpty || rule.believesEmptyLoads || rule.requiresScope else { return }
    var table = stored[root.name] ?? StoredRows(nil)
    defer { stored[root.name] = table }

    // A part of the table that is replaced is replaced whatever the keys of its rows.
    let primary = rule.requiresScope ? [] : root.columns(with: .primaryKey)
    let keys = rows.keys(primary, table.kinds(of: primary))
    let index = KeyIndex(keys) { rows.fates[$0] == .inserted }
    let isDeleted = rows.deletions()
    let winners = primary.isEmpty || rule.isDeduplicated ? [] : winners(of: index, in: rows)
    // The groups whose row is inserted, and with which value of the key the table has rows.
    var isInserted = ContiguousArray(repeating: false, count: index.count)
    var matches = ContiguousArray<UInt32>(repeating: 0, count: index.count)
    for row in rows.fates.indices where rows.fates[row] == .inserted {
      let group = Int(index.groups[row])
      let isLoser =
        !winners.isEmpty && index.groups[row] != KeyIndex.none && winners[group] != UInt32(row)
      if isLoser || isDeleted?[row] == true {
        rows.fates[row] = .dropped
      } else if index.groups[row] != KeyIndex.none {
        isInserted[group] = true
      }
    }

    if rule.strategy == .insertOnly {
      table.forEachMatch(of: primary, in: index) { _, _, group in matches[group] += 1 }
      for row in rows.fates.indices
      where rows.fates[row] == .inserted && index.groups[row] != KeyIndex.none {
        if matches[Int(index.groups[row])] > 0 { rows.fates[row] = .existing }
      }
      changes[root.name, default: RowChanges()].unchanged =
        rows.fates.reduce(0) { $0 + ($1 == .existing ? 1 : 0) }
      return
    }

    let unchanged =
      rule.skipsUnchanged ? unchangedGroups(index, isInserted, rows, table, primary) : nil
    let hasDays = !rule.requiresScope && (rule.strategy == .deleteInsert || deletesMissing)
    let merge = hasDays ? root.columns(with: .mergeKey) : []
    // Rows that do not survive count here, too: that they came says that their day is in the load.
    let days = KeyIndex(rows.keys(merge, table.kinds(of: merge))) { isSelected?[$0] ?? true }
    var softlyDeleted: [Int: [Int]] = [:]
    var softCount = 0
    for number in table.batches.indices {
      let groups = index.matches(of: table.keys(primary, table.kinds(of: primary), in: number))
      let dayGroups =
        merge.isEmpty
        ? nil : days.matches(of: table.keys(merge, table.kinds(of: merge), in: number))
      let batch = table.batches[number]
      let isInScope = try rule.scope.map { scope throws(LoadError) in
        try scope.rows(batch.physicalCount) { batch.physical($0) }
      }
      for row in 0..<batch.physicalCount where table.isThere(row, in: number) {
        if groups[row] != KeyIndex.none {
          let group = Int(groups[row])
          if unchanged?[group] == true { continue }
          matches[group] += 1
          if isInserted[group] || rule.softDelete == nil {
            table.delete(row, in: number)
          } else {
            softlyDeleted[number, default: []].append(row)
          }
          continue
        }
        let isMeant =
          (dayGroups.map { $0[row] != KeyIndex.none } ?? true) && (isInScope?[row] ?? true)
        if deletesMissing {
          guard isMeant else { continue }
          if rule.softDelete == nil {
            table.delete(row, in: number)
          } else {
            softlyDeleted[number, default: []].append(row)
          }
        } else if rule.strategy == .deleteInsert,
          dayGroups?[row] ?? KeyIndex.none != KeyIndex.none || isInScope?[row] == true
        {
          table.delete(row, in: number)
        }
      }
    }
    for (number, marked) in softlyDeleted {
      softCount += markDeleted(marked, in: number, of: table)
    }
    if let unchanged {
      for row in rows.fates.indices
      where rows.fates[row] == .inserted && index.groups[row] != KeyIndex.none {
        if unchanged[Int(index.groups[row])] { rows.fates[row] = .dropped }
      }
    }
    var counts = RowChanges()
    for group in matches.indices where isInserted[group] && matches[group] > 0 {
      counts.updated += 1
    }
    counts.deleted = softCount
    counts.unchanged = unchanged?.reduce(0) { $0 + ($1 ? 1 : 0) } ?? 0
    changes[root.name] = counts
  }

  private var deletesMissing: Bool { rule.deletesMissing || rule.strategy == .snapshot }

  /// The row of each group that counts: the last that came, unless a column says otherwise.
  private func winners(of index: KeyIndex, in rows: LoadedRows) -> ContiguousArray<UInt32> {
    var winners = index.firstRows
    guard index.count < rows.count else { return winners }
    let sorted = root.columns.first { $0.deduplicationOrder != nil }
    let vectors = sorted.map { column in rows.batches.map { $0[column.name] } }
    let isDescending = sorted?.deduplicationOrder == .descending
    for number in rows.batches.indices {
      for offset in 0..<rows.batches[number].rowCount {
        let row = rows.starts[number] + offset
        guard index.groups[row] != KeyIndex.none else { continue }
        let group = Int(index.groups[row])
        let best = Int(winners[group])
        if let vectors, best != row {
          let place = rows.batch(of: best)
          let isBehind = SortedPlace(vectors[number], offset)
            .isBehind(SortedPlace(vectors[place], best - rows.starts[place]), isDescending)
          if isBehind { continue }
        }
        winners[group] = UInt32(row)
      }
    }
    return winners
  }

  /// Marks rows as deleted that are not marked yet; returns how many.
  private mutating func markDeleted(_ rows: [Int], in number: Int, of table: StoredRows) -> Int {
    guard let name = rule.softDelete, let type = table.type(of: name) else { return 0 }
    let batch = table.batches[number]
    let vector = batch.physical(name) ?? .missing(type, count: batch.physicalCount)
    let unmarked = rows.filter { row in
      guard vector.validity[row] else { return true }
      if case .bool(let values) = vector.storage { return values[row] == 0 }
      return false
    }
    guard !unmarked.isEmpty else { return 0 }
    let mark: Int64 = type.kind == .bool ? 1 : moment
    let marked = vector.setting(unmarked, to: mark)
    rewritten[root.name, default: [:]][number] =
      Batch(names: [name], vectors: [marked], rowCount: batch.physicalCount)
    return unmarked.count
  }
}

extension Vector {
  /// The vector with `mark` in `rows`: a moment in a timestamp, a number, or one in a bool.
  func setting(_ rows: [Int], to mark: Int64) -> Vector {
    var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
    for row in 0..<count where !validity[row] { words[row >> 6] &= ~(1 << UInt64(row & 63)) }
    for row in rows { words[row >> 6] |= 1 << UInt64(row & 63) }
    let storage: Storage
    switch self.storage {
    case .int64(var values):
      for row in rows { values[row] = mark }
      storage = .int64(values)
    case .bool(var values):
      for row in rows { values[row] = mark == 0 ? 0 : 1 }
      storage = .bool(values)
    default:
      return self
    }
    return Vector(type: type, storage: storage, validity: Validity(counting: words, count: count))
  }
}
