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
    case .bool: IntegerSumState<UInt8>(.sum)
    case .int32: IntegerSumState<Int32>(.sum)
    case .int64: IntegerSumState<Int64>(.sum)
    case .int128: WideSumState(.sum, limits: limits)
    default: DoubleSumState(.sum)
    }
  }

  /// The average of numbers as a double, where decimals have a scale, or of intervals.
  static func average(_ kind: CellKind, scale: Int = 0) -> any AggregateState {
    switch kind {
    case .bool: IntegerSumState<UInt8>(.average(scale: scale))
    case .int32: IntegerSumState<Int32>(.average(scale: scale))
    case .int64: IntegerSumState<Int64>(.average(scale: scale))
    case .int128: WideSumState(.average(scale: scale))
    case .interval: IntervalAverageState()
    default: DoubleSumState(.sum, isAverage: true)
    }
  }

  /// The least or the greatest value.
  static func extreme(_ shape: CellShape, isGreatest: Bool) -> any AggregateState {
    switch shape.kind {
    case .bool: ExtremeState<UInt8>(.bool, isGreatest: isGreatest, zero: 0)
    case .int32: ExtremeState<Int32>(.int32, isGreatest: isGreatest, zero: 0)
    case .int64: ExtremeState<Int64>(.int64, isGreatest: isGreatest, zero: 0)
    case .int128: ExtremeState<Int128>(.int128, isGreatest: isGreatest, zero: 0)
    case .double: ExtremeState<Double>(.double, isGreatest: isGreatest, zero: 0)
    case .interval: ExtremeState<Interval>(.interval, isGreatest: isGreatest, zero: Interval())
    case .bytes, .list, .structure: BestRowState(by: shape, isGreatest: isGreatest)
    }
  }

  /// The bits of integers combined; of booleans, whether all or any are true.
  static func bits(
    _ kind: CellKind,
    _ operation: Arithmetic.BitOperation
  ) -> any AggregateState {
    switch kind {
    case .bool: BitState<UInt8>(.bool, operation)
    case .int32: BitState<Int32>(.int32, operation)
    case .int64: BitState<Int64>(.int64, operation)
    case .int128: BitState<Int128>(.int128, operation)
    default: preconditionFailure("Bits are those of integers and booleans.")
    }
  }
}
