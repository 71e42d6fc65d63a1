// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The groups of one set of keys.
final class Grouping: @unchecked Sendable {
  // Unchecked: used by one thread at a time.

  private let step: AggregateStep
  private let places: [Int]
  private let index: GroupIndex
  private let states: [any AggregateState]
  private let kept: [OrderedRows?]
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private let chosen = GrowingBuffer<UInt32>()
  private let coded = CodedGroups()
  private let parts = GroupParts()
  private let interruption: Interruption
  private var rowCount = 0
  /// Rows that came after groups were too many to be worth it, parted by their keys.
  private var parted: PartitionedRows?

  /// From so many groups on, if there is one for every other row, rows are parted first: small tables of
  /// groups, one after the other, are faster than a large one.
  private static let partLimit = 1 << 15
  private static let partBits = 7

  /// Has no groups of the keys at some places yet.
  ///
  /// A range that is known is that of a single integer.
  init(
    _ step: AggregateStep,
    _ places: [Int],
    _ query: RunningQuery,
    range: ClosedRange<Int64>? = nil,
    isHashed: Bool = false
  ) {
    self.step = step
    self.places = places
    interruption = query.interruption
    index = GroupIndex(places.map { step.keyShapes[$0] }, range: range, isHashed: isHashed)
    index.interruption = interruption
    states = step.calls.map { call in
      var state = call.function.makeState()
      if call.isDistinct, !call.shapes.isEmpty {
        state = DistinctState(state, call.shapes, isGrouped: !places.isEmpty)
      }
      state.watch(query.interruption)
      return state
    }
    kept = step.calls.map { $0.order.isEmpty ? nil : OrderedRows($0) }
  }

  /// The number of groups: without keys there is one even of no rows.
  var count: Int { places.isEmpty ? 1 : index.count }

  /// Whether groups can be parted by their keys.
  var hasKeys: Bool { !places.isEmpty }

  /// The memory that the groups take.
  var byteCount: Int {
    index.byteCount + (parted?.byteCount ?? 0) + states.reduce(0) { $0 + $1.byteCount }
      + kept.reduce(0) { $0 + ($1?.byteCount ?? 0) }
  }

  /// Whether rows are only parted from now on.
  var isParted: Bool { parted != nil }

  /// Parts rows from now on, if groups hardly make them fewer.
  func partIfWorth(sharingBytes: Bool) {
    guard hasKeys, index.count >= Self.partLimit, index.count > rowCount / 2 else { return }
    let shapes = GroupingInput.shapes(step)
    parted = PartitionedRows(shapes, bits: Self.partBits, sharingBytes: sharingBytes)
  }

  /// Keeps rows that are parted, with the hashes of their keys.
  func keep(_ columns: [Cells], _ hashes: UnsafePointer<UInt64>, count: Int) {
    parted?.append(columns, hashes: hashes, count: count)
  }

  /// Adds rows, with the hashes of their keys if those are known.
  func add(_ input: GroupingInput, hashes: UnsafePointer<UInt64>? = nil) throws {
    numbers.reserve(input.count)
    rowCount += input.count
    findGroups(input, hashes)
    let isInParts =
      step.calls.count > 1 && index.count <= GroupParts.groupLimit && !places.isEmpty
      && input.count >= GroupParts.leastCount
    if isInParts { parts.part(numbers.base, count: input.count, groupCount: index.count) }
    for (place, call) in input.calls.enumerated() {
      // The states of many calls grow at the same time.
      try interruption.check()
      let state = states[place]
      state.grow(to: index.count)
      guard call.count > 0 else { continue }
      var groups = UnsafePointer(numbers.base)
      if let rows = call.rows {
        chosen.reserve(rows.count)
        for place in 0..<rows.count { chosen.base[place] = numbers[Int(rows.rows[place])] }
        groups = UnsafePointer(chosen.base)
      }
      if let ordered = kept[place] {
        ordered.add(call, groups)
        continue
      }
      try explaining(place) {
        if places.isEmpty {
          try state.updateSingle(call.arguments, count: call.count)
        } else if isInParts && call.rows == nil {
          try state.update(parts, call.arguments)
        } else {
          try state.update(groups, call.arguments, count: call.count)
        }
      }
    }
  }

