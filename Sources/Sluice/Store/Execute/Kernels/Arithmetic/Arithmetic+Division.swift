// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What becomes of a row that divides by zero.
enum ZeroDivisor: Sendable {
  /// Its result is missing.
  case isMissing
  /// It is refused with ``KernelFailure/divisionByZero(row:)``.
  case isRefused
}

extension Arithmetic {
  /// The quotient of doubles. By zero it is an infinity, or not a number.
  static func divide(_ left: Cells, _ right: Cells, count: Int) -> Cells {
    KernelLoops.zip(left, right, count: count, to: .double) { (left: Double, right: Double) in
      left / right
    }
  }

  /// The remainder of doubles, with the sign of the dividend.
  static func doubleRemainder(_ left: Cells, _ right: Cells, count: Int) -> Cells {
    KernelLoops.zip(left, right, count: count, to: .double) { (left: Double, right: Double) in
      left.truncatingRemainder(dividingBy: right)
    }
  }

  /// The quotient of integers, without what is behind the point.
  static func quotient(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    limits: IntegerLimits,
    zero: ZeroDivisor
  ) throws(KernelFailure) -> Cells {
    switch left.kind {
    case .int32: try divided(Int32.self, left, right, count, limits, zero, isRemainder: false)
    case .int64: try divided(Int64.self, left, right, count, limits, zero, isRemainder: false)
    case .int128: try divided(Int128.self, left, right, count, limits, zero, isRemainder: false)
    default: preconditionFailure("Quotients are of integers.")
    }
  }

  /// The remainder of integers, with the sign of the dividend.
  static func remainder(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    zero: ZeroDivisor
  ) throws(KernelFailure) -> Cells {
    let limits = IntegerLimits.all(of: Int128.self)
    return switch left.kind {
    case .int32: try divided(Int32.self, left, right, count, limits, zero, isRemainder: true)
    case .int64: try divided(Int64.self, left, right, count, limits, zero, isRemainder: true)
    case .int128: try divided(Int128.self, left, right, count, limits, zero, isRemainder: true)
    default: preconditionFailure("Remainders are of integers.")
    }
  }

  @inline(__always)
  private static func divided<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ limits: IntegerLimits,
    _ zero: ZeroDivisor,
    isRemainder: Bool
  ) throws(KernelFailure) -> Cells {
    if left.isConstantNull || right.isConstantNull || count == 0 { return .null(left.kind) }
    let isConstant = left.isConstant && right.isConstant
    let count = isConstant ? 1 : count
    let (lower, upper) = limits.clamped(Value.self)
    let block = CellBlock(left.kind, capacity: count)
    var (hasZero, isOutside) = (false, false)
    KernelLoops.zip(left, right, count: count, into: block.cells(Value.self)) {
      (left: Value, right: Value) -> Value in
      // Missing cells hold zero, so that a divisor of zero is no rare case.
      if right == 0 {
        hasZero = true
        return 0
      }
      if isRemainder { return right == -1 ? 0 : left % right }
      let (value, isOver) = left.dividedReportingOverflow(by: right)
      if isOver || value < lower || value > upper { isOutside = true }
      return value
    }
    block.takeMissing(of: left, count: count)
    block.takeMissing(of: right, count: count)
    if hasZero {
      for row in 0..<count where right.value(row, Value.self) == 0 {
        guard left.isValid(row), right.isValid(row) else { continue }
        switch zero {
        case .isMissing: block.setMissing(row, stride: MemoryLayout<Value>.stride)
        case .isRefused: throw .divisionByZero(row: row)
        }
      }
    }
    if isOutside {
      let failure = KernelLoops.firstFailure(left, right, count: count) {
        (left: Value, right: Value) in
        if right == 0 { return false }
        let (value, isOver) = left.dividedReportingOverflow(by: right)
        return isOver || value < lower || value > upper
      }
      if let failure { throw .outOfRange(row: failure) }
    }
    block.zeroMissing(left.kind, count: count)
    return Cells(left.kind, block, isConstant: isConstant)
  }
}
