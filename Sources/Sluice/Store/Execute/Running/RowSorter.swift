// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Lists of rows have as many as they were made for.

/// Finds the order of rows by some columns. Rows that are the same stay in their order.
struct RowSorter: Sendable {
  private let orders: [KeyOrder]

  init(_ keys: [SortColumn]) {
    orders = keys.map { KeyOrder(isDescending: $0.isDescending, hasNullsFirst: $0.areNullsFirst) }
  }

  func sorted(_ cells: [Cells], _ count: Int) -> Selection {
    KeySorter.permutation(cells, orders, count: count)
  }

  /// The same on several threads: each sorts some rows, and then merges what lies between two bounds.
  func sorted(_ cells: [Cells], _ count: Int, _ query: RunningQuery) throws -> Selection {
    try query.checkCancellation()
    let use = MemoryUse(query, "the order of rows")
    try use.add(count * (2 * MemoryLayout<SortEntry>.stride + 4))
    // No more runs than threads: merging costs more than waiting for the last one.
    let shared = query.threads > 1 ? min(query.threads, count / query.laneRows) : 1
    let runCount = max(shared, count / KeySorter.runLimit(cells))
    guard runCount > 1 else {
      return KeySorter.permutation(cells, orders, count: count, asking: query.interruption)
    }
    let runs = try query.collect(runCount) { number in
      try query.checkCancellation()
      // Cells can be cut at multiples of 64.
      let start = count / 64 * number / runCount * 64
      let end = number + 1 == runCount ? count : count / 64 * (number + 1) / runCount * 64
      let rows = KeySorter.permutation(
        cells.map { $0.from(start) },
        orders,
        count: end - start,
        asking: query.interruption
      )
      for place in 0..<rows.count { rows.rows[place] += UInt32(start) }
      return rows
    }
    try query.checkCancellation()
    let bounds = parts(of: runs, cells, runCount)
    let starts = bounds.map { $0.reduce(0, +) }
    let result = Selection(capacity: count)
    result.count = count
    try query.concurrently(bounds.count - 1) { part in
      try query.checkCancellation()
      let lists = runs.indices.map { run in
        UnsafeBufferPointer(
          start: runs[run].rows + bounds[part][run],
          count: bounds[part + 1][run] - bounds[part][run]
        )
      }
      let merged = RunMerge.permutation(cells, orders, runs: lists)
      (result.rows + starts[part]).update(from: merged.rows, count: merged.count)
    }
    return result
  }

  /// Cuts runs into parts such that all rows of a part come before those of the next one: for each part
  /// where it begins in each run, and the ends.
  private func parts(of runs: [Selection], _ cells: [Cells], _ count: Int) -> [[Int]] {
    // From each run as many rows, as far apart as the run has them.
    let samples = runs.flatMap { run in
      (1...count * 8).map { Int(run.rows[run.count * $0 / (count * 8 + 1)]) }
    }
    let sorted = samples.sorted { isBefore($0, $1, cells) }
    let inner = (1..<count).map { part in
      let bound = sorted[sorted.count * part / count]
      return runs.map { firstPlace(in: $0, notBefore: bound, cells) }
    }
    return [runs.map { _ in 0 }] + inner + [runs.map(\.count)]
  }

  private func isBefore(_ row: Int, _ other: Int, _ cells: [Cells]) -> Bool {
    KeyComparison.compare(cells, row, cells, other, orders) < 0
  }

  private func firstPlace(in run: Selection, notBefore bound: Int, _ cells: [Cells]) -> Int {
    var (lower, upper) = (0, run.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if isBefore(Int(run.rows[middle]), bound, cells) {
        lower = middle + 1
      } else {
        upper = middle
      }
    }
    return lower
  }
}
