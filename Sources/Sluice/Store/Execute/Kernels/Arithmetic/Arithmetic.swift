// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Adds, subtracts and multiplies cells of one kind: int32, int64, int128 or double.
///
/// Integers are first computed wrapping, and a flag tells whether any row may be out of its limits;
/// only then a second pass finds out which. Decimals are integers of aligned scales.
enum Arithmetic {
  /// The sum, within `limits` if it is an integer.
  static func add(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    try compute(Addition.self, left, right, count, limits)
  }

  /// The difference, within `limits` if it is an integer.
  static func subtract(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    try compute(Subtraction.self, left, right, count, limits)
  }

  /// The product, within `limits` if it is an integer. Scales of decimals add up.
  static func multiply(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch left.kind {
    case .int32: try multiplyNarrow(left, right, count, limits)
    default: try compute(Multiplication.self, left, right, count, limits)
    }
  }

  /// The product of two int64 as an int128, which always has room for it.
  static func multiplyWide(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    var outside: UInt8 = 0
    let (lower, upper) = (limits.lower, limits.upper)
    let result = KernelLoops.zip(left, right, count: count, to: .int128) {
      (left: Int64, right: Int64) -> Int128 in
      let (high, low) = left.multipliedFullWidth(by: right)
      let product = Int128(truncatingIfNeeded: high) << 64 | Int128(truncatingIfNeeded: low)
      outside |= bit(product < lower) | bit(product > upper)
      return product
    }
    if outside != 0 {
      let failure = KernelLoops.firstFailure(left, right, count: count) {
        (left: Int64, right: Int64) in !limits.contains(Int128(left) * Int128(right))
      }
      if let failure { throw .outOfRange(row: failure) }
    }
    return result
  }

  private static func compute<Operation: CheckedOperation>(
    _ operation: Operation.Type,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch left.kind {
    case .int32: return try integers(Int32.self, operation, left, right, count, limits)
    case .int64: return try integers(Int64.self, operation, left, right, count, limits)
    case .int128: return try integers(Int128.self, operation, left, right, count, limits)
    case .double:
      return KernelLoops.zip(left, right, count: count, to: .double) {
        (left: Double, right: Double) in operation.of(left, right)
      }
    default: preconditionFailure("Numbers are integers or doubles.")
    }
  }

  /// Inlined into each case, so that the loops are of integers that the compiler knows.
  @inline(__always)
  private static func integers<
    Value: FixedWidthInteger & SignedInteger & BitwiseCopyable,
    Operation: CheckedOperation
  >(
    _ type: Value.Type,
    _ operation: Operation.Type,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    // Below zero as soon as any row may be outside.
    var flags: Value = 0
    let (lower, upper) = limits.clamped(Value.self)
    let result: Cells
    if lower == .min && upper == .max {
      result = KernelLoops.zip(left, right, count: count, to: left.kind) {
        (left: Value, right: Value) -> Value in
        let (value, flag) = operation.wrapping(left, right)
        flags |= flag
        return value
      }
    } else {
      result = KernelLoops.zip(left, right, count: count, to: left.kind) {
        (left: Value, right: Value) -> Value in
        let (value, flag) = operation.wrapping(left, right)
        flags |= flag | (value &- lower) | (upper &- value)
        return value
      }
    }
    if flags < 0 {
      let failure = KernelLoops.firstFailure(left, right, count: count) {
        (left: Value, right: Value) in
        let (value, isOver) = operation.reporting(left, right)
        return isOver || value < lower || value > upper
      }
      if let failure { throw .outOfRange(row: failure) }
    }
    return result
  }

  /// Products of int32 are computed in 64 bits.
  private static func multiplyNarrow(
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    var flags: Int64 = 0
    let (lower, upper) = limits.clamped(Int64.self)
    let result = KernelLoops.zip(left, right, count: count, to: .int32) {
      (left: Int32, right: Int32) -> Int32 in
      let product = Int64(left) &* Int64(right)
      flags |= (product &- lower) | (upper &- product)
      return Int32(truncatingIfNeeded: product)
    }
    if flags < 0 {
      let failure = KernelLoops.firstFailure(left, right, count: count) {
        (left: Int32, right: Int32) in
        let product = Int64(left) * Int64(right)
        return product < lower || product > upper
      }
      if let failure { throw .outOfRange(row: failure) }
    }
    return result
  }
}

/// An operation on integers that can be out of range, and on doubles, which cannot.
protocol CheckedOperation {
  /// The result modulo the width, and a flag below zero if it is not the true one.
  static func wrapping<Value: FixedWidthInteger & SignedInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Value)
  /// The result, and whether it is not the true one.
  static func reporting<Value: FixedWidthInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Bool)
  static func of(_ left: Double, _ right: Double) -> Double
}

private enum Addition: CheckedOperation {
  @inline(__always)
  static func wrapping<Value: FixedWidthInteger & SignedInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Value) {
    let sum = left &+ right
    return (sum, (left ^ sum) & (right ^ sum))
  }

  @inline(__always)
  static func reporting<Value: FixedWidthInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Bool) {
    let (sum, isOver) = left.addingReportingOverflow(right)
    return (sum, isOver)
  }

  @inline(__always) static func of(_ left: Double, _ right: Double) -> Double { left + right }
}

private enum Subtraction: CheckedOperation {
  @inline(__always)
  static func wrapping<Value: FixedWidthInteger & SignedInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Value) {
    let difference = left &- right
    return (difference, (left ^ right) & (left ^ difference))
  }

  @inline(__always)
  static func reporting<Value: FixedWidthInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Bool) {
    let (difference, isOver) = left.subtractingReportingOverflow(right)
    return (difference, isOver)
  }

  @inline(__always) static func of(_ left: Double, _ right: Double) -> Double { left - right }
}

private enum Multiplication: CheckedOperation {
  @inline(__always)
  static func wrapping<Value: FixedWidthInteger & SignedInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Value) {
    let (product, isOver) = left.multipliedReportingOverflow(by: right)
    return (product, 0 &- Value(truncatingIfNeeded: bit(isOver)))
  }

  @inline(__always)
  static func reporting<Value: FixedWidthInteger>(
    _ left: Value,
    _ right: Value
  ) -> (Value, Bool) {
    let (product, isOver) = left.multipliedReportingOverflow(by: right)
    return (product, isOver)
  }

  @inline(__always) static func of(_ left: Double, _ right: Double) -> Double { left * right }
}
