// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is known of the values of a column of a table, exactly or about.
struct ColumnStatistics: Sendable, Equatable {
  /// The number of rows of the table.
  var rows: Double
  /// The number of different values.
  var distinct: Double
  /// The least and the greatest value, if they are integers in memory.
  var range: ClosedRange<Int128>?

  /// Whether hardly any value occurs twice, as far as one can tell.
  var isKey: Bool { distinct >= rows * 0.9 }
}

extension ScanSource {
  func statistics(of place: Int) -> ColumnStatistics? { nil }
}
