// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A step of a query that can be run: it hands chunks on to whoever comes next.
///
/// Rows are pushed: a step asks for a consumer once for each task that works on it, and gives each chunk
/// to the consumer of the task which made it.
protocol PhysicalStep: Sendable {
  /// The columns of the chunks, in order.
  var columns: [PlanColumn] { get }

  /// What the step is, in a word or two, as `EXPLAIN` shows it.
  var title: String { get }

  /// What else there is to say about the step, a line each. Nothing by default.
  var details: [String] { get }

  /// The steps whose rows it takes.
  var inputs: [any PhysicalStep] { get }

  /// Makes all rows.
  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws
}

extension PhysicalStep {
  var details: [String] { [] }
}

/// Takes the chunks of one task.
protocol ChunkConsumer: AnyObject {
  /// Takes a chunk; `false` if no more are wanted.
  func consume(_ chunk: Chunk) throws -> Bool

  /// Called when there are no more chunks.
  func finish() throws
}

extension ChunkConsumer {
  func finish() throws {}
}

/// What the steps of a query share while it runs.
final class RunningQuery: Sendable {
  /// The values of parameters.
  let parameters: ParameterValues
  /// Parts that several steps read, by their numbers.
  let shared = Locked<[Int: StoredChunks]>([:])

  /// What steps that are measured ask for the time.
  let time: any TimeSource

  init(
    _ parameters: ParameterValues = ParameterValues(),
    time: any TimeSource = SystemTime()
  ) {
    self.parameters = parameters
    self.time = time
  }

  /// Throws if nobody waits for the result any more.
  func checkCancellation() throws { try Task.checkCancellation() }
}

/// Rows that were made and are kept, column by column.
final class StoredChunks: @unchecked Sendable {
  // Unchecked: filled by one task, and then only read.

  private let columns: [CellColumn]
  /// The number of rows.
  private(set) var count = 0

  init(_ columns: [PlanColumn]) {
    self.columns = columns.map { CellColumn(CellShape($0.type)) }
  }

  init(shapes: [CellShape]) { columns = shapes.map { CellColumn($0) } }

  /// Adds the rows of a chunk.
  func append(_ chunk: Chunk) {
    for (place, column) in columns.enumerated() { column.append(chunk[place], count: chunk.count) }
    count += chunk.count
  }

  /// All cells of the columns.
  var cells: [Cells] { columns.map(\.cells) }

  /// Gives all rows to a consumer, chunk by chunk; `false` if it wanted no more.
  @discardableResult
  func emit(to consumer: any ChunkConsumer) throws -> Bool {
    let cells = cells
    var start = 0
    while start < count {
      let size = min(Chunk.size, count - start)
      let chunk = Chunk(cells.map { $0.from(start) }, count: size)
      guard try consumer.consume(chunk) else { return false }
      start += size
    }
    return true
  }

  /// Gives some rows to a consumer, in the order of a selection.
  @discardableResult
  func emit(_ rows: Selection, to consumer: any ChunkConsumer) throws -> Bool {
    let cells = cells
    var start = 0
    while start < rows.count {
      let size = min(Chunk.size, rows.count - start)
      let part = Selection(capacity: size)
      part.rows.update(from: rows.rows + start, count: size)
      part.count = size
      let columns = cells.map { Chunk.Column.gather($0, part, hasGaps: false) }
      guard try consumer.consume(Chunk(columns, count: size)) else { return false }
      start += size
    }
    return true
  }
}

/// Keeps all rows that come.
final class StoringConsumer: ChunkConsumer {
  let rows: StoredChunks

  init(_ columns: [PlanColumn]) { rows = StoredChunks(columns) }

  func consume(_ chunk: Chunk) -> Bool {
    rows.append(chunk)
    return true
  }
}

extension PhysicalStep {
  /// Makes all rows and keeps them.
  func stored(_ query: RunningQuery) throws -> StoredChunks {
    var parts: [StoringConsumer] = []
    try run(query) {
      let consumer = StoringConsumer(columns)
      parts.append(consumer)
      return consumer
    }
    guard let first = parts.first else { return StoredChunks(columns) }
    for part in parts.dropFirst() {
      let cells = part.rows.cells
      first.rows.append(Chunk(cells, count: part.rows.count))
    }
    return first.rows
  }
}
