// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows that are marked are among those that there are marks for.

/// A mark for each of some rows, such as those that found a partner. Used by one task at a time.
final class RowMarks {
  /// The number of rows.
  let count: Int
  private let marks: UnsafeMutablePointer<UInt8>

  /// No row has a mark.
  init(count: Int) {
    self.count = count
    marks = .allocate(capacity: max(1, count))
    marks.initialize(repeating: 0, count: max(1, count))
  }

  deinit { marks.deallocate() }

  /// Marks some rows.
  func mark(_ rows: Selection) {
    let (marks, rows, count) = (marks, rows.rows, rows.count)
    for place in 0..<count { marks[Int(rows[place])] = 1 }
  }

  /// Marks a row.
  func mark(_ row: Int) {
    precondition(row >= 0 && row < count, "Only rows that there are marks for are marked.")
    marks[row] = 1
  }

  /// Marks the rows that another has marked.
  func formUnion(_ other: RowMarks) {
    precondition(count == other.count, "Marks are those of the same rows.")
    let (marks, others) = (marks, other.marks)
    for row in 0..<count { marks[row] |= others[row] }
  }

  /// Whether a row is marked.
  subscript(row: Int) -> Bool { marks[row] == 1 }

  /// The rows of a range that are marked, or those that are not. Numbers count from zero.
  func rows(in range: Range<Int>, marked: Bool) -> Selection {
    let result = Selection(capacity: range.count)
    let (marks, rows, mask) = (marks, result.rows, bit(!marked))
    var found = 0
    for row in range {
      rows[found] = UInt32(truncatingIfNeeded: row)
      found &+= Int(marks[row] ^ mask)
    }
    result.count = found
    return result
  }

  /// Removes all marks.
  func clear() { marks.update(repeating: 0, count: count) }
}