  /// Does something with a call; if it fails, says in a sentence what does not fit.
  private func explaining<Result>(_ place: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as KernelFailure {
      let function = step.calls[place].function
      throw failure.explained(function.name, function.result, .none)
    }
  }

  /// Numbers the rows by their groups. Keys are not put together where their numbers are enough.
  private func findGroups(_ input: GroupingInput, _ hashes: UnsafePointer<UInt64>?) {
    if hashes == nil, let keys = input.coded {
      let own = places.map { keys[$0] }
      if !own.isEmpty, coded.findOrAdd(own, count: input.count, index, into: numbers.base) {
        return
      }
    }
    let keys = input.keys
    index.findOrAdd(
      places.map { keys[$0] },
      hashes: hashes,
      count: input.count,
      into: numbers.base
    )
  }

  /// The groups by the uppermost bits of the hashes of their keys.
  func partitions(bits: Int) -> [Selection] { index.partitions(bits: bits) }

  /// The hashes of the keys of rows, by whose uppermost bits groups are parted.
  func hash(_ input: GroupingInput, into hashes: UnsafeMutablePointer<UInt64>) {
    let keys = places.map { input.keys[$0].flattened(input.count) }
    Hashing.hash(keys, count: input.count, into: hashes)
  }

  /// The groups of several lanes, in parts that have none in common.
  static func merged(_ lanes: [Grouping], _ query: RunningQuery) throws -> [FinishedGroups] {
    let isParted = lanes.contains { $0.isParted }
    guard lanes.count > 1 || isParted else { return lanes.map(FinishedGroups.init) }
    let total = lanes.reduce(0) { $0 + $1.index.count }
    let bits = isParted ? partBits : lanes[0].hasKeys ? query.partitionBits(rows: total) : 0
    guard bits > 0 else {
      for lane in lanes.dropFirst() {
        try query.checkCancellation()
        try lanes[0].merge(lane)
      }
      return [FinishedGroups(lanes[0])]
    }
    let parts = max(1 << bits, total / rangeGroups)
    if !isParted, let ranges = KeyRanges(lanes.map(\.index), limit: parts) {
      return try merged(lanes, ranges, query)
    }
    let groups = try query.collect(lanes.count) { lanes[$0].partitions(bits: bits) }
    return try query.collect(1 << bits) { part in
      FinishedGroups(try merged(lanes, groups.map { $0[part] }, part, query))
    }
  }

  /// The groups that a range of keys is to have, about.
  private static let rangeGroups = 1 << 13

  /// The groups of several lanes by the ranges of their keys. What only one lane has stays there.
  private static func merged(
    _ lanes: [Grouping],
    _ ranges: KeyRanges,
    _ query: RunningQuery
  ) throws -> [FinishedGroups] {
    let groups = try query.collect(lanes.count) { lanes[$0].index.partitions(ranges) }
    var own = lanes.map { FinishedGroups($0, []) }
    var shared: [Int] = []
    for part in 0..<ranges.count {
      let owners = lanes.indices.filter { groups[$0][part].count > 0 }
      guard let owner = owners.first else { continue }
      if owners.count > 1 || !own[owner].take(groups[owner][part]) { shared.append(part) }
    }
    let merged = try query.collect(shared.count) { [shared] number in
      let part = shared[number]
      let result = Grouping(lanes[0].step, lanes[0].places, query, range: ranges.keys(part))
      for (lane, groups) in zip(lanes, groups) where groups[part].count > 0 {
        try query.checkCancellation()
        try result.merge(lane, groups[part])
      }
      return FinishedGroups(result)
    }
    return own.filter { !$0.ranges.isEmpty } + merged
  }

  /// Some groups of several lanes.
  static func merged(
    _ lanes: [Grouping],
    _ groups: [Selection],
    _ part: Int,
    _ query: RunningQuery
  ) throws -> Grouping {
    let result = Grouping(lanes[0].step, lanes[0].places, query, isHashed: true)
    for (lane, groups) in zip(lanes, groups) {
      try query.checkCancellation()
      try result.merge(lane, groups)
      try result.take(part..<part + 1, of: lane)
    }
    return result
  }

