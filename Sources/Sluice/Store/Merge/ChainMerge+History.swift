// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Merges that keep versions.

extension ChainMerge {
  /// Says what becomes of the versions of rows.
  mutating func planHistory(_ isSelected: ContiguousArray<Bool>?) throws(LoadError) {
    var rows = loaded[root.name] ?? LoadedRows(root)
    let table = stored[root.name] ?? StoredRows(nil)
    defer { loaded[root.name] = rows }
    let isDeleted = rows.deletions()
    for row in rows.fates.indices where isSelected?[row] == false { rows.fates[row] = .dropped }
    guard rows.fates.contains(.inserted) || rule.believesEmptyLoads else { return }
    let merge = root.columns(with: .mergeKey)
    let keys = KeyIndex(rows.keys(merge, table.kinds(of: merge))) { rows.fates[$0] == .inserted }
    for row in rows.fates.indices where isDeleted?[row] == true { rows.fates[row] = .dropped }

    let history = rule.history
    let version = [history.version ?? SystemColumn.id]
    let versions = KeyIndex(rows.keys(version, table.kinds(of: version))) {
      rows.fates[$0] == .inserted
    }
    var isActive = ContiguousArray(repeating: false, count: versions.count)
    let boundary = history.boundary?.microseconds ?? moment
    var closed = 0
    for number in table.batches.indices {
      let batch = table.batches[number]
      let found = versions.matches(of: table.keys(version, table.kinds(of: version), in: number))
      let inKeys =
        merge.isEmpty
        ? nil : keys.matches(of: table.keys(merge, table.kinds(of: merge), in: number))
      let type = table.type(of: history.validTo) ?? .timestamp
      let ends = batch.physical(history.validTo) ?? .missing(type, count: batch.physicalCount)
      var closing: [Int] = []
      for row in 0..<batch.physicalCount where table.isThere(row, in: number) {
        guard ends.isActive(row, history.active) else { continue }
        if found[row] != KeyIndex.none {
          isActive[Int(found[row])] = true
        } else if inKeys.map({ $0[row] != KeyIndex.none }) ?? !history.keepsMissing {
          closing.append(row)
        }
      }
      guard !closing.isEmpty else { continue }
      closed += closing.count
      rewritten[root.name, default: [:]][number] = Batch(
        names: [history.validTo],
        vectors: [ends.setting(closing, to: boundary)],
        rowCount: batch.physicalCount
      )
    }
    var unchanged = 0
    for row in rows.fates.indices where rows.fates[row] == .inserted {
      let group = versions.groups[row]
      guard group != KeyIndex.none else { continue }
      if isActive[Int(group)] {
        rows.fates[row] = .dropped
        unchanged += 1
      } else if versions.firstRows[Int(group)] != UInt32(row) {
        // The same version once more.
        rows.fates[row] = .dropped
      }
    }
    let (from, to) = (table.type(of: history.validFrom), table.type(of: history.validTo))
    rows.set(history.validFrom) { Vector.moments(boundary, from ?? .timestamp, count: $0) }
    rows.set(history.validTo) { count in
      history.active.map { Vector.moments($0.microseconds, to ?? .timestamp, count: count) }
        ?? .missing(to ?? .timestamp, count: count)
    }
    var counts = RowChanges()
    counts.deleted = closed
    counts.unchanged = unchanged
    changes[root.name] = counts
  }
}

extension Vector {
  /// Whether the version in `row` is valid, if the column says until when.
  fileprivate func isActive(_ row: Int, _ active: Timestamp?) -> Bool {
    guard let active else { return !validity[row] }
    guard validity[row], case .int64(let values) = storage else { return false }
    return values[row] == active.microseconds
  }

  /// The same moment in `count` rows.
  fileprivate static func moments(_ moment: Int64, _ type: DataType, count: Int) -> Vector {
    Vector(
      type: type,
      storage: .int64(ContiguousArray(repeating: moment, count: count)),
      validity: Validity(allValid: count)
    )
  }
}
