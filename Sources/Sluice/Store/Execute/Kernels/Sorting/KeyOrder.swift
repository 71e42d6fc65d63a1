// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How a key orders rows.
struct KeyOrder: Hashable, Sendable {
  /// Whether the greatest values come first.
  var isDescending = false
  /// Whether missing values come before all others.
  var hasNullsFirst = false
}

/// Compares rows by several keys.
enum KeyComparison {
  /// Below zero if the left row comes first, above it if the right one does.
  static func compare(
    _ left: [Cells],
    _ row: Int,
    _ right: [Cells],
    _ other: Int,
    _ orders: [KeyOrder],
    from first: Int = 0
  ) -> Int {
    for key in first..<orders.count {
      let (cells, others, order) = (left[key], right[key], orders[key])
      switch (cells.isValid(row), others.isValid(other)) {
      case (true, true):
        let found = CellOrder.compareValues(cells, row, others, other)
        if found != 0 { return order.isDescending ? 0 - found : found }
      case (false, false): continue
      case (true, false): return order.hasNullsFirst ? 1 : -1
      case (false, true): return order.hasNullsFirst ? -1 : 1
      }
    }
    return 0
  }
}
