// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The different values of a column, which its rows have by number. Immutable.
///
/// What is asked of the column is computed for these, and then looked up for the rows.
final class DistinctCells: Sendable {
  /// The values. No two are the same; one may be missing.
  let cells: Cells
  /// The number of values.
  let count: Int

  init(_ cells: Cells, count: Int) {
    self.cells = cells
    self.count = count
  }
}
