// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Aggregates over frames, by a tree of states.
///
/// A level of the tree has a state for every sixteen of those below it. A frame is put together from the
/// states that lie in it as a whole and the rows at its two ends, for many frames at the same time.
private struct FrameTree {
  static let bits = 4

  let arguments: [Cells]
  let levels: [any AggregateState]
  /// The memory that the states take.
  let byteCount: Int

  init(
    _ arguments: [Cells],
    _ count: Int,
    _ make: () -> any AggregateState,
    check: () throws -> Void
  ) throws {
    self.arguments = arguments
    var levels: [any AggregateState] = []
    var size = count
    while size > 1 << Self.bits {
      let state = make()
      let groups = Selection(capacity: Chunk.size)
      let (below, belowSize) = (levels.last, size)
      size = (size - 1) >> Self.bits + 1
      state.grow(to: size)
      var start = 0
      while start < belowSize {
        try check()
        let part = min(Chunk.size, belowSize - start)
        let places = Selection(start..<start + part)
        for place in 0..<part { groups.rows[place] = UInt32((start + place) >> Self.bits) }
        if let below {
          try state.combine(
            below,
            groups: UnsafePointer(places.rows),
            into: UnsafePointer(groups.rows),
            count: part
          )
        } else {
          let rows = arguments.map { $0.from(start) }
          try state.update(UnsafePointer(groups.rows), rows, count: part)
        }
        start += part
      }
      levels.append(state)
    }
    self.levels = levels
    byteCount = levels.reduce(0) { $0 + $1.byteCount }
  }
}

/// Pieces of frames of one kind: of which frame each is, and where it is.
private struct FramePieces {
  var frames: [UInt32] = []
  var places: [UInt32] = []

  mutating func add(_ frame: Int, _ range: Range<Int>) {
    for place in range {
      frames.append(UInt32(frame))
      places.append(UInt32(place))
    }
  }
}

/// The rows that an aggregate is about, and where they are among all.
private struct CountedRows {
  let rows: Selection
  /// For each place how many of them are before it, and for the end.
  private let ranks: [UInt32]

  init(_ count: Int, where isCounted: (Int) throws -> Bool) rethrows {
    rows = Selection(capacity: count)
    var ranks: [UInt32] = []
    ranks.reserveCapacity(count + 1)
    for place in 0..<count {
      ranks.append(UInt32(rows.count))
      guard try isCounted(place) else { continue }
      rows.rows[rows.count] = UInt32(place)
      rows.count += 1
    }
    ranks.append(UInt32(rows.count))
    self.ranks = ranks
  }

  /// Where those of some rows are.
  func range(_ places: Range<Int>) -> Range<Int> {
    Int(ranks[places.lowerBound])..<Int(ranks[places.upperBound])
  }
}

extension SortedWindow {
  /// What an aggregate makes of the rows that are seen from each row.
  func aggregate(_ function: AggregateFunction, _ call: WindowStep.Call) throws -> Cells {
    var arguments: [Cells] = []
    for (argument, shape) in zip(call.arguments, call.shapes) {
      arguments.append(try cells(argument, shape))
    }
    let filter = try call.filter.map { try cells($0, CellShape(.boolean)) }
    func makeState() -> any AggregateState {
      let state = function.makeState()
      state.watch(query.interruption)
      return state
    }
    func makeDistinct() -> any AggregateState {
      guard call.isDistinct, !call.shapes.isEmpty else { return makeState() }
      let state = DistinctState(function.makeState(), call.shapes, isGrouped: true)
      state.watch(query.interruption)
      return state
    }
    if call.argumentOrder.isEmpty, isWhole(call.frame) {
      return try partitions(call, arguments, filter, makeDistinct())
    }
    let frames = try frames(call.frame)
    guard call.argumentOrder.isEmpty else {
      return try oneByOne(call, arguments, frames, filter, makeDistinct)
    }
    var counted: CountedRows?
    if let filter {
      counted = try CountedRows(count) { place in
        try check(place)
        return filter.isValid(place) && filter.value(place, UInt8.self) == 1
      }
    }
    var make = makeDistinct
    if call.isDistinct, !call.shapes.isEmpty, beginsWithPartition(call.frame) {
      counted = try firstRows(of: arguments, call.shapes, among: counted)
      make = makeState
    }
    if let counted { arguments = try arguments.map { try gathered($0, counted.rows) } }
    let frameParts = { (place: Int) in
      let parts = self.parts(frames, place)
      return counted.map { counted in parts.map { counted.range($0) } } ?? parts
    }
    let tree = try FrameTree(arguments, counted?.rows.count ?? count, make, check: check)
    let column = CellColumn(call.result, capacity: count)
    var start = 0
    while start < count {
      try check()
      let size = min(Chunk.size, count - start)
      let state = make()
      state.grow(to: size)
      try fill(state, tree, start, size, frameParts)
      column.append(try results(of: state, 0..<size), count: size)
      start += size
    }
    return try inOrderOfRows(column.cells)
  }

