// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a condition says of the values of one column: that they lie between two integers.
struct ColumnBound: Sendable {
  /// The place of the column among those of the table.
  let place: Int
  /// The least value that may meet the condition.
  private var lower = Int128.min
  /// The greatest value that may meet the condition.
  private var upper = Int128.max

  /// What a condition of a scan says; `nil` if it says nothing of the sort.
  init?(_ condition: BoundExpression, _ scan: TableScan) {
    let column: ColumnID
    var bounds = (lower: Int128.min, upper: Int128.max)
    switch condition.kind {
    case .comparison(let test, let left, let right):
      if let id = left.column, case .integer(let value)? = right.constant {
        column = id
        bounds = Self.bounds(test, value)
      } else if let id = right.column, case .integer(let value)? = left.constant {
        column = id
        bounds = Self.bounds(test.mirrored, value)
      } else {
        return nil
      }
    case .isAmong(let part, let values, hasNull: false):
      guard let id = part.column else { return nil }
      var integers: [Int128] = []
      for case .integer(let value) in values { integers.append(value) }
      guard let least = integers.min(), let greatest = integers.max(),
        integers.count == values.count
      else { return nil }
      column = id
      bounds = (least, greatest)
    default: return nil
    }
    guard bounds != (.min, .max),
      let scanned = scan.columns.first(where: { $0.column.id == column }), scanned.place >= 0
    else { return nil }
    place = scanned.place
    (lower, upper) = bounds
  }

  private static func bounds(
    _ test: ComparisonTest,
    _ value: Int128
  ) -> (lower: Int128, upper: Int128) {
    switch test {
    case .equal, .notDistinct: (value, value)
    case .less: (.min, value == .min ? value : value - 1)
    case .lessOrEqual: (.min, value)
    case .greater: (value == .max ? value : value + 1, .max)
    case .greaterOrEqual: (value, .max)
    case .notEqual, .distinct: (.min, .max)
    }
  }

  /// Whether a batch may have a row that meets the condition.
  func mayHold(in range: ColumnRange) -> Bool {
    if range.isEmpty { return false }
    return range.integers.map { $0.lowerBound <= upper && $0.upperBound >= lower } ?? true
  }
}
