// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds rows by their keys: rows with the same key are a group.
///
/// The hashes are those of whole columns; keys are compared only where hashes are the same.
struct KeyIndex {
  /// Stands for no group.
  static let none = UInt32.max

  let keys: KeyColumns
  /// Numbers of groups plus one, by hash; zero is free. Open addressing.
  private var slots: ContiguousArray<UInt32>
  private let mask: Int
  /// The first row of each group.
  private(set) var firstRows: ContiguousArray<UInt32> = []
  /// The group of each row, or ``none`` if it lacks a part of the key or does not count.
  private(set) var groups: ContiguousArray<UInt32>

  /// An index of all rows of `keys`.
  init(_ keys: KeyColumns) { self.init(keys) { _ in true } }

  /// An index of the rows of `keys` for which `isIncluded` holds, which is asked of each that has a key.
  init(_ keys: KeyColumns, where isIncluded: (Int) throws -> Bool) rethrows {
    self.keys = keys
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    mask = capacity - 1
    slots = ContiguousArray(repeating: 0, count: capacity)
    groups = ContiguousArray(repeating: Self.none, count: keys.count)
    for row in 0..<keys.count where try keys.isWhole[row] && isIncluded(row) {
      var slot = Int(truncatingIfNeeded: keys.hashes[row]) & mask
      while true {
        let found = slots[slot]
        if found == 0 {
          firstRows.append(UInt32(row))
          slots[slot] = UInt32(firstRows.count)
          groups[row] = UInt32(firstRows.count - 1)
          break
        }
        let first = Int(firstRows[Int(found - 1)])
        if keys.hashes[first] == keys.hashes[row], keys.isSame(first, as: keys, at: row) {
          groups[row] = found - 1
          break
        }
        slot = (slot + 1) & mask
      }
    }
  }

  /// The number of groups.
  var count: Int { firstRows.count }

  /// The first row whose key a row before it has; `nil` if all are different.
  var firstRepeatedRow: Int? {
    groups.indices.first { row in
      groups[row] != Self.none && firstRows[Int(groups[row])] != UInt32(row)
    }
  }

  /// The group that each row of `others` belongs to, or ``none``.
  func matches(of others: KeyColumns) -> ContiguousArray<UInt32> {
    var found = ContiguousArray(repeating: Self.none, count: others.count)
    guard count > 0 else { return found }
    for row in 0..<others.count where others.isWhole[row] {
      let hash = others.hashes[row]
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 {
        let group = slots[slot] - 1
        let first = Int(firstRows[Int(group)])
        if keys.hashes[first] == hash, keys.isSame(first, as: others, at: row) {
          found[row] = group
          break
        }
        slot = (slot + 1) & mask
      }
    }
    return found
  }
}
