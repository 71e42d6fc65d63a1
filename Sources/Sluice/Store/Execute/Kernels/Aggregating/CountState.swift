// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Counts rows, or those in which the argument has a value if there is one.
final class CountState: AggregateState {
  private let counts = GrowingBuffer<Int64>()

  /// No rows so far.
  init() {}

  var byteCount: Int { counts.capacity * 8 }

  func grow(to groups: Int) { counts.resize(to: groups, filling: 0) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    counts.addCounts(groups, arguments.first, count)
  }

  func update(_ parts: GroupParts, _ arguments: [Cells]) {
    guard arguments.first?.validity == nil else {
      return update(parts.groups, arguments, count: parts.count)
    }
    for part in parts.parts { counts.base[part.group] += Int64(part.count) }
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    counts.base[0] += Int64(arguments.first?.validCount(count) ?? count)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    for place in 0..<count {
      counts.base[Int(mapping[place])] += other.counts[GroupResults.source(groups, place)]
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.int64, groups) { group throws(KernelFailure) in counts[group] }
  }
}

extension GrowingBuffer<Int64> {
  /// Adds one to the number of each row's group, unless the row's cell is missing.
  func addCounts(_ groups: UnsafePointer<UInt32>, _ cells: Cells?, _ count: Int) {
    let counts = base
    guard let cells, let validity = cells.validity else {
      for row in 0..<count { counts[Int(groups[row])] &+= 1 }
      return
    }
    if cells.isConstant {
      if cells.isValid(0) { for row in 0..<count { counts[Int(groups[row])] &+= 1 } }
      return
    }
    for row in 0..<count {
      let isValid = validity[row >> 6] >> UInt64(row & 63) & 1
      counts[Int(groups[row])] &+= Int64(truncatingIfNeeded: isValid)
    }
  }
}
