// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Rows that come to an aggregate in an order of its own, and so are kept until all are there.
final class OrderedRows {
  private let call: AggregateStep.Call
  private let rows: StoredChunks
  private let groups = GrowingBuffer<UInt32>()

  /// Has no rows of a call yet.
  init(_ call: AggregateStep.Call) {
    self.call = call
    rows = StoredChunks(shapes: call.order.map(\.shape) + call.shapes)
  }

  /// The memory that the rows take.
  var byteCount: Int { rows.byteCount + groups.capacity * 4 }

  /// Adds rows, each with the number of its group.
  func add(_ input: GroupingInput.Call, _ numbers: UnsafePointer<UInt32>) {
    rows.append(Chunk(input.order + input.arguments, count: input.count))
    groups.reserve(groups.count + input.count)
    for place in 0..<input.count { groups.append(numbers[place]) }
  }

  /// Adds the rows of some groups of another, as later ones: the group at each place becomes the one that
  /// the mapping has there.
  func merge(
    _ other: OrderedRows,
    _ chosen: Selection?,
    _ mapping: UnsafePointer<UInt32>,
    groupCount: Int,
    _ interruption: Interruption
  ) throws {
    let targets = GrowingBuffer<UInt32>()
    targets.resize(to: groupCount, filling: GroupIndex.none)
    for place in 0..<(chosen?.count ?? groupCount) {
      targets.base[chosen.map { Int($0.rows[place]) } ?? place] = mapping[place]
    }
    let picked = Selection(capacity: other.rows.count)
    for row in 0..<other.rows.count {
      let target = targets[Int(other.groups[row])]
      guard target != GroupIndex.none else { continue }
      picked.rows[picked.count] = UInt32(row)
      picked.count += 1
      groups.append(target)
    }
    try rows.append(picked, of: other.rows, interruption)
  }

  /// Gives all rows to the state of the call, in their order.
  func replay(into state: any AggregateState, _ query: RunningQuery) throws {
    let cells = rows.cells
    let keys = Array(cells.prefix(call.order.count))
    let order = try RowSorter(call.order).sorted(keys, rows.count, query)
    let arguments = cells.suffix(call.shapes.count)
    let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
    var start = 0
    while start < rows.count {
      try query.checkCancellation()
      let size = min(Chunk.size, rows.count - start)
      let part = order.from(start).prefix(size)
      for place in 0..<size { numbers.base[place] = groups[Int(part.rows[place])] }
      try state.update(numbers.base, arguments.map { $0.gathered(part) }, count: size)
      start += size
    }
  }
}
