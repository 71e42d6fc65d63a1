// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. There is a mark for each row, and each row is one thread's.

/// A mark for each row that differs from the one before.
final class WindowMarks: @unchecked Sendable {
  // Unchecked: threads set marks of different rows.

  /// The marks; zero where there is none.
  let base: UnsafeMutablePointer<UInt8>

  /// Marks of no rows, or those of others.
  private init(_ count: Int, _ other: WindowMarks?) {
    base = LargeMemory.allocate(UInt8.self, capacity: max(1, count))
    if let other {
      base.update(from: other.base, count: count)
    } else {
      base.update(repeating: 0, count: count)
    }
  }

  deinit { base.deallocate() }

  /// Marks where rows differ in some columns, and where there is a mark already.
  static func marks(
    of columns: ArraySlice<Cells>,
    _ count: Int,
    _ query: RunningQuery,
    besides other: WindowMarks? = nil
  ) throws -> WindowMarks {
    let marks = WindowMarks(count, other)
    let parts = (count + Interruption.rows - 1) / Interruption.rows
    try query.concurrently(parts) { part in
      try query.checkCancellation()
      let start = part * Interruption.rows
      for cells in columns {
        RowDifferences.mark(cells, start..<min(count, start + Interruption.rows), in: marks.base)
      }
    }
    return marks
  }
}