  /// What a state makes of some groups. Of one that ended early nobody may look at it.
  private func results(of state: any AggregateState, _ groups: Range<Int>) throws -> Cells {
    let made = try state.finish(groups)
    try check()
    return made
  }

  /// Whether each row sees all rows from the first of its partition on, up to one.
  private func beginsWithPartition(_ frame: WindowStep.Frame) -> Bool {
    if case .unbounded = frame.start { frame.exclusion == .noOthers } else { false }
  }

  /// Of some rows those whose values no row before them in the partition has: from the first row on it is
  /// they that make a frame have a value.
  private func firstRows(
    of arguments: [Cells],
    _ shapes: [CellShape],
    among counted: CountedRows?
  ) throws -> CountedRows {
    let values = GroupedValues(shapes, isGrouped: true)
    values.interruption = query.interruption
    let all = counted?.rows ?? Selection(0..<count)
    let firsts = RowMarks(count: count)
    let partitions = GrowingBuffer<UInt32>(capacity: Chunk.size)
    for start in stride(from: 0, to: all.count, by: Chunk.size) {
      try check()
      let rows = all.from(start).prefix(min(Chunk.size, all.count - start))
      for place in 0..<rows.count {
        partitions.base[place] = UInt32(truncatingIfNeeded: partitionStart[Int(rows.rows[place])])
      }
      let cells = arguments.map { $0.gathered(rows) }
      _ = values.add(partitions.base, cells, count: rows.count, skippingMissing: false)
      let added = values.index.added
      for place in 0..<added.count { firsts.mark(Int(rows.rows[Int(added[place])])) }
      try note(values.index.byteCount)
    }
    try check()
    return try CountedRows(count) { place in
      try check(place)
      return firsts[place]
    }
  }

  /// Whether each row sees its whole partition.
  private func isWhole(_ frame: WindowStep.Frame) -> Bool {
    func reachesEnd(_ bound: WindowStep.Frame.Bound) -> Bool {
      switch bound {
      case .unbounded: true
      case .currentRow: orderColumns.isEmpty && frame.unit != .rows
      case .away: false
      }
    }
    return frame.exclusion == .noOthers && reachesEnd(frame.start) && reachesEnd(frame.end)
  }

  /// What an aggregate makes of each partition.
  private func partitions(
    _ call: WindowStep.Call,
    _ arguments: [Cells],
    _ filter: Cells?,
    _ state: any AggregateState
  ) throws -> Cells {
    let numbers = Selection(capacity: max(1, count))
    let partitionOfRow = Selection(capacity: max(1, count))
    var partitionCount = 0
    for start in stride(from: 0, to: count, by: Chunk.size) {
      try check()
      let size = min(Chunk.size, count - start)
      for place in start..<start + size {
        if partitionStart[place] == place { partitionCount += 1 }
        numbers.rows[place] = UInt32(truncatingIfNeeded: partitionCount - 1)
        partitionOfRow.rows[Int(order.rows[place])] = numbers.rows[place]
      }
      state.grow(to: partitionCount)
      let (groups, cells) = (UnsafePointer(numbers.rows + start), arguments.map { $0.from(start) })
      if let filter {
        let rows = RowFilter.selectTrue(filter.from(start), count: size)
        if rows.count > 0 { try state.update(groups, cells, rows: rows) }
      } else {
        try state.update(groups, cells, count: size)
      }
    }
    partitionOfRow.count = count
    let column = CellColumn(call.result, capacity: partitionCount)
    for start in stride(from: 0, to: partitionCount, by: Chunk.size) {
      try check()
      let end = min(partitionCount, start + Chunk.size)
      column.append(try results(of: state, start..<end), count: end - start)
    }
    return try gathered(column.cells, partitionOfRow)
  }

