// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the batch or those that are kept.

/// The row with the least or the greatest value, and what is in another column of it: `min` and `max` of
/// kinds without a fixed size, `arg_min` and `arg_max`. Of several such rows it is the first.
final class BestRowState: AggregateState {
  private let isGreatest: Bool
  private let skipsMissing: Bool
  /// The first column is what rows are compared by, the last one what is asked for.
  private let rows: KeptRows
  private let hasResult: Bool

  /// Compares by values of a shape, and gives those of the same row of another shape if there is one.
  ///
  /// With `skipsMissing` only rows count in which that is there, too.
  init(
    by shape: CellShape,
    giving result: CellShape? = nil,
    isGreatest: Bool,
    skipsMissing: Bool = true
  ) {
    self.isGreatest = isGreatest
    self.skipsMissing = skipsMissing
    hasResult = result != nil
    rows = KeptRows([shape] + (result.map { [$0] } ?? []))
  }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

  /// The arguments are as in SQL: what is asked for comes first, `arg_min(result, by)`.
  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    take(groups, hasResult ? [arguments[1], arguments[0]] : arguments, count)
  }

  /// The columns are as they are kept.
  private func take(_ groups: UnsafePointer<UInt32>, _ columns: [Cells], _ count: Int) {
    let cells = columns.map { $0.flattened(count) }
    let by = cells[0]
    let result = hasResult && skipsMissing ? cells[1] : nil
    let kept = rows.columns[0].cells
    if by.kind == .bytes {
      let (values, others) = (by.values(ByteRun.self), kept.values(ByteRun.self))
      let isGreatest = isGreatest
      rows.update(
        groups,
        cells,
        count: count,
        where: { by.isValid($0) && result?.isValid($0) ?? true },
        beats: {
          isGreatest
            ? ByteRun.isLess(values[$1], values[$0]) : ByteRun.isLess(values[$0], values[$1])
        },
        beatsKept: {
          isGreatest
            ? ByteRun.isLess(others[$1], values[$0]) : ByteRun.isLess(values[$0], others[$1])
        }
      )
      return
    }
    let sign = isGreatest ? -1 : 1
    rows.update(
      groups,
      cells,
      count: count,
      where: { by.isValid($0) && result?.isValid($0) ?? true },
      beats: { CellOrder.compareValues(by, $0, by, $1) * sign < 0 },
      beatsKept: { CellOrder.compareValues(by, $0, kept, $1) * sign < 0 }
    )
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let (cells, targets) = same(other).rows.batch(groups, mapping, count)
    take(UnsafePointer(targets.base), cells, targets.count)
  }

  func finish(_ groups: Range<Int>) -> Cells { rows.cells(hasResult ? 1 : 0, groups) }
}
