// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Arithmetic {
  /// An operation on the bits of integers.
  enum BitOperation: Sendable { case and, or, exclusiveOr }

  /// Combines the bits of integers.
  static func bits(
    _ operation: BitOperation,
    _ left: Cells,
    _ right: Cells,
    count: Int
  ) -> Cells {
    switch left.kind {
    case .int32: bits(Int32.self, operation, left, right, count)
    case .int64: bits(Int64.self, operation, left, right, count)
    case .int128: bits(Int128.self, operation, left, right, count)
    default: preconditionFailure("Bits are those of integers.")
    }
  }

  /// Turns the bits of integers around; those of unsigned types within their limits.
  static func flipBits(_ cells: Cells, count: Int, limits: IntegerLimits) -> Cells {
    // Types without signs have all bits set in their greatest number.
    let mask = limits.lower == 0 ? limits.upper : -1
    return switch cells.kind {
    case .int32:
      KernelLoops.map(cells, count: count, to: .int32) { (x: Int32) in
        x ^ Int32(truncatingIfNeeded: mask)
      }
    case .int64:
      KernelLoops.map(cells, count: count, to: .int64) { (x: Int64) in
        x ^ Int64(truncatingIfNeeded: mask)
      }
    case .int128: KernelLoops.map(cells, count: count, to: .int128) { (x: Int128) in x ^ mask }
    default: preconditionFailure("Bits are those of integers.")
    }
  }

  /// Shifts to the left, by less than the width and without losing bits.
  ///
  /// `width` is the number of bits of the type.
  static func shiftLeft(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    width: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch left.kind {
    case .int32: try shiftLeft(Int32.self, left, right, count, width, limits)
    case .int64: try shiftLeft(Int64.self, left, right, count, width, limits)
    case .int128: try shiftLeft(Int128.self, left, right, count, width, limits)
    default: preconditionFailure("Bits are those of integers.")
    }
  }

  /// Shifts to the right with the sign; zero if that is by less than nothing or by the width.
  static func shiftRight(_ left: Cells, _ right: Cells, count: Int, width: Int) -> Cells {
    switch left.kind {
    case .int32: shiftRight(Int32.self, left, right, count, width)
    case .int64: shiftRight(Int64.self, left, right, count, width)
    case .int128: shiftRight(Int128.self, left, right, count, width)
    default: preconditionFailure("Bits are those of integers.")
    }
  }

  @inline(__always)
  private static func bits<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ operation: BitOperation,
    _ left: Cells,
    _ right: Cells,
    _ count: Int
  ) -> Cells {
    switch operation {
    case .and:
      KernelLoops.zip(left, right, count: count, to: left.kind) { (a: Value, b: Value) in a & b }
    case .or:
      KernelLoops.zip(left, right, count: count, to: left.kind) { (a: Value, b: Value) in a | b }
    case .exclusiveOr:
      KernelLoops.zip(left, right, count: count, to: left.kind) { (a: Value, b: Value) in a ^ b }
    }
  }

  @inline(__always)
  private static func shiftRight<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ width: Int
  ) -> Cells {
    KernelLoops.zip(left, right, count: count, to: left.kind) { (a: Value, b: Value) -> Value in
      b < 0 || b >= width ? 0 : a >> b
    }
  }

  @inline(__always)
  private static func shiftLeft<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ width: Int,
    _ limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    let upper = Value(clamping: limits.upper)
    var isRefused = false
    let result = KernelLoops.zip(left, right, count: count, to: left.kind) {
      (a: Value, b: Value) -> Value in
      if a >= 0 && b >= 0 && b < width {
        let shifted = a &<< b
        if shifted >> b == a && shifted >= 0 && shifted <= upper { return shifted }
      }
      // Zero may be shifted as far as one likes.
      if a != 0 || b < 0 { isRefused = true }
      return 0
    }
    guard isRefused else { return result }
    var failure = KernelFailure.outOfRange(row: 0)
    let row = KernelLoops.firstFailure(left, right, count: count) { (a: Value, b: Value) in
      failure = .outOfRange(row: 0)
      if a < 0 {
        failure = .shiftOfNegative(row: 0)
        return true
      }
      if b < 0 || b >= width {
        failure = .shiftOutOfRange(row: 0)
        return b < 0 || a != 0
      }
      let shifted = a &<< b
      return shifted >> b != a || shifted < 0 || shifted > upper
    }
    guard let row else { return result }
    switch failure {
    case .shiftOfNegative: throw .shiftOfNegative(row: row)
    case .shiftOutOfRange: throw .shiftOutOfRange(row: row)
    default: throw .outOfRange(row: row)
    }
  }
}
