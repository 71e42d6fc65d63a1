// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Puts rows together in groups.
struct AggregateStep: PhysicalStep {
  /// A function, with what it is called with.
  struct Call: Sendable {
    var function: AggregateFunction
    var arguments: [any Evaluator]
    var shapes: [CellShape]
    var isDistinct: Bool
    var filter: (any Evaluator)?
    /// The order in which rows come to the function.
    var order: [SortColumn]
  }

  let input: any PhysicalStep
  let keys: [any Evaluator]
  let keyShapes: [CellShape]
  /// For each grouping the places of the keys that count in it.
  let groupings: [[Int]]
  let calls: [Call]
  /// Whether a column tells which keys do not count.
  let hasGroupingColumn: Bool
  let columns: [PlanColumn]
  var title: String { keys.isEmpty ? "Aggregate" : "Hash aggregate" }
  var details: [String] {
    let sets = groupings.count == 1 ? [] : ["\(groupings.count) sets of keys"]
    return ["\(keys.count) keys"] + sets + calls.map(\.function.name)
  }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    var parts: [GroupingConsumer] = []
    try input.run(query) {
      let part = GroupingConsumer(self)
      parts.append(part)
      return part
    }
    for number in groupings.indices {
      let groups = try Grouping.merged(parts.map { $0.groupings[number] }, query)
      let isOpen = SharedNumber(1)
      let total = groups.reduce(0) { $0 + $1.count }
      try query.run(units: groups.count, rows: total, makeConsumer) { range, lane in
        for place in range {
          guard try groups[place].emit(to: lane) else {
            isOpen.lower(to: 0)
            return
          }
        }
      }
      if isOpen.value == 0 { return }
    }
  }
}

/// Gathers the rows of one task in groups.
final class GroupingConsumer: ChunkConsumer {
  private let step: AggregateStep
  fileprivate let groupings: [Grouping]

  init(_ step: AggregateStep) {
    self.step = step
    groupings = step.groupings.map { Grouping(step, $0) }
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    // Keys are computed once for all groupings, unless their numbers are enough.
    if let coded = chunk.coded(step.keys) {
      for grouping in groupings { try grouping.add(chunk, coded) }
      return true
    }
    var keys: [Cells] = []
    for key in step.keys { keys.append(try key.evaluate(chunk)) }
    for grouping in groupings { try grouping.add(chunk, keys) }
    return true
  }

}

/// The groups of one set of keys.
private final class Grouping: @unchecked Sendable {
  // Unchecked: used by one thread at a time.

  private let step: AggregateStep
  private let places: [Int]
  private let index: GroupIndex
  private let states: [any AggregateState]
  /// Rows that come to a function in an order of its own, and so are kept until all are there.
  private let kept: [OrderedRows?]
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private let coded = CodedGroups()
  private let parts = GroupParts()

  init(_ step: AggregateStep, _ places: [Int], isHashed: Bool = false) {
    self.step = step
    self.places = places
    index = GroupIndex(places.map { step.keyShapes[$0] }, isHashed: isHashed)
    states = step.calls.map { call in
      let state = call.function.makeState()
      guard call.isDistinct, !call.shapes.isEmpty else { return state }
      return DistinctState(state, call.shapes, isGrouped: !places.isEmpty)
    }
    kept = step.calls.map { $0.order.isEmpty ? nil : OrderedRows($0) }
  }

  func add(_ chunk: Chunk, _ keys: [(values: DistinctCells, codes: Selection)]) throws {
    numbers.reserve(chunk.count)
    let own = places.map { keys[$0] }
    if own.isEmpty || !coded.findOrAdd(own, count: chunk.count, index, into: numbers.base) {
      let cells = own.map { $0.values.cells.gathered($0.codes.prefix(chunk.count)) }
      index.findOrAdd(cells, count: chunk.count, into: numbers.base)
    }
    try update(chunk)
  }

  func add(_ chunk: Chunk, _ keys: [Cells]) throws {
    numbers.reserve(chunk.count)
    index.findOrAdd(places.map { keys[$0] }, count: chunk.count, into: numbers.base)
    try update(chunk)
  }

  /// Hands the rows of a chunk to the functions, by the numbers of their groups.
  private func update(_ chunk: Chunk) throws {
    let isParted =
      step.calls.count > 1 && index.count <= GroupParts.groupLimit && !places.isEmpty
      && chunk.count >= GroupParts.leastCount
    if isParted { parts.part(numbers.base, count: chunk.count, groupCount: index.count) }
    for (place, call) in step.calls.enumerated() {
      let state = states[place]
      state.grow(to: index.count)
      var rows: Selection?
      if let filter = call.filter { rows = try filter.select(chunk) }
      var arguments: [Cells] = []
      // What a filter leaves out is not computed.
      let part = rows.map { chunk.picking($0) } ?? chunk
      guard part.count > 0 else { continue }
      for argument in call.arguments { arguments.append(try argument.evaluate(part)) }
      var groups = UnsafePointer(numbers.base)
      let chosen = GrowingBuffer<UInt32>()
      if let rows {
        chosen.reserve(rows.count)
        for place in 0..<rows.count { chosen.base[place] = numbers[Int(rows.rows[place])] }
        groups = UnsafePointer(chosen.base)
      }
      if let ordered = kept[place] {
        try ordered.add(part, arguments, groups)
      } else if places.isEmpty {
        try state.updateSingle(arguments, count: part.count)
      } else if isParted && rows == nil {
        try state.update(parts, arguments)
      } else {
        try state.update(groups, arguments, count: part.count)
      }
    }
  }

