// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The least and the greatest value of a column of a batch, deleted rows included.
struct ColumnRange: Sendable, Equatable {
  /// Integers of all widths, decimals without the point, days and moments; `nil` of other types.
  private(set) var integers: ClosedRange<Int128>?
  /// Whether any row lacks a value.
  let hasMissing: Bool
  /// Whether no row has a value.
  let isEmpty: Bool

  /// The range of the values of a vector.
  init(_ vector: Vector) {
    hasMissing = vector.validity.missing > 0
    isEmpty = vector.validity.missing == vector.count
    guard !isEmpty else { return }
    switch vector.storage {
    case .int32(let values): integers = Self.range(values, vector.validity)
    case .int64(let values): integers = Self.range(values, vector.validity)
    case .int128(let values): integers = Self.range(values, vector.validity)
    case .bool, .double, .wide, .bytes: break
    }
  }

  @inline(__always)
  private static func range<Value: FixedWidthInteger & SignedInteger>(
    _ values: ContiguousArray<Value>,
    _ validity: Validity
  ) -> ClosedRange<Int128> {
    var (least, greatest) = (Value.max, Value.min)
    if validity.missing == 0 {
      for value in values {
        least = min(least, value)
        greatest = max(greatest, value)
      }
    } else {
      validity.forEachValid { row in
        least = min(least, values[row])
        greatest = max(greatest, values[row])
      }
    }
    return Int128(least)...Int128(greatest)
  }
}

extension PackedBatch {
  /// The range of a column; `nil` if the batch has none of the name.
  func range(of column: String) -> ColumnRange? {
    guard names.contains(column) else { return nil }
    return memo.entry(of: [column]) { physical(column).map { ColumnRange($0) } }
  }
}
