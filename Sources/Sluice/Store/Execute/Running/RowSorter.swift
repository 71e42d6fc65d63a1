// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Parts have as many rows as there are in all.

/// Finds the order of rows by some columns. Rows that are the same stay in their order.
struct RowSorter: Sendable {
  private let orders: [KeyOrder]
  /// The parts that each thread sorts, so that none has to wait for long.
  private static let partsOfThread = 4

  init(_ keys: [SortColumn]) {
    orders = keys.map { KeyOrder(isDescending: $0.isDescending, hasNullsFirst: $0.areNullsFirst) }
  }

  func sorted(_ cells: [Cells], _ count: Int) -> Selection {
    KeySorter.permutation(cells, orders, count: count)
  }

  /// The same on several threads: rows are cut into parts that come one after the other, which are sorted
  /// each by itself.
  func sorted(_ cells: [Cells], _ count: Int, _ query: RunningQuery) throws -> Selection {
    try query.checkCancellation()
    let use = MemoryUse(query, "the order of rows")
    try use.add(count * (2 * MemoryLayout<SortEntry>.stride + 4))
    let threads = min(query.threads, count / query.laneRows)
    guard threads > 1 else {
      let result = KeySorter.permutation(cells, orders, count: count, query.interruption)
      try query.checkCancellation()
      return result
    }
    let splitter = KeySplitter(cells, orders, count: count, parts: threads * Self.partsOfThread)
    let pieces = try query.collect(threads) { number in
      try splitter.parts(
        of: count * number / threads..<count * (number + 1) / threads,
        query.interruption
      )
    }
    var starts = [0]
    for part in 0..<splitter.partCount {
      starts.append(starts[part] + pieces.reduce(0) { $0 + $1[part].count })
    }
    let result = Selection(capacity: count)
    result.count = count
    try query.concurrently(splitter.partCount) { [starts] part in
      let rows = Selection(capacity: max(1, starts[part + 1] - starts[part]))
      for piece in pieces {
        (rows.rows + rows.count).update(from: piece[part].rows, count: piece[part].count)
        rows.count += piece[part].count
      }
      KeySorter.sort(rows, cells, orders, query.interruption)
      try query.checkCancellation()
      (result.rows + starts[part]).update(from: rows.rows, count: rows.count)
    }
    return result
  }
}
