// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are those of the other index.

extension GroupIndex {
  /// Adds the groups of another index; `mapping` tells the group here of each there.
  ///
  /// With `groups`, only those are added, and `mapping` is in their order. Whatever states belong to
  /// the groups are combined by the same mapping.
  func merge(
    _ other: GroupIndex,
    groups: Selection? = nil,
    mapping: UnsafeMutablePointer<UInt32>
  ) {
    let total = groups?.count ?? other.count
    if keys.isEmpty {
      if total > 0 { emptyCount = 1 }
      mapping.update(repeating: 0, count: total)
      return
    }
    let columns = other.keys.map(\.cells)
    let hasHashes = other.mode == .hashed
    let hashes = GrowingBuffer<UInt64>(capacity: Chunk.size)
    var start = 0
    while start < total {
      let count = min(Chunk.size, total - start)
      if let groups {
        let part = Selection(capacity: count)
        part.rows.update(from: groups.rows + start, count: count)
        part.count = count
        if hasHashes {
          for row in 0..<count { hashes.base[row] = other.hashes[Int(part.rows[row])] }
        }
        findOrAdd(
          columns.map { $0.gathered(part) },
          hashes: hasHashes ? UnsafePointer(hashes.base) : nil,
          count: count,
          into: mapping + start
        )
      } else {
        findOrAdd(
          columns.map { $0.from(start) },
          hashes: hasHashes ? UnsafePointer(other.hashes.base + start) : nil,
          count: count,
          into: mapping + start
        )
      }
      start += count
    }
  }

  /// The groups by the uppermost bits of their hashes, as rows are partitioned by ``PartitionedRows``.
  ///
  /// A dense index gives up its range.
  func partitions(bits: Int) -> [Selection] {
    if mode == .dense { becomeHashed() }
    let shift = UInt64(64 - bits)
    var counts = [Int](repeating: 0, count: 1 << bits)
    for group in 0..<hashes.count { counts[bits == 0 ? 0 : Int(hashes[group] >> shift)] += 1 }
    let result = counts.map { Selection(capacity: $0) }
    for group in 0..<hashes.count {
      let part = result[bits == 0 ? 0 : Int(hashes[group] >> shift)]
      part.rows[part.count] = UInt32(group)
      part.count += 1
    }
    return result
  }

  /// The keys of all groups, a column each.
  var cells: [Cells] { keys.map(\.cells) }
}
