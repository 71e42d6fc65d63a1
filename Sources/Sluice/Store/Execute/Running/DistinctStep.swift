// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The first row of those that are the same in some columns.
struct DistinctStep: PhysicalStep {
  let input: any PhysicalStep
  let on: [any Evaluator]
  let shapes: [CellShape]

  var columns: [PlanColumn] { input.columns }
  var title: String { "Distinct" }
  var details: [String] { ["\(on.count) columns"] }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    if let groups = groupsInstead(query) { return try groups.run(query, makeConsumer) }
    let use = MemoryUse(query, "rows that differ from each other")
    var parts: [DistinctRows] = []
    try input.run(query) {
      let part = DistinctRows(on, shapes, input.shapes, use, query)
      parts.append(part)
      return part
    }
    try DistinctRows.run(parts, query, makeConsumer)
  }
}

extension DistinctStep {
  /// Rows as groups of themselves, which may go into a file, if all columns count and there may be one.
  private func groupsInstead(_ query: RunningQuery) -> AggregateStep? {
    let places = on.map { ($0 as? ColumnEvaluator)?.place }
    guard Spill(query, "").isPossible, places == Array(columns.indices) else { return nil }
    return AggregateStep(
      input: input,
      keys: on,
      keyShapes: shapes,
      groupings: [Array(columns.indices)],
      calls: [],
      hasGroupingColumn: false,
      columns: columns
    )
  }
}

/// Hands on rows that are the first of their kind, of those that come in order.
final class DistinctConsumer: ChunkConsumer {
  private let on: [any Evaluator]
  private let index: GroupIndex
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private let next: any ChunkConsumer
  private var memory: LaneMemory

  init(
    _ on: [any Evaluator],
    _ shapes: [CellShape],
    _ use: MemoryUse,
    _ next: any ChunkConsumer
  ) {
    self.on = on
    memory = LaneMemory(use)
    index = GroupIndex(shapes)
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    var keys: [Cells] = []
    for key in on { keys.append(try key.evaluate(chunk)) }
    numbers.reserve(chunk.count)
    index.findOrAdd(keys, count: chunk.count, into: numbers.base)
    let added = index.added
    guard added.count > 0 else { return true }
    try memory.set(index.byteCount)
    return try next.consume(
      added.count == chunk.count ? chunk : chunk.picking(Selection(added))
    )
  }
}

/// The rows of a lane that are the first of their kind there.
private final class DistinctRows: ChunkConsumer, @unchecked Sendable {
  // Unchecked: used by the thread that works on the lane, and only read when all lanes have ended.

  private let on: [any Evaluator]
  private let index: GroupIndex
  /// The row that made each group.
  private let rows: StoredChunks
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private var memory: LaneMemory

  init(
    _ on: [any Evaluator],
    _ keyShapes: [CellShape],
    _ shapes: [CellShape],
    _ use: MemoryUse,
    _ query: RunningQuery
  ) {
    self.on = on
    memory = LaneMemory(use)
    index = GroupIndex(keyShapes)
    index.interruption = query.interruption
    rows = StoredChunks(shapes: shapes)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    var keys: [Cells] = []
    for key in on { keys.append(try key.evaluate(chunk)) }
    numbers.reserve(chunk.count)
    index.findOrAdd(keys, count: chunk.count, into: numbers.base)
    let added = index.added
    guard added.count > 0 else { return true }
    if added.count == chunk.count {
      rows.append(chunk)
    } else {
      rows.append(chunk.picking(Selection(added)))
    }
    try memory.set(rows.byteCount + index.byteCount)
    return true
  }

  /// Makes the rows of several lanes that are the first of their kind in all of them.
  static func run(
    _ parts: [DistinctRows],
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    guard parts.count > 1 else {
      guard let part = parts.first else { return try makeConsumer().finish() }
      return try part.rows.run(query, makeConsumer)
    }
    let total = parts.reduce(0) { $0 + $1.rows.count }
    let bits = query.partitionBits(rows: total)
    let groups = try query.collect(parts.count) { parts[$0].index.partitions(bits: bits) }
    let chosen = try query.collect(1 << bits) { partition in
      try query.checkCancellation()
      return firstRows(parts, groups.map { $0[partition] })
    }
    try query.run(units: 1 << bits, rows: total, makeConsumer) { partitions, lane in
      for partition in partitions {
        for (part, rows) in zip(parts, chosen[partition]) {
          guard try part.rows.emit(rows, to: lane) else { return }
        }
      }
    }
  }

  /// The rows of each lane whose kind no earlier one has, of the groups of one partition.
  private static func firstRows(_ parts: [DistinctRows], _ groups: [Selection]) -> [Selection] {
    let index = GroupIndex(parts[0].index.keys.map(\.shape), isHashed: true)
    let mapping = GrowingBuffer<UInt32>()
    return zip(parts, groups).map { part, groups in
      mapping.reserve(groups.count)
      var known = index.count
      index.merge(part.index, groups: groups, mapping: mapping.base)
      let rows = Selection(capacity: groups.count)
      for place in 0..<groups.count where mapping[place] >= known {
        rows.rows[rows.count] = groups.rows[place]
        rows.count += 1
        known += 1
      }
      return rows
    }
  }
}
