// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Sums integers of 128 bits, and refuses sums beyond its limits when they are asked for: of windows there
/// are sums that nobody wants.
final class WideSumState: AggregateState {
  private let result: SumResult
  private let limits: IntegerLimits
  private let sums = GrowingBuffer<Int128>()
  private let counts = GrowingBuffer<Int64>()
  /// How often each sum went beyond 128 bits upwards, less how often downwards: sums are right once both
  /// are the same.
  private let wraps = GrowingBuffer<Int64>()

  /// No values so far.
  init(_ result: SumResult, limits: IntegerLimits = .all(of: Int128.self)) {
    self.result = result
    self.limits = limits
  }

  var byteCount: Int { sums.capacity * 16 + (counts.capacity + wraps.capacity) * 8 }

  func grow(to groups: Int) {
    sums.resize(to: groups, filling: 0)
    counts.resize(to: groups, filling: 0)
    wraps.resize(to: groups, filling: 0)
  }

  func update(
    _ groups: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    count: Int
  ) {
    let cells = arguments[0].flattened(count)
    let (values, sums) = (cells.values(Int128.self), sums.base)
    for row in 0..<count {
      let group = Int(groups[row])
      let (sum, isOver) = sums[group].addingReportingOverflow(values[row])
      if isOver { wraps.base[group] += values[row] < 0 ? -1 : 1 }
      sums[group] = sum
    }
    counts.addCounts(groups, cells, count)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    for place in 0..<count {
      let source = GroupResults.source(groups, place)
      let target = Int(mapping[place])
      let (sum, isOver) = sums[target].addingReportingOverflow(other.sums[source])
      sums.base[target] = sum
      if isOver { wraps.base[target] += other.sums[source] < 0 ? -1 : 1 }
      wraps.base[target] += other.wraps[source]
      counts.base[target] += other.counts[source]
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    if let group = groups.first(where: { wraps[$0] != 0 }) {
      throw .groupOutOfRange(group: group)
    }
    return switch result {
    case .sum:
      try GroupResults.cells(.int128, groups) { group throws(KernelFailure) -> Int128? in
        if counts[group] == 0 { return nil }
        if !limits.contains(sums[group]) { throw .groupOutOfRange(group: group) }
        return sums[group]
      }
    case .average(let scale):
      try GroupResults.cells(.double, groups) { group throws(KernelFailure) in
        average(sums[group], counts[group], scale)
      }
    }
  }
}
