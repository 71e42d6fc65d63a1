// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those that were collected.

/// Puts the values of each group into a list, also those that are missing, in the order in which they come.
final class ListState: AggregateState {
  private let rows: CollectedRows
  private let skipsMissing: Bool

  /// Lists of values of a shape.
  init(_ shape: CellShape, skipsMissing: Bool = false) {
    rows = CollectedRows(shape)
    self.skipsMissing = skipsMissing
  }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    rows.add(groups, arguments[0], count, skippingMissing: skipsMissing)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    rows.combine(same(other).rows, groups, mapping, count)
  }

  func finish(_ groups: Range<Int>) -> Cells {
    let (starts, numbers) = rows.sorted()
    let all = starts[groups.lowerBound]..<starts[groups.upperBound]
    let elements = Selection(capacity: all.count)
    elements.rows.update(from: numbers + all.lowerBound, count: all.count)
    elements.count = all.count
    let block = CellBlock(.list, capacity: max(1, groups.count))
    for (place, group) in groups.enumerated() {
      let count = starts[group + 1] - starts[group]
      let start = count == 0 ? 0 : UInt32(starts[group] - all.lowerBound)
      block.cells(ListRun.self)[place] = ListRun(start: start, count: UInt32(count))
      if count == 0 { block.setMissing(place, stride: CellKind.list.stride) }
    }
    return Cells(.list, block, children: [rows.values.cells.gathered(elements)])
  }
}
