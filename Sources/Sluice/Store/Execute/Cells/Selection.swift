// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever fills a selection knows the number of rows that it is of.

/// Some rows of a chunk, or of a table that was built: their numbers, in any order.
final class Selection: @unchecked Sendable {
  // Unchecked, as a block: written by one task, and then only read.

  /// The numbers of the rows.
  let rows: UnsafeMutablePointer<UInt32>
  /// How many there are.
  var count = 0
  /// The selection whose memory this is a part of; `nil` if it has its own.
  private let whole: Selection?

  /// Room for `capacity` rows.
  init(capacity: Int) {
    rows = LargeMemory.allocate(UInt32.self, capacity: capacity)
    whole = nil
  }

  /// Rows that follow each other.
  convenience init(_ range: Range<Int>) {
    self.init(capacity: range.count)
    for (place, row) in range.enumerated() { rows[place] = UInt32(truncatingIfNeeded: row) }
    count = range.count
  }

  private init(partOf other: Selection, from start: Int) {
    rows = other.rows + start
    count = other.count - start
    whole = other.whole ?? other
  }

  deinit { if whole == nil { rows.deallocate() } }

  /// The rows from one on, where they are.
  func from(_ start: Int) -> Selection { Selection(partOf: self, from: start) }

  /// The first rows, where they are.
  func prefix(_ count: Int) -> Selection {
    if count == self.count { return self }
    let part = Selection(partOf: self, from: 0)
    part.count = count
    return part
  }

  /// The rows of the first `total` that are not selected, in order. Those that are have to be in order.
  func others(of total: Int) -> Selection {
    let result = Selection(capacity: total - count)
    let (target, rows) = (result.rows, rows)
    var (next, found) = (0, 0)
    for row in 0..<total {
      if next < count && rows[next] == UInt32(truncatingIfNeeded: row) {
        next += 1
      } else {
        target[found] = UInt32(truncatingIfNeeded: row)
        found += 1
      }
    }
    result.count = found
    return result
  }

  /// The rows of `inner` that this selects: where both are applied one after the other.
  func applied(to inner: Selection) -> Selection {
    let result = Selection(capacity: count)
    for place in 0..<count { result.rows[place] = inner.rows[Int(rows[place])] }
    result.count = count
    return result
  }
}
