// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Gives another state each value of a group once, in the order in which they came first.
final class DistinctState: AggregateState {
  private let inner: any AggregateState
  private let values: GroupedValues
  private var isDone = false
  private var interruption: Interruption?

  /// Keeps arguments of these shapes for a state; those of the first group only if it is not grouped.
  init(_ inner: any AggregateState, _ shapes: [CellShape], isGrouped: Bool) {
    self.inner = inner
    values = GroupedValues(shapes, isGrouped: isGrouped)
  }

  var byteCount: Int { inner.byteCount + values.index.byteCount }

  func grow(to groups: Int) { inner.grow(to: groups) }

  func watch(_ interruption: Interruption) {
    self.interruption = interruption
    values.interruption = interruption
    inner.watch(interruption)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    _ = values.add(groups, arguments, count: count, skippingMissing: false)
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    _ = values.add(nil, arguments, count: count, skippingMissing: false)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    same(other).values.forEachBatch(groups: groups, into: mapping, count: count) {
      rows,
      targets,
      cells in
      _ = values.add(targets, cells, count: rows.count, skippingMissing: false)
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    if !isDone {
      isDone = true
      let (cells, numbers) = (values.cells, GrowingBuffer<UInt32>(capacity: Chunk.size))
      var start = 0
      while start < values.count, interruption?.isRequested != true {
        let count = min(Chunk.size, values.count - start)
        for place in 0..<count { numbers.base[place] = UInt32(values.group(start + place)) }
        try inner.update(
          UnsafePointer(numbers.base),
          cells.map { $0.from(start) },
          count: count
        )
        start += count
      }
    }
    return try inner.finish(groups)
  }
}
