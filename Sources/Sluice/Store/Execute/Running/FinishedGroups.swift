// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Groups that no row is missing of.
struct FinishedGroups: Sendable {
  let grouping: Grouping
  /// Which of the groups are meant.
  private(set) var ranges: [Range<Int>]

  /// All groups.
  init(_ grouping: Grouping) { self.init(grouping, [0..<grouping.count]) }

  init(_ grouping: Grouping, _ ranges: [Range<Int>]) {
    self.grouping = grouping
    self.ranges = ranges
  }

  /// How many groups there are.
  var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Gives a row for each group to a lane; `false` if it wants no more.
  func emit(to lane: Lane, _ query: RunningQuery) throws -> Bool {
    try grouping.emit(ranges, to: lane, query)
  }

  /// Takes some more groups, in order, unless there are others between them. Tells whether it did.
  mutating func take(_ groups: Selection) -> Bool {
    let first = Int(groups.rows[0])
    let end = Int(groups.rows[groups.count - 1]) + 1
    guard end - first == groups.count else { return false }
    if let last = ranges.last, last.upperBound == first {
      ranges[ranges.count - 1] = last.lowerBound..<end
    } else {
      ranges.append(first..<end)
    }
    return true
  }
}
