// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The least and the greatest value of a column of a batch, deleted rows included.
struct ColumnRange: MemoEntry, Equatable {
  /// Integers of all widths, decimals without the point, days and moments; `nil` of other types.
  private(set) var integers: ClosedRange<Int128>?
  /// Whether any row lacks a value.
  let hasMissing: Bool
  /// Whether no row has a value.
  let isEmpty: Bool

  /// The memory that it takes.
  var byteCount: Int { MemoryLayout<ColumnRange>.stride }

  /// The range of the values of a column, in whatever form they are.
  init(_ column: PackedColumn) {
    switch column.form {
    case .whole(let vector): self.init(vector.storage, vector.validity)
    case .narrow(let storage, let validity): self.init(storage, validity)
    case .packed(let storage, _):
      self.init(storage, Validity(allValid: storage.count), hasMissing: true)
    case .runs(let shared), .numbered(let shared):
      self.init(shared.values.storage, shared.values.validity)
    }
  }

  private init(_ storage: Vector.Storage, _ validity: Validity, hasMissing: Bool = false) {
    self.hasMissing = hasMissing || validity.missing > 0
    isEmpty = validity.missing == validity.count
    if !isEmpty { integers = Self.range(storage, validity) }
  }

  private static func range(
    _ storage: Vector.Storage,
    _ validity: Validity
  ) -> ClosedRange<Int128>? {
    switch storage {
    case .int32(let values): range(values, validity)
    case .int64(let values): range(values, validity)
    case .int128(let values): range(values, validity)
    case .bool, .double, .wide, .bytes: nil
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
    guard let packed = self[column] else { return nil }
    return memo.entry(of: [column]) { ColumnRange(packed) }
  }
}
