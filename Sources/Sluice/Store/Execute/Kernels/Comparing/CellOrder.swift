// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How single values of one kind compare: all are ordered, NaN is equal to itself and the greatest.
protocol ComparableCell: BitwiseCopyable {
  /// One if both are the same.
  static func same(_ left: Self, _ right: Self) -> UInt8
  /// One if the left one comes first.
  static func less(_ left: Self, _ right: Self) -> UInt8
}

extension FixedWidthInteger where Self: BitwiseCopyable {
  @inline(__always) static func same(_ left: Self, _ right: Self) -> UInt8 { bit(left == right) }
  @inline(__always) static func less(_ left: Self, _ right: Self) -> UInt8 { bit(left < right) }
}

extension UInt8: ComparableCell {}
extension Int32: ComparableCell {}
extension Int64: ComparableCell {}
extension Int128: ComparableCell {}

extension Double: ComparableCell {
  @inline(__always)
  static func same(_ left: Double, _ right: Double) -> UInt8 {
    bit(left == right) | (bit(left != left) & bit(right != right))
  }

  @inline(__always)
  static func less(_ left: Double, _ right: Double) -> UInt8 {
    bit(left < right) | (bit(left == left) & bit(right != right))
  }
}

extension ByteRun: ComparableCell {
  @inline(__always)
  static func same(_ left: ByteRun, _ right: ByteRun) -> UInt8 { bit(isSame(left, right)) }
  @inline(__always)
  static func less(_ left: ByteRun, _ right: ByteRun) -> UInt8 { bit(isLess(left, right)) }
}

extension Interval: ComparableCell {
  /// All of it in microseconds, with 30 days a month and 24 hours a day.
  @inline(__always)
  var orderKey: Int128 {
    let days = Int64(months) &* 30 &+ Int64(days)
    return Int128(days) &* 86_400_000_000 &+ Int128(microseconds)
  }

  @inline(__always)
  static func same(_ left: Interval, _ right: Interval) -> UInt8 {
    bit(left.orderKey == right.orderKey)
  }

  @inline(__always)
  static func less(_ left: Interval, _ right: Interval) -> UInt8 {
    bit(left.orderKey < right.orderKey)
  }
}

/// Compares single rows of cells of the same type, whatever their kind: for nested values and for ties.
enum CellOrder {
  /// Below zero if the left row comes first, above it if the right one does.
  ///
  /// A missing value is equal to another and comes after all that are there, as it does within lists.
  static func compare(_ left: Cells, _ row: Int, _ right: Cells, _ other: Int) -> Int {
    let (row, other) = (left.isConstant ? 0 : row, right.isConstant ? 0 : other)
    switch (left.isValid(row), right.isValid(other)) {
    case (true, true): return compareValues(left, row, right, other)
    case (false, false): return 0
    case (true, false): return -1
    case (false, true): return 1
    }
  }

  /// The same of rows that both have a value.
  static func compareValues(_ left: Cells, _ row: Int, _ right: Cells, _ other: Int) -> Int {
    let (row, other) = (left.isConstant ? 0 : row, right.isConstant ? 0 : other)
    switch left.kind {
    case .bool: return order(left, row, right, other, UInt8.self)
    case .int32: return order(left, row, right, other, Int32.self)
    case .int64: return order(left, row, right, other, Int64.self)
    case .int128: return order(left, row, right, other, Int128.self)
    case .double: return order(left, row, right, other, Double.self)
    case .interval: return order(left, row, right, other, Interval.self)
    case .bytes:
      return ByteRun.order(left.value(row, ByteRun.self), right.value(other, ByteRun.self))
    case .list:
      let (first, second) = (left.value(row, ListRun.self), right.value(other, ListRun.self))
      let (children, others) = (left.children[0], right.children[0])
      for place in 0..<Int(min(first.count, second.count)) {
        let order = compare(
          children,
          Int(first.start) + place,
          others,
          Int(second.start) + place
        )
        if order != 0 { return order }
      }
      return Int(first.count) - Int(second.count)
    case .structure:
      for (child, otherChild) in zip(left.children, right.children) {
        let order = compare(child, row, otherChild, other)
        if order != 0 { return order }
      }
      return 0
    }
  }

  @inline(__always)
  private static func order<Value: ComparableCell>(
    _ left: Cells,
    _ row: Int,
    _ right: Cells,
    _ other: Int,
    _ type: Value.Type
  ) -> Int {
    let (first, second) = (left.values(type)[row], right.values(type)[other])
    return Int(Value.less(second, first)) - Int(Value.less(first, second))
  }
}
