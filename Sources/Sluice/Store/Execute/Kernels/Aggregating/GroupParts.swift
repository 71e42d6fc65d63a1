// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below those that there are.

/// The rows of a batch, group by group, where groups are few. Used by one task at a time.
///
/// A sum that is kept in a register until the group changes costs less than one that goes to memory with
/// each row, and waits there for the row before.
final class GroupParts {
  /// The rows of one group.
  struct Part {
    let group: Int
    /// The place of the first row, and how many there are.
    let start: Int
    let count: Int
  }

  /// More groups than that are not parted.
  static let groupLimit = 8
  /// Fewer rows than that are not parted.
  static let leastCount = 256

  /// The groups that have a row.
  private(set) var parts: [Part] = []
  /// The numbers of the rows, those of each group one after the other and in order.
  var rows: UnsafePointer<UInt32> { UnsafePointer(places.base) }
  /// The group of each row.
  private(set) var groups: UnsafePointer<UInt32>
  /// The number of rows.
  private(set) var count = 0
  private let places = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private let rest = GrowingBuffer<UInt32>(capacity: Chunk.size)

  /// No rows yet.
  init() { groups = UnsafePointer(places.base) }

  /// Parts the rows of a batch, of which each has a group below `groupCount`.
  func part(_ groups: UnsafePointer<UInt32>, count: Int, groupCount: Int) {
    self.groups = groups
    self.count = count
    // One more of each, where rows are written that are not wanted.
    places.reserve(count + 1)
    rest.reserve(count + 1)
    parts.removeAll(keepingCapacity: true)
    let (places, rest) = (places.base, rest.base)
    for row in 0..<count { rest[row] = UInt32(truncatingIfNeeded: row) }
    var (start, left) = (0, count)
    for group in 0..<UInt32(groupCount) where left > 0 {
      var (found, others) = (start, 0)
      for place in 0..<left {
        let row = rest[place]
        let isOwn = Int(bit(groups[Int(row)] == group))
        places[found] = row
        rest[others] = row
        found &+= isOwn
        others &+= isOwn ^ 1
      }
      left = others
      if found > start { parts.append(Part(group: Int(group), start: start, count: found - start)) }
      start = found
    }
  }
}

extension AggregateState {
  func update(_ parts: GroupParts, _ arguments: [Cells]) throws(KernelFailure) {
    try update(parts.groups, arguments, count: parts.count)
  }
}
