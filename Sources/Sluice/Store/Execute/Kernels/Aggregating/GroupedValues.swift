// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are those of the state that they are for.

/// The different values of each group: an index of the group and the arguments together.
final class GroupedValues {
  /// An index of values, after the number of the group if there are several.
  let index: GroupIndex
  private let isGrouped: Bool
  private var numbers = Selection(capacity: 0)

  /// An index of arguments of these shapes; those of the first group only if it is not grouped.
  init(_ shapes: [CellShape], isGrouped: Bool) {
    self.isGrouped = isGrouped
    index = GroupIndex((isGrouped ? [CellShape(kind: .int32)] : []) + shapes)
  }

  /// Tells whether to end, with values that mean nothing.
  var interruption: Interruption? {
    get { index.interruption }
    set { index.interruption = newValue }
  }

  /// The number of different values of all groups.
  var count: Int { index.count }

  /// The values, a column each.
  var cells: [Cells] { isGrouped ? Array(index.cells.dropFirst()) : index.cells }

  /// The group that a value belongs to.
  @inline(__always)
  func group(_ value: Int) -> Int {
    isGrouped ? Int(index.keys[0].values(Int32.self)[value]) : 0
  }

  /// Adds rows in which all arguments have a value, or just all. Gives the number of each row's value.
  ///
  /// Without `groups` all rows belong to the first group.
  func add(
    _ groups: UnsafePointer<UInt32>?,
    _ arguments: [Cells],
    count: Int,
    skippingMissing: Bool
  ) -> (values: UnsafePointer<UInt32>, count: Int) {
    var cells = arguments.map { $0.flattened(count) }
    var rows: Selection?
    if skippingMissing {
      rows = JoinIndex.validRows(cells, count, cells.map { _ in false })
      if let rows { cells = cells.map { $0.gathered(rows) } }
    }
    let size = rows?.count ?? count
    if numbers.count < size || numbers.count == 0 {
      numbers = Selection(capacity: max(Chunk.size, size))
      numbers.count = max(Chunk.size, size)
    }
    if isGrouped {
      let block = CellBlock(.int32, capacity: max(1, size))
      let target = block.cells(UInt32.self)
      for place in 0..<size {
        target[place] = groups.map { $0[rows.map { Int($0.rows[place]) } ?? place] } ?? 0
      }
      cells.insert(Cells(.int32, block), at: 0)
    }
    index.findOrAdd(cells, count: size, into: numbers.rows)
    return (UnsafePointer(numbers.rows), size)
  }

  /// Calls `body` with parts of the values, with the groups of another that they become part of.
  ///
  /// A group here may become part of several there.
  func forEachBatch(
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int,
    _ body: (_ first: Selection, _ groups: UnsafePointer<UInt32>, _ cells: [Cells]) -> Void
  ) {
    // The first place of each group, and the next place of the same group, or none.
    let (firsts, nexts) = (GrowingBuffer<UInt32>(), GrowingBuffer<UInt32>())
    nexts.resize(to: count, filling: GroupIndex.none)
    for place in (0..<count).reversed() {
      let source = GroupResults.source(groups, place)
      if firsts.count <= source { firsts.resize(to: source + 1, filling: GroupIndex.none) }
      nexts.base[place] = firsts[source]
      firsts.base[source] = UInt32(place)
    }
    let rows = Selection(capacity: Chunk.size)
    let own = GrowingBuffer<UInt32>(capacity: Chunk.size)
    let all = cells
    func flush() {
      if rows.count > 0 { body(rows, UnsafePointer(own.base), all.map { $0.gathered(rows) }) }
      rows.count = 0
      own.count = 0
    }
    for value in 0..<self.count {
      if value & (Interruption.rows - 1) == 0, interruption?.isRequested == true { return }
      let group = group(value)
      var place = group < firsts.count ? firsts[group] : GroupIndex.none
      while place != GroupIndex.none {
        rows.rows[rows.count] = UInt32(value)
        rows.count += 1
        own.append(mapping[Int(place)])
        if rows.count == Chunk.size {
          flush()
          if interruption?.isRequested == true { return }
        }
        place = nexts[Int(place)]
      }
    }
    flush()
  }
}
