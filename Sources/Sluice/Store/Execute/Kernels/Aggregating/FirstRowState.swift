// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the batch.

/// The first or the last value of each group, in the order in which rows come.
final class FirstRowState: AggregateState {
  private let isLast: Bool
  private let skipsMissing: Bool
  private let rows: KeptRows

  /// Keeps values of a shape; with `skipsMissing` those that are there, as `any_value` does.
  init(_ shape: CellShape, isLast: Bool, skipsMissing: Bool) {
    self.isLast = isLast
    self.skipsMissing = skipsMissing
    rows = KeptRows([shape])
  }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let (cells, skipsMissing, isLast) = (arguments[0].flattened(count), skipsMissing, isLast)
    rows.update(
      groups,
      [cells],
      count: count,
      where: { !skipsMissing || cells.isValid($0) },
      beats: { _, _ in isLast },
      beatsKept: { _, _ in isLast }
    )
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let (cells, targets) = same(other).rows.batch(groups, mapping, count)
    update(UnsafePointer(targets.base), cells, count: targets.count)
  }

  func finish(_ groups: Range<Int>) -> Cells { rows.cells(0, groups) }
}
