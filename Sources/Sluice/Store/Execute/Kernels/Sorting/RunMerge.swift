// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Runs are ranges of the rows.

/// Merges runs of rows that are in order each, such as those of several workers.
///
/// Rows are compared by a word of their first key, and by all keys only where that is the same.
enum RunMerge {
  /// The rows of all runs in order; of equal ones those of earlier runs come first.
  static func permutation(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    runs: [Range<Int>]
  ) -> Selection {
    permutation(keys, orders, lists: runs)
  }

  /// The same of runs that are lists of rows in order.
  ///
  /// Of a query that is to end it has the same rows, in whatever order.
  static func permutation(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    runs: [UnsafeBufferPointer<UInt32>],
    _ interruption: Interruption? = nil
  ) -> Selection {
    permutation(keys, orders, lists: runs, interruption)
  }

  @inline(__always)
  private static func permutation<Rows: Collection>(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    lists runs: [Rows],
    _ interruption: Interruption? = nil
  ) -> Selection where Rows.Element: BinaryInteger {
    let total = runs.reduce(0) { $0 + $1.count }
    var entries = LargeMemory.allocate(SortEntry.self, capacity: total)
    var other = LargeMemory.allocate(SortEntry.self, capacity: total)
    defer {
      entries.deallocate()
      other.deallocate()
    }
    var bounds = [0]
    var next = 0
    for run in runs where !run.isEmpty {
      for row in run {
        entries[next] = SortEntry(
          key: orders.isEmpty ? 0 : word(keys[0], Int(row), orders[0]),
          row: UInt32(truncatingIfNeeded: row)
        )
        next += 1
      }
      bounds.append(next)
    }
    while bounds.count > 2 {
      var merged = [0]
      for place in stride(from: 0, to: bounds.count - 1, by: 2) {
        let middle = bounds[place + 1]
        let end = place + 2 < bounds.count ? bounds[place + 2] : middle
        merge(keys, orders, entries, other, bounds[place], middle, end, interruption)
        merged.append(end)
      }
      swap(&entries, &other)
      bounds = merged
    }
    let result = Selection(capacity: total)
    for place in 0..<total { result.rows[place] = entries[place].row }
    result.count = total
    return result
  }

  private static func merge(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    _ source: UnsafeMutablePointer<SortEntry>,
    _ target: UnsafeMutablePointer<SortEntry>,
    _ start: Int,
    _ middle: Int,
    _ end: Int,
    _ interruption: Interruption?
  ) {
    var (left, right, next) = (start, middle, start)
    while left < middle && right < end {
      if next & (Interruption.rows - 1) == 0, interruption?.isRequested == true { break }
      let (first, second) = (source[left], source[right])
      let isRight =
        first.key != second.key
        ? first.key > second.key
        : KeyComparison.compare(keys, Int(first.row), keys, Int(second.row), orders) > 0
      target[next] = isRight ? second : first
      right &+= Int(bit(isRight))
      left &+= Int(bit(!isRight))
      next &+= 1
    }
    (target + next).update(from: source + left, count: middle - left)
    (target + next + middle - left).update(from: source + right, count: end - right)
  }

  /// A word of a key, without its lowest bit, so that there is room for what is missing.
  private static func word(_ cells: Cells, _ row: Int, _ order: KeyOrder) -> UInt64 {
    guard cells.isValid(row) else { return order.hasNullsFirst ? 0 : .max }
    let place = cells.isConstant ? 0 : row
    let word: UInt64
    switch cells.kind {
    case .bool: word = UInt64(cells.values(UInt8.self)[place]) << 1
    case .int32:
      word = UInt64(UInt32(bitPattern: cells.values(Int32.self)[place]) ^ 1 << 31) << 1
    case .int64: word = SortPrefix.word(cells.values(Int64.self)[place])
    case .double: word = SortPrefix.word(cells.values(Double.self)[place])
    case .int128: word = SortPrefix.word(cells.values(Int128.self)[place], 0)
    case .interval: word = SortPrefix.word(cells.values(Interval.self)[place].orderKey, 0)
    case .bytes: word = SortPrefix.word(cells.values(ByteRun.self)[place], at: 0)
    case .list, .structure: word = 0
    }
    let ordered = (order.isDescending ? ~word : word) >> 1
    return order.hasNullsFirst ? ordered | 1 << 63 : ordered
  }
}
