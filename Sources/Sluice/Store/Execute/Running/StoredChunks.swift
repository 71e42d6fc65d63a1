// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Rows that were made and are kept, column by column.
final class StoredChunks: @unchecked Sendable {
  // Unchecked: filled by one thread at a time, and then only read.

  private let columns: [CellColumn]
  /// The number of rows.
  private(set) var count = 0
  /// The memory of the query that the rows take, given back with them.
  private var uses: [MemoryUse] = []

  /// Has no rows of these columns yet.
  convenience init(_ columns: [PlanColumn]) {
    self.init(shapes: columns.map { CellShape($0.type) })
  }

  /// Has no rows yet.
  init(shapes: [CellShape]) { columns = shapes.map { CellColumn($0) } }

  private init(_ columns: [CellColumn], count: Int) {
    self.columns = columns
    self.count = count
  }

  /// How the columns lie in memory.
  var shapes: [CellShape] { columns.map(\.shape) }

  /// From so many rows on columns do not grow together.
  private static let growthLimit = 3 << 16
  /// Tells whose turn it is to grow.
  private var turn = 0

  /// Adds the rows of a chunk.
  func append(_ chunk: Chunk) {
    if count >= Self.growthLimit { growSomeColumns() }
    for (place, column) in columns.enumerated() { column.append(chunk[place], count: chunk.count) }
    count += chunk.count
  }

  /// Makes room in some columns if they have little left, each time in others: if all of them grew for the
  /// same chunk, nobody could end the query meanwhile.
  private func growSomeColumns() {
    let turns = 16
    turn = (turn + 1) % turns
    for place in stride(from: turn, to: columns.count, by: turns) {
      let column = columns[place]
      if count > column.capacity / 4 * 3 { column.reserve(column.capacity * 2) }
    }
  }

  /// Adds some rows of others, in the order of a selection.
  func append(_ rows: Selection, of other: StoredChunks, _ interruption: Interruption) throws {
    let cells = other.cells
    var start = 0
    while start < rows.count {
      try interruption.check()
      let size = min(Chunk.size, rows.count - start)
      let part = rows.from(start).prefix(size)
      append(Chunk(cells.map { .gather($0, part, hasGaps: false) }, count: size))
      start += size
    }
  }

  /// Keeps what the rows take of the memory of the query as long as the rows.
  func keep(_ use: MemoryUse) {
    if !uses.contains(where: { $0 === use }) { uses.append(use) }
  }

  /// The same rows without the first columns.
  func dropping(_ width: Int) -> StoredChunks {
    let rest = StoredChunks(Array(columns.dropFirst(width)), count: count)
    for use in uses { rest.keep(use) }
    return rest
  }

  /// The memory that the columns take.
  var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

  /// All cells of the columns.
  var cells: [Cells] { columns.map(\.cells) }

  /// The rows of several, one after the other. What they hold on to may become part of the result.
  static func joined(
    _ parts: [StoredChunks],
    shapes: [CellShape],
    _ query: RunningQuery
  ) throws -> StoredChunks {
    let filled = parts.filter { $0.count > 0 }
    if filled.count <= 1 { return filled.first ?? StoredChunks(shapes: shapes) }
    let columns = try query.collect(shapes.count) { place in
      try query.checkCancellation()
      return try CellColumn.joined(filled.map { $0.columns[place] }, shape: shapes[place]) {
        try query.checkCancellation()
      }
    }
    let result = StoredChunks(columns, count: filled.reduce(0) { $0 + $1.count })
    for use in filled.flatMap(\.uses) { result.keep(use) }
    return result
  }
}

extension StoredChunks {
  /// Gives all rows to a consumer, chunk by chunk; `false` if it wanted no more.
  @discardableResult
  func emit(to consumer: any ChunkConsumer) throws -> Bool {
    let cells = cells
    var start = 0
    while start < count {
      let size = min(Chunk.size, count - start)
      guard try consumer.consume(Chunk(cells.map { $0.from(start) }, count: size)) else {
        return false
      }
      start += size
    }
    return true
  }

  /// Makes the rows of a step, in several lanes if they are many.
  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try query.run(cells, rows: 0..<count, makeConsumer)
  }

  /// Makes the rows of a step: some of those that there are, in the order of a selection.
  func run(
    _ rows: Selection,
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    let cells = cells
    try query.runChunks(rows.count, makeConsumer) { start, size in
      let part = rows.part(start, size)
      return Chunk(cells.map { .gather($0, part, hasGaps: false) }, count: size)
    }
  }
}

