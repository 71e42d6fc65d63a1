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

  /// Room for `capacity` rows.
  init(capacity: Int) { rows = LargeMemory.allocate(UInt32.self, capacity: capacity) }

  deinit { rows.deallocate() }

  /// The rows of `inner` that this selects: where both are applied one after the other.
  func applied(to inner: Selection) -> Selection {
    let result = Selection(capacity: count)
    for place in 0..<count { result.rows[place] = inner.rows[Int(rows[place])] }
    result.count = count
    return result
  }
}
