// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// All values of all groups, for aggregates that need them all at the end.
final class CollectedRows {
  /// The values, in the order in which they came.
  let values: CellColumn
  private let groups = GrowingBuffer<UInt32>()
  private var groupCount = 0
  /// Made by the first that asks: several threads may, when parts of the groups go to others.
  private let order = Locked<Order?>(nil)

  private struct Order {
    var starts: GrowingBuffer<Int>
    var rows: Selection
  }

  /// Keeps values of a shape.
  init(_ shape: CellShape) { values = CellColumn(shape) }

  var byteCount: Int { values.byteCount + groups.capacity * 4 }

  /// Has so many groups.
  func grow(to groups: Int) {
    groupCount = groups
    order.withLock { $0 = nil }
  }

  /// Keeps the values of a batch, all or those that are there.
  func add(_ numbers: UnsafePointer<UInt32>, _ cells: Cells, _ count: Int, skippingMissing: Bool) {
    order.withLock { $0 = nil }
    if skippingMissing && cells.validity != nil {
      let rows = Logic.selectNull(cells, count: count, inverted: true)
      values.append(cells, rows: rows)
      groups.reserve(groups.count + rows.count)
      for place in 0..<rows.count { groups.append(numbers[Int(rows.rows[place])]) }
    } else {
      values.append(cells, count: count)
      groups.reserve(groups.count + count)
      (groups.base + groups.count).update(from: numbers, count: count)
      groups.count += count
    }
  }

  /// Keeps the values of another, as later ones. A group of it may become part of several.
  func combine(
    _ other: CollectedRows,
    _ sources: UnsafePointer<UInt32>?,
    _ mapping: UnsafePointer<UInt32>,
    _ count: Int
  ) {
    order.withLock { $0 = nil }
    if other.groupCount == 1 && count == 1 {
      // All of them stay in their order.
      values.append(other.values.cells, count: other.values.count)
      groups.resize(to: values.count, filling: mapping[0])
      return
    }
    let (starts, numbers) = other.sorted()
    var total = 0
    for place in 0..<count {
      let source = GroupResults.source(sources, place)
      total += starts[source + 1] - starts[source]
    }
    let rows = Selection(capacity: total)
    groups.reserve(groups.count + total)
    for place in 0..<count {
      let source = GroupResults.source(sources, place)
      for index in starts[source]..<starts[source + 1] {
        rows.rows[rows.count] = numbers[index]
        rows.count += 1
        groups.append(mapping[place])
      }
    }
    values.append(other.values.cells, rows: rows)
  }

  /// The rows of the values group by group, and where each group begins; one more than there are groups.
  func sorted() -> (starts: UnsafePointer<Int>, rows: UnsafePointer<UInt32>) {
    let order = order.withLock { known in
      let made = known ?? makeOrder()
      known = made
      return made
    }
    return (UnsafePointer(order.starts.base), UnsafePointer(order.rows.rows))
  }

  private func makeOrder() -> Order {
    let starts = GrowingBuffer<Int>()
    starts.resize(to: groupCount + 2, filling: 0)
    let (numbers, bounds) = (groups.base, starts.base)
    for row in 0..<groups.count { bounds[Int(numbers[row]) + 2] += 1 }
    for group in 0..<groupCount { bounds[group + 2] += bounds[group + 1] }
    let rows = Selection(capacity: groups.count)
    rows.count = groups.count
    for row in 0..<groups.count {
      let group = Int(numbers[row])
      rows.rows[bounds[group + 1]] = UInt32(truncatingIfNeeded: row)
      bounds[group + 1] += 1
    }
    return Order(starts: starts, rows: rows)
  }
}