extension StoredChunks {
  /// The values of expressions for all rows.
  func values(
    of evaluators: [any Evaluator],
    _ shapes: [CellShape],
    _ query: RunningQuery
  ) throws -> [Cells] {
    // Columns are there already.
    let places = evaluators.compactMap { ($0 as? ColumnEvaluator)?.place }
    if places.count == evaluators.count { return places.map { columns[$0].cells } }
    let use = MemoryUse(query, "values that rows are compared by")
    var parts: [StoringConsumer] = []
    try run(query) {
      let part = StoringConsumer(shapes, use)
      parts.append(part)
      return ComputingConsumer([], evaluators, part)
    }
    return try StoredChunks.joined(parts.map(\.rows), shapes: shapes, query).cells
  }

  /// Gives some rows to a lane, in the order of a selection; `false` if it wants no more.
  func emit(_ rows: Selection, to lane: Lane) throws -> Bool {
    let cells = cells
    var start = 0
    while start < rows.count {
      let size = min(Chunk.size, rows.count - start)
      let part = rows.part(start, size)
      let columns = cells.map { Chunk.Column.gather($0, part, hasGaps: false) }
      guard try lane.consume(Chunk(columns, count: size)) else { return false }
      start += size
    }
    return true
  }
}

extension Selection {
  /// The numbers that a buffer has.
  convenience init(_ numbers: GrowingBuffer<UInt32>) {
    self.init(capacity: numbers.count)
    rows.update(from: numbers.base, count: numbers.count)
    count = numbers.count
  }

  /// The rows from one place on.
  func part(_ start: Int, _ size: Int) -> Selection {
    let part = Selection(capacity: size)
    part.rows.update(from: rows + start, count: size)
    part.count = size
    return part
  }
}

extension RunningQuery {
  /// Makes the rows of a step: some of the cells, from a multiple of 64 on.
  func run(
    _ cells: [Cells],
    rows: Range<Int>,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    try runChunks(rows.count, makeConsumer) { start, size in
      Chunk(cells.map { $0.from(rows.lowerBound + start) }, count: size)
    }
  }

  /// Makes so many rows of a step, chunk by chunk: `body` makes those from some place on.
  func runChunks(
    _ count: Int,
    _ makeConsumer: () throws -> any ChunkConsumer,
    _ body: @Sendable (_ start: Int, _ count: Int) throws -> Chunk?
  ) throws {
    let units = count / Chunk.size + (count % Chunk.size == 0 ? 0 : 1)
    try run(units: units, rows: count, makeConsumer) { units, lane in
      for unit in units {
        let start = unit * Chunk.size
        guard let chunk = try body(start, min(Chunk.size, count - start)) else {
          guard try lane.isWanted() else { return }
          continue
        }
        guard try lane.consume(chunk) else { return }
      }
    }
  }
}

/// Keeps all rows of a lane.
final class StoringConsumer: ChunkConsumer {
  let rows: StoredChunks
  private var memory: LaneMemory

  /// Keeps rows of columns of these shapes, as a part of what a step keeps.
  init(_ shapes: [CellShape], _ use: MemoryUse) {
    rows = StoredChunks(shapes: shapes)
    rows.keep(use)
    memory = LaneMemory(use)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows.append(chunk)
    try memory.set(rows.byteCount)
    return true
  }
}

extension PhysicalStep {
  /// The shapes of the columns.
  var shapes: [CellShape] { columns.map { CellShape($0.type) } }

  /// Makes all rows and keeps them. The name completes "there is no room for …".
  func stored(
    _ query: RunningQuery,
    as name: String = "the rows of the result"
  ) throws -> StoredChunks {
    let use = MemoryUse(query, name)
    var parts: [StoringConsumer] = []
    try run(query) {
      let consumer = StoringConsumer(shapes, use)
      parts.append(consumer)
      return consumer
    }
    return try StoredChunks.joined(parts.map(\.rows), shapes: shapes, query)
  }

  /// Makes all rows, and gives them to one consumer in their order.
  ///
  /// Rows of the first lane go there at once, those of the others when it is their turn.
  func run(_ query: RunningQuery, inOrderTo consumer: any ChunkConsumer) throws {
    let use = MemoryUse(query, "rows that wait for those before them")
    var first: GateConsumer?
    var others: [StoringConsumer] = []
    try run(query) {
      guard first != nil else {
        let gate = GateConsumer(query, consumer)
        first = gate
        return gate
      }
      let other = StoringConsumer(shapes, use)
      others.append(other)
      return other
    }
    guard let first else { return }
    for other in others where first.isOpen { try other.rows.emit(to: first) }
  }
}
