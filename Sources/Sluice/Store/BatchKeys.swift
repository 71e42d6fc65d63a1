// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds the rows of a batch that have a key, deleted ones included. Immutable: used by many tasks.
///
/// Rows whose hashes share a slot are a chain.
final class BatchKeys: MemoEntry {
  private let keys: KeyColumns
  /// The last row of each chain plus one, by hash; zero is none.
  private let heads: ContiguousArray<UInt32>
  /// The row of the same chain before each row, plus one.
  private let before: ContiguousArray<UInt32>
  private let mask: Int

  /// An index of the rows that have all parts of their key.
  init(_ keys: KeyColumns) {
    self.keys = keys
    var capacity = 16
    while capacity < keys.count { capacity *= 2 }
    mask = capacity - 1
    var heads = ContiguousArray<UInt32>(repeating: 0, count: capacity)
    var before = ContiguousArray<UInt32>(repeating: 0, count: keys.count)
    for row in 0..<keys.count where keys.isWhole[row] {
      let slot = Int(truncatingIfNeeded: keys.hashes[row]) & mask
      before[row] = heads[slot]
      heads[slot] = UInt32(row + 1)
    }
    self.heads = heads
    self.before = before
  }

  /// The memory that the index takes beside the rows.
  var byteCount: Int { keys.byteCount + (heads.count + before.count) * 4 }

  /// Calls `body` with each row that has the key of a row of `others`, from the last on, until it says
  /// `false`; `false` if it did.
  func forEachRow(
    with others: KeyColumns,
    at other: Int,
    _ body: (Int) throws -> Bool
  ) rethrows -> Bool {
    let hash = others.hashes[other]
    var next = heads[Int(truncatingIfNeeded: hash) & mask]
    while next != 0 {
      let row = Int(next - 1)
      if keys.hashes[row] == hash, keys.isSame(row, as: others, at: other) {
        guard try body(row) else { return false }
      }
      next = before[row]
    }
    return true
  }
}

extension PackedBatch {
  /// The columns called `names` as a key, for a table that stores them so; deleted rows included.
  func keyColumns(_ names: [String], _ kinds: [StorageKind]) -> KeyColumns {
    KeyColumns(names.map { physical($0) }, kinds, count: physicalCount)
  }

  /// The index of the rows by some columns, which is made when it is needed first.
  func keys(_ names: [String], _ kinds: [StorageKind]) -> BatchKeys {
    memo.entry(of: names) { BatchKeys(keyColumns(names, kinds)) }
  }
}