  /// Adds the rows of some parts of those that a lane has parted.
  private func take(_ parts: Range<Int>, of lane: Grouping) throws {
    guard let parted = lane.parted else { return }
    for part in parts {
      try parted.forEachBatch(of: part) { columns, hashes, count in
        try add(GroupingInput(columns, count: count, step), hashes: hashes)
      }
    }
  }

  /// Some groups of several lanes, with the rows that lanes have put into a file.
  ///
  /// `note` is told the memory that is taken.
  static func merged(
    _ lanes: [Grouping],
    _ groups: [Selection],
    _ part: Int,
    _ rows: PartedRows,
    _ query: RunningQuery,
    _ note: (Int) throws -> Void
  ) throws -> Grouping {
    let step = lanes[0].step
    let result = Grouping(step, lanes[0].places, query, isHashed: true)
    let frames = rows.frames(part)
    // Rows in memory are parted by more bits than those in the file.
    let more = partBits - Spill.bits
    var next = 0
    for (number, lane) in lanes.enumerated() {
      try query.checkCancellation()
      try result.merge(lane, groups[number])
      try result.take(part << more..<(part + 1) << more, of: lane)
      while next < frames.count, frames[next].lane == number {
        try rows.read(frames[next].frame) { chunk in
          try query.checkCancellation()
          let columns = (0..<chunk.width).map { chunk[$0] }
          try result.add(GroupingInput(columns, count: chunk.count, step))
          return true
        }
        try note(result.byteCount)
        next += 1
      }
    }
    return result
  }

  /// Adds the groups of another, all or some, whose rows come later.
  private func merge(_ other: Grouping, _ groups: Selection? = nil) throws {
    let count = groups?.count ?? other.index.count
    let mapping = GrowingBuffer<UInt32>(capacity: max(1, count))
    index.merge(other.index, groups: groups, mapping: mapping.base)
    for (place, state) in states.enumerated() {
      state.grow(to: index.count)
      if let ordered = kept[place], let others = other.kept[place] {
        try ordered.merge(
          others,
          groups,
          mapping.base,
          groupCount: other.index.count,
          interruption
        )
      } else {
        try explaining(place) {
          try state.combine(
            other.states[place],
            groups: groups.map { UnsafePointer($0.rows) },
            into: UnsafePointer(mapping.base),
            count: count
          )
        }
        try interruption.check()
      }
    }
  }

  /// Gives a row for each of some groups to a lane; `false` if it wants no more. Rows may not follow.
  func emit(_ ranges: [Range<Int>], to lane: Lane, _ query: RunningQuery) throws -> Bool {
    for (place, state) in states.enumerated() {
      state.grow(to: count)
      try explaining(place) { try kept[place]?.replay(into: state, query.onOneThread) }
    }
    let keys = index.keys.map(\.cells)
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound {
        // Cells are cut at multiples of 64.
        let first = start & ~63
        let end = min(range.upperBound, first + Chunk.size)
        let chunk = try rows(keys, first..<end, query)
        let wanted = first == start ? chunk : chunk.picking(Selection(start - first..<end - first))
        guard try lane.consume(wanted) else { return false }
        start = end
      }
    }
    return true
  }

  /// The rows of some groups.
  private func rows(
    _ keys: [Cells],
    _ groups: Range<Int>,
    _ query: RunningQuery
  ) throws -> Chunk {
    var columns = step.keyShapes.indices.map { key -> Cells in
      guard let place = places.firstIndex(of: key) else { return step.keyShapes[key].null }
      return keys[place].from(groups.lowerBound)
    }
    for (place, state) in states.enumerated() {
      columns.append(try explaining(place) { try state.finish(groups) })
      try query.checkCancellation()
    }
    if step.hasGroupingColumn { columns.append(.constant(.int64, groupingBits)) }
    return Chunk(columns, count: groups.count)
  }

  /// A bit for each key that does not count, the first the lowest.
  private var groupingBits: Int64 {
    step.keyShapes.indices.reduce(0) { places.contains($1) ? $0 : $0 | 1 << Int64($1) }
  }
}
