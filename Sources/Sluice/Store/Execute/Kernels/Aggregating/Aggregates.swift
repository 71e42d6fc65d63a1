// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes states of aggregates for arguments of a shape.
enum Aggregates {
  /// The exact sum of integers, booleans or decimals as an int128 within limits, or of doubles.
  static func sum(
    _ kind: CellKind,
    limits: IntegerLimits = .all(of: Int128.self)
  ) -> any AggregateState {
    switch kind {
    case .bool, .int32, .int64: IntegerSumState(kind, .sum)
    case .int128: WideSumState(.sum, limits: limits)
    default: DoubleSumState(.sum)
    }
  }

  /// The average of numbers as a double, where decimals have a scale, or of intervals.
  static func average(_ kind: CellKind, scale: Int = 0) -> any AggregateState {
    switch kind {
    case .bool, .int32, .int64: IntegerSumState(kind, .average(scale: scale))
    case .int128: WideSumState(.average(scale: scale))
    case .interval: IntervalAverageState()
    default: DoubleSumState(.sum, isAverage: true)
    }
  }

  /// The least or the greatest value.
  static func extreme(_ shape: CellShape, isGreatest: Bool) -> any AggregateState {
    switch shape.kind {
    case .bool, .int32, .int64, .int128, .double, .interval:
      ExtremeState(shape.kind, isGreatest: isGreatest)
    case .bytes, .list, .structure: BestRowState(by: shape, isGreatest: isGreatest)
    }
  }

  /// The bits of integers combined; of booleans, whether all or any are true.
  static func bits(
    _ kind: CellKind,
    _ operation: Arithmetic.BitOperation,
    isUnsigned: Bool = false
  ) -> any AggregateState {
    switch kind {
    case .bool, .int32, .int64, .int128: BitState(kind, operation, isUnsigned: isUnsigned)
    default: preconditionFailure("Bits are those of integers and booleans.")
    }
  }
}