  private func fill(
    _ state: any AggregateState,
    _ tree: FrameTree,
    _ start: Int,
    _ size: Int,
    _ parts: (Int) -> [Range<Int>]
  ) throws {
    // On the way up the left ends of ranges, on the way down the right ones: pieces come in order.
    let partCount = (0..<size).map { parts(start + $0).count }.max() ?? 0
    for part in 0..<partCount {
      var left = Array(repeating: FramePieces(), count: tree.levels.count + 1)
      var right = left
      for frame in 0..<size {
        let ranges = parts(start + frame)
        guard part < ranges.count else { continue }
        var range = ranges[part]
        for level in 0...tree.levels.count {
          if level == tree.levels.count {
            left[level].add(frame, range)
            break
          }
          let inner =
            (range.lowerBound + 15)
            >> FrameTree.bits..<max(
              (range.lowerBound + 15) >> FrameTree.bits,
              range.upperBound >> FrameTree.bits
            )
          if inner.isEmpty {
            left[level].add(frame, range)
            break
          }
          left[level].add(frame, range.lowerBound..<inner.lowerBound << FrameTree.bits)
          right[level].add(frame, inner.upperBound << FrameTree.bits..<range.upperBound)
          range = inner
        }
      }
      for level in left.indices { try add(left[level], level, tree, to: state) }
      for level in right.indices.reversed() { try add(right[level], level, tree, to: state) }
    }
  }

  private func add(
    _ pieces: FramePieces,
    _ level: Int,
    _ tree: FrameTree,
    to state: any AggregateState
  ) throws {
    var start = 0
    while start < pieces.frames.count {
      try check()
      let size = min(Chunk.size, pieces.frames.count - start)
      let (frames, places) = (Selection(capacity: size), Selection(capacity: size))
      for place in 0..<size {
        frames.rows[place] = pieces.frames[start + place]
        places.rows[place] = pieces.places[start + place]
      }
      (frames.count, places.count) = (size, size)
      if level == 0 {
        try state.update(
          UnsafePointer(frames.rows),
          tree.arguments.map { $0.gathered(places) },
          count: size
        )
      } else {
        try state.combine(
          tree.levels[level - 1],
          groups: UnsafePointer(places.rows),
          into: UnsafePointer(frames.rows),
          count: size
        )
      }
      try note(tree.byteCount + state.byteCount)
      start += size
    }
  }

  /// Frames whose rows come in another order: each is made by itself.
  private func oneByOne(
    _ call: WindowStep.Call,
    _ arguments: [Cells],
    _ frames: WindowFrames,
    _ filter: Cells?,
    _ make: () -> any AggregateState
  ) throws -> Cells {
    let column = CellColumn(call.result, capacity: count)
    var order: [Cells] = []
    for key in call.argumentOrder { order.append(try cells(key.evaluator, key.shape)) }
    for place in 0..<count {
      try check()
      var rows = parts(frames, place).flatMap { Array($0) }
      if let filter {
        rows = rows.filter { filter.isValid($0) && filter.value($0, UInt8.self) == 1 }
      }
      var picked = Selection(capacity: rows.count)
      for (index, row) in rows.enumerated() { picked.rows[index] = UInt32(row) }
      picked.count = rows.count
      let keys = order.map { $0.gathered(picked) }
      picked = RowSorter(call.argumentOrder).sorted(keys, rows.count).applied(to: picked)
      let state = make()
      state.grow(to: 1)
      if picked.count > 0 {
        try state.updateSingle(arguments.map { $0.gathered(picked) }, count: picked.count)
      }
      column.append(try results(of: state, 0..<1), count: 1)
    }
    return try inOrderOfRows(column.cells)
  }
}