  /// The number of groups: without keys there is one even of no rows.
  var count: Int { places.isEmpty ? 1 : index.count }

  /// The groups of several lanes, in parts that have none in common.
  static func merged(_ lanes: [Grouping], _ query: RunningQuery) throws -> [Grouping] {
    guard lanes.count > 1 else { return lanes }
    let total = lanes.reduce(0) { $0 + $1.index.count }
    let bits = lanes[0].canBeParted ? query.partitionBits(rows: total) : 0
    guard bits > 0 else {
      for lane in lanes.dropFirst() {
        try query.checkCancellation()
        try lanes[0].merge(lane)
      }
      return [lanes[0]]
    }
    let groups = try query.collect(lanes.count) { lanes[$0].index.partitions(bits: bits) }
    return try query.collect(1 << bits) { part in
      let result = Grouping(lanes[0].step, lanes[0].places, isHashed: true)
      for (lane, groups) in zip(lanes, groups) {
        try query.checkCancellation()
        try result.merge(lane, groups[part])
      }
      return result
    }
  }

  /// Whether the groups can be parted: rows that are kept in an order of their own cannot.
  private var canBeParted: Bool { !places.isEmpty && kept.allSatisfy { $0 == nil } }

  /// Adds the groups of another, all or some, whose rows come later.
  private func merge(_ other: Grouping, _ groups: Selection? = nil) throws {
    let count = groups?.count ?? other.index.count
    let mapping = GrowingBuffer<UInt32>(capacity: max(1, count))
    index.merge(other.index, groups: groups, mapping: mapping.base)
    for (place, state) in states.enumerated() {
      state.grow(to: index.count)
      if let ordered = kept[place], let others = other.kept[place] {
        ordered.merge(others, mapping.base)
      } else {
        try state.combine(
          other.states[place],
          groups: groups.map { UnsafePointer($0.rows) },
          into: UnsafePointer(mapping.base),
          count: count
        )
      }
    }
  }

  func emit(to lane: Lane) throws -> Bool {
    let count = count
    for (place, state) in states.enumerated() {
      state.grow(to: count)
      try kept[place]?.replay(into: state)
    }
    let keys = index.keys.map(\.cells)
    var start = 0
    while start < count {
      let end = min(count, start + Chunk.size)
      var columns = step.keyShapes.indices.map { key -> Cells in
        guard let place = places.firstIndex(of: key) else { return step.keyShapes[key].null }
        return keys[place].from(start)
      }
      for state in states { columns.append(try state.finish(start..<end)) }
      if step.hasGroupingColumn { columns.append(.constant(.int64, groupingBits)) }
      guard try lane.consume(Chunk(columns, count: end - start)) else { return false }
      start = end
    }
    return true
  }

  /// A bit for each key that does not count, the first the lowest.
  private var groupingBits: Int64 {
    step.keyShapes.indices.reduce(0) { places.contains($1) ? $0 : $0 | 1 << Int64($1) }
  }
}

/// Rows that come to an aggregate in an order of its own.
private final class OrderedRows {
  private let call: AggregateStep.Call
  private let rows: StoredChunks
  private let groups = CellColumn(CellShape(.integer))

  init(_ call: AggregateStep.Call) {
    self.call = call
    rows = StoredChunks(shapes: call.order.map(\.shape) + call.shapes)
  }

  func add(_ chunk: Chunk, _ arguments: [Cells], _ numbers: UnsafePointer<UInt32>) throws {
    var cells: [Cells] = []
    for key in call.order { cells.append(try key.evaluator.evaluate(chunk)) }
    rows.append(Chunk(cells + arguments, count: chunk.count))
    for place in 0..<chunk.count { groups.append(value: Int32(bitPattern: numbers[place])) }
  }

  func merge(_ other: OrderedRows, _ mapping: UnsafePointer<UInt32>) {
    rows.append(Chunk(other.rows.cells, count: other.rows.count))
    let numbers = other.groups.values(Int32.self)
    for place in 0..<other.rows.count {
      groups.append(value: Int32(bitPattern: mapping[Int(numbers[place])]))
    }
  }

  func replay(into state: any AggregateState) throws {
    let cells = rows.cells
    let order = RowSorter(call.order).sorted(Array(cells.prefix(call.order.count)), rows.count)
    let arguments = cells.suffix(call.shapes.count).map { $0.gathered(order) }
    let numbers = groups.cells.gathered(order)
    let raw = UnsafeRawPointer(numbers.values(Int32.self)).assumingMemoryBound(to: UInt32.self)
    var start = 0
    while start < rows.count {
      let size = min(Chunk.size, rows.count - start)
      try state.update(raw + start, arguments.map { $0.from(start) }, count: size)
      start += size
    }
  }
}
