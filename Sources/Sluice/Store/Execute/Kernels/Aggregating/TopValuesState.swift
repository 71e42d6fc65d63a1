// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those that were collected.

/// Lists of the least or the greatest values, or of what is in another column of their rows: `min(x, 3)`,
/// `arg_max(x, by, 3)`. Of equal ones those that came first are taken.
final class TopValuesState: AggregateState {
  /// How many values a list has; `nil` for the first value alone.
  private let limit: Int?
  private let takesMissing: Bool
  private let order: KeyOrder
  private let hasResult: Bool
  /// What rows are ordered by, and what is asked for if that is something else.
  private let rows: CollectedRows

  /// Up to `limit` values in the order of values of a shape, of the same or of another shape.
  ///
  /// Rows without one of both are left out, unless they are taken as the last.
  init(
    by shape: CellShape,
    giving result: CellShape? = nil,
    isGreatest: Bool,
    limit: Int?,
    takesMissing: Bool = false
  ) {
    self.limit = limit
    self.takesMissing = takesMissing
    order = KeyOrder(isDescending: isGreatest)
    hasResult = result != nil
    rows = CollectedRows(
      CellShape(kind: .structure, children: [shape] + (result.map { [$0] } ?? []))
    )
  }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

  /// The arguments are as in SQL: what is asked for comes first.
  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let columns = (hasResult ? [arguments[1], arguments[0]] : arguments).prefix(hasResult ? 2 : 1)
    let cells = columns.map { $0.flattened(count) }
    let block = CellBlock(.structure, capacity: max(1, count))
    if !takesMissing {
      for cells in cells { block.takeMissing(of: cells, count: count) }
    }
    let both = Cells(.structure, block, children: cells)
    rows.add(groups, both, count, skippingMissing: true)
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
    let columns = rows.values.cells.children
    let chosen = GrowingBuffer<UInt32>()
    let block = CellBlock(.list, capacity: max(1, groups.count))
    let result = columns[hasResult ? 1 : 0]
    for (place, group) in groups.enumerated() {
      let own = Selection(capacity: starts[group + 1] - starts[group])
      own.count = starts[group + 1] - starts[group]
      own.rows.update(from: numbers + starts[group], count: own.count)
      let sorted = KeySorter.permutation([columns[0].gathered(own)], [order], count: own.count)
      guard let limit else {
        chosen.append(own.count == 0 ? Cells.noRow : own.rows[Int(sorted.rows[0])])
        continue
      }
      let size = min(limit, own.count)
      block.cells(ListRun.self)[place] = ListRun(
        start: size == 0 ? 0 : UInt32(chosen.count),
        count: UInt32(size)
      )
      if own.count == 0 { block.setMissing(place, stride: CellKind.list.stride) }
      for number in 0..<size { chosen.append(own.rows[Int(sorted.rows[number])]) }
    }
    let elements = Selection(capacity: chosen.count)
    elements.rows.update(from: chosen.base, count: chosen.count)
    elements.count = chosen.count
    guard limit != nil else { return result.gathered(elements, hasGaps: true) }
    return Cells(.list, block, children: [result.gathered(elements)])
  }
}
