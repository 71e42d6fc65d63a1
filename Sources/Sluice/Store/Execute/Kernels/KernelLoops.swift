// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to.

/// The loops of kernels that make one value of one or of two, for each shape of their arguments.
///
/// All are inlined with their bodies, so that each use is a loop of its own without calls.
enum KernelLoops {
  /// The cells that `body` makes of two each; missing where one of them is, and zero there.
  @inline(__always)
  static func zip<Left: BitwiseCopyable, Right: BitwiseCopyable, Result: BitwiseCopyable>(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    to kind: CellKind,
    _ body: (Left, Right) -> Result
  ) -> Cells {
    if left.isConstantNull || right.isConstantNull { return .null(kind) }
    let isConstant = left.isConstant && right.isConstant
    let count = isConstant ? 1 : count
    let block = CellBlock(kind, capacity: count)
    zip(left, right, count: count, into: block.cells(Result.self), body)
    guard left.validity != nil || right.validity != nil else {
      return Cells(kind, block, isConstant: isConstant)
    }
    block.takeMissing(of: left, count: count)
    block.takeMissing(of: right, count: count)
    block.zeroMissing(kind, count: count)
    return Cells(kind, block, isConstant: isConstant)
  }

  /// Writes what `body` makes of two values each, whether or not they are missing.
  @inline(__always)
  static func zip<Left: BitwiseCopyable, Right: BitwiseCopyable, Result: BitwiseCopyable>(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    into target: UnsafeMutablePointer<Result>,
    _ body: (Left, Right) -> Result
  ) {
    let (first, second) = (left.values(Left.self), right.values(Right.self))
    switch (left.isConstant, right.isConstant) {
    case (false, false):
      for row in 0..<count { target[row] = body(first[row], second[row]) }
    case (false, true):
      let value = second[0]
      for row in 0..<count { target[row] = body(first[row], value) }
    case (true, false):
      let value = first[0]
      for row in 0..<count { target[row] = body(value, second[row]) }
    case (true, true):
      let result = body(first[0], second[0])
      for row in 0..<count { target[row] = result }
    }
  }

  /// The cells that `body` makes of one each; missing where it is, and zero there.
  @inline(__always)
  static func map<Value: BitwiseCopyable, Result: BitwiseCopyable>(
    _ cells: Cells,
    count: Int,
    to kind: CellKind,
    _ body: (Value) -> Result
  ) -> Cells {
    if cells.isConstantNull { return .null(kind) }
    let count = cells.isConstant ? 1 : count
    let block = CellBlock(kind, capacity: count)
    let (source, target) = (cells.values(Value.self), block.cells(Result.self))
    for row in 0..<count { target[row] = body(source[row]) }
    if cells.validity != nil {
      block.takeMissing(of: cells, count: count)
      block.zeroMissing(kind, count: count)
    }
    return Cells(kind, block, isConstant: cells.isConstant)
  }

  /// The first row that has both values and for which `isFailure` holds.
  @inline(__always)
  static func firstFailure<Left: BitwiseCopyable, Right: BitwiseCopyable>(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    _ isFailure: (Left, Right) -> Bool
  ) -> Int? {
    let count = left.isConstant && right.isConstant ? min(1, count) : count
    for row in 0..<count where left.isValid(row) && right.isValid(row) {
      if isFailure(left.value(row), right.value(row)) { return row }
    }
    return nil
  }

  /// The first row that has a value for which `isFailure` holds.
  @inline(__always)
  static func firstFailure<Value: BitwiseCopyable>(
    _ cells: Cells,
    count: Int,
    _ isFailure: (Value) -> Bool
  ) -> Int? {
    let count = cells.isConstant ? min(1, count) : count
    for row in 0..<count where cells.isValid(row) {
      if isFailure(cells.value(row)) { return row }
    }
    return nil
  }
}

/// One if the condition holds, without a branch.
@inline(__always)
func bit(_ condition: Bool) -> UInt8 { unsafeBitCast(condition, to: UInt8.self) }
