// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to.

extension Comparison {
  /// Whether values are between two others, both included: true, false, or unknown.
  static func between(_ cells: Cells, _ lower: Cells, _ upper: Cells, count: Int) -> Cells {
    guard isFused(cells, lower, upper) else {
      return Logic.and(
        Comparison.greaterOrEqual.cells(cells, lower, count: count),
        Comparison.lessOrEqual.cells(cells, upper, count: count),
        count: count
      )
    }
    let block = CellBlock(.bool, capacity: max(1, count))
    let target = block.cells(UInt8.self)
    switch cells.kind {
    case .int32: fill(Int32.self, cells, lower, upper, count, target)
    case .int64: fill(Int64.self, cells, lower, upper, count, target)
    case .double: fill(Double.self, cells, lower, upper, count, target)
    default: fill(ByteRun.self, cells, lower, upper, count, target)
    }
    block.takeMissing(of: cells, count: count)
    block.zeroMissing(.bool, count: count)
    return Cells(.bool, block)
  }

  /// The rows whose values are between two others; only those of `rows` if there are any given.
  static func selectBetween(
    _ cells: Cells,
    _ lower: Cells,
    _ upper: Cells,
    count: Int,
    within rows: Selection? = nil
  ) -> Selection {
    guard isFused(cells, lower, upper) else {
      let above = Comparison.greaterOrEqual.select(cells, lower, count: count, within: rows)
      return Comparison.lessOrEqual.select(cells, upper, count: count, within: above)
    }
    let room = rows?.count ?? count
    let result = Selection(capacity: room)
    switch cells.kind {
    case .int32: pick(Int32.self, cells, lower, upper, room, rows, result)
    case .int64: pick(Int64.self, cells, lower, upper, room, rows, result)
    case .double: pick(Double.self, cells, lower, upper, room, rows, result)
    default: pick(ByteRun.self, cells, lower, upper, room, rows, result)
    }
    RowFilter.keepValid(cells, in: result)
    return result
  }

  /// Limits that are constant and there, of the kinds that mostly are asked for.
  private static func isFused(_ cells: Cells, _ lower: Cells, _ upper: Cells) -> Bool {
    guard !cells.isConstant, lower.isConstant, upper.isConstant else { return false }
    guard lower.isValid(0), upper.isValid(0) else { return false }
    return switch cells.kind {
    case .int32, .int64, .double, .bytes: true
    default: false
    }
  }

  @inline(__always)
  private static func fill<Value: ComparableCell>(
    _ type: Value.Type,
    _ cells: Cells,
    _ lower: Cells,
    _ upper: Cells,
    _ count: Int,
    _ target: UnsafeMutablePointer<UInt8>
  ) {
    let (values, lower, upper) = (cells.values(type), lower.values(type)[0], upper.values(type)[0])
    for row in 0..<count {
      let value = values[row]
      target[row] = (Value.less(value, lower) | Value.less(upper, value)) ^ 1
    }
  }

  @inline(__always)
  private static func pick<Value: ComparableCell>(
    _ type: Value.Type,
    _ cells: Cells,
    _ lower: Cells,
    _ upper: Cells,
    _ room: Int,
    _ rows: Selection?,
    _ result: Selection
  ) {
    let (values, lower, upper) = (cells.values(type), lower.values(type)[0], upper.values(type)[0])
    RowFilter.pick(room, rows, result) { row in
      let value = values[row]
      return (Value.less(value, lower) | Value.less(upper, value)) ^ 1
    }
  }
}
