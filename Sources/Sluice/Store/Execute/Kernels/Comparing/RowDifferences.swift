// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the cells, and there is a mark for each.

/// Marks rows that differ from the one before them.
enum RowDifferences {
  /// Sets the mark of each row after the first of a range whose value is another one than that of the row
  /// before; others keep theirs. Missing values are the same.
  static func mark(_ cells: Cells, _ rows: Range<Int>, in marks: UnsafeMutablePointer<UInt8>) {
    if cells.isConstant { return }
    switch cells.kind {
    case .bool: mark(cells, rows, marks) { (left: UInt8, right) in left != right }
    case .int32: mark(cells, rows, marks) { (left: Int32, right) in left != right }
    case .int64: mark(cells, rows, marks) { (left: Int64, right) in left != right }
    case .int128: mark(cells, rows, marks) { (left: Int128, right) in left != right }
    case .double:
      mark(cells, rows, marks) { (left: Double, right) in
        SortPrefix.word(left) != SortPrefix.word(right)
      }
    case .bytes: mark(cells, rows, marks) { (left: ByteRun, right) in !ByteRun.isSame(left, right) }
    case .interval, .list, .structure:
      for row in rows where row > 0 && CellOrder.compare(cells, row - 1, cells, row) != 0 {
        marks[row] = 1
      }
    }
  }

  @inline(__always)
  private static func mark<Value: BitwiseCopyable>(
    _ cells: Cells,
    _ rows: Range<Int>,
    _ marks: UnsafeMutablePointer<UInt8>,
    _ differ: (Value, Value) -> Bool
  ) {
    let values = cells.values(Value.self)
    let first = max(1, rows.lowerBound)
    guard first < rows.upperBound else { return }
    guard cells.validity != nil else {
      for row in first..<rows.upperBound { marks[row] |= bit(differ(values[row - 1], values[row])) }
      return
    }
    for row in first..<rows.upperBound {
      let (before, now) = (cells.isValid(row - 1), cells.isValid(row))
      marks[row] |= bit(before != now || now && differ(values[row - 1], values[row]))
    }
  }
}
