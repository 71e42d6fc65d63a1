// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to.

/// Compares cells of one kind and type.
enum Comparison: Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

  /// The comparison with both sides exchanged.
  var swapped: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  /// All are made of two: the same, or less, with exchanged sides or turned around.
  var parts: (isEquality: Bool, isSwapped: Bool, isInverted: Bool) {
    switch self {
    case .equal: (true, false, false)
    case .notEqual: (true, false, true)
    case .less: (false, false, false)
    case .greaterOrEqual: (false, false, true)
    case .greater: (false, true, false)
    case .lessOrEqual: (false, true, true)
    }
  }

  /// True, false, or missing where a side is.
  func cells(_ left: Cells, _ right: Cells, count: Int) -> Cells {
    if left.isConstantNull || right.isConstantNull { return .null(.bool) }
    let isConstant = left.isConstant && right.isConstant
    let count = isConstant ? 1 : count
    let block = CellBlock(.bool, capacity: max(1, count))
    flags(left, right, count, into: block.cells(UInt8.self))
    block.takeMissing(of: left, count: count)
    block.takeMissing(of: right, count: count)
    block.zeroMissing(.bool, count: count)
    return Cells(.bool, block, isConstant: isConstant)
  }

  /// True or false: a missing value is the same as another, and as nothing else.
  static func isDistinct(_ left: Cells, _ right: Cells, count: Int, inverted: Bool = false) -> Cells
  {
    let isConstant = left.isConstant && right.isConstant
    let count = isConstant ? 1 : count
    let block = CellBlock(.bool, capacity: max(1, count))
    let target = block.cells(UInt8.self)
    if left.isConstantNull || right.isConstantNull {
      let cells = left.isConstantNull ? right : left
      for row in 0..<count { target[row] = UInt8(cells.validBit(row)) ^ bit(inverted) }
      return Cells(.bool, block, isConstant: isConstant)
    }
    let comparison: Comparison = inverted ? .equal : .notEqual
    comparison.flags(left, right, count, into: target)
    if left.validity != nil || right.validity != nil {
      for row in 0..<count {
        let (first, second) = (UInt8(left.validBit(row)), UInt8(right.validBit(row)))
        // Both have a value: as compared. One has: distinct. None has: the same.
        let distinct = (first ^ second) | (first & second & (target[row] ^ bit(inverted)))
        target[row] = distinct ^ bit(inverted)
      }
    }
    return Cells(.bool, block, isConstant: isConstant)
  }

  /// One where the comparison holds; anything where a value is missing.
  func flags(
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let (isEquality, isSwapped, isInverted) = parts
    let (left, right) = isSwapped ? (right, left) : (left, right)
    let mask = bit(isInverted)
    switch left.kind {
    case .bool: Self.flags(UInt8.self, isEquality, mask, left, right, count, target)
    case .int32: Self.flags(Int32.self, isEquality, mask, left, right, count, target)
    case .int64: Self.flags(Int64.self, isEquality, mask, left, right, count, target)
    case .int128: Self.flags(Int128.self, isEquality, mask, left, right, count, target)
    case .double: Self.flags(Double.self, isEquality, mask, left, right, count, target)
    case .interval: Self.flags(Interval.self, isEquality, mask, left, right, count, target)
    case .bytes: Self.flags(ByteRun.self, isEquality, mask, left, right, count, target)
    case .list, .structure:
      for row in 0..<count {
        guard left.isValid(row), right.isValid(row) else {
          target[row] = 0
          continue
        }
        let order = CellOrder.compareValues(left, row, right, row)
        target[row] = (isEquality ? bit(order == 0) : bit(order < 0)) ^ mask
      }
    }
  }

  @inline(__always)
  private static func flags<Value: ComparableCell>(
    _ type: Value.Type,
    _ isEquality: Bool,
    _ mask: UInt8,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ target: UnsafeMutablePointer<UInt8>
  ) {
    if isEquality {
      // Sides of an equality can be exchanged, which saves a loop.
      let (left, right) = left.isConstant ? (right, left) : (left, right)
      KernelLoops.zip(left, right, count: count, into: target) { (a: Value, b: Value) in
        Value.same(a, b) ^ mask
      }
    } else {
      KernelLoops.zip(left, right, count: count, into: target) { (a: Value, b: Value) in
        Value.less(a, b) ^ mask
      }
    }
  }
}
