// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes rows from those of the round before, until a round makes none.
struct RecursionStep: PhysicalStep {
  let number: Int
  /// The number under which a round reads all rows as they were when it began, if it does.
  let recurring: Int?
  let start: any PhysicalStep
  let step: any PhysicalStep
  let isDistinct: Bool
  let columns: [PlanColumn]
  var title: String { "Recursion" }
  var details: [String] { ["number \(number)"] }
  var inputs: [any PhysicalStep] { [start, step] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    let shapes = columns.map { CellShape($0.type) }
    let keys = columns.indices.map { ColumnEvaluator(place: $0) }
    let use = MemoryUse(query, "the rows of a recursion")
    let round = RoundConsumer(shapes, keepsAll: recurring != nil, use, consumer)
    // Rows that were there before are left out by whoever has seen all of them.
    let entry: any ChunkConsumer =
      isDistinct
      ? DistinctConsumer(keys, shapes, MemoryUse(query, "rows that differ from each other"), round)
      : round
    try start.run(query, inOrderTo: entry)
    while round.isOpen, let rows = try round.next() {
      try query.checkCancellation()
      query.shared.withLock { shared in
        shared[number] = rows
        if let recurring { shared[recurring] = round.all }
      }
      try step.run(query, inOrderTo: entry)
    }
    query.shared.withLock { shared in
      shared[number] = nil
      if let recurring { shared[recurring] = nil }
    }
    try consumer.finish()
  }
}

/// Hands rows on, and keeps them for the next round.
private final class RoundConsumer: ChunkConsumer {
  private let shapes: [CellShape]
  private let consumer: any ChunkConsumer
  private var rows: StoredChunks
  /// The rows of all rounds that have ended, if they are kept.
  private(set) var all: StoredChunks?
  private(set) var isOpen = true
  private var memory: LaneMemory

  init(
    _ shapes: [CellShape],
    keepsAll: Bool,
    _ use: MemoryUse,
    _ consumer: any ChunkConsumer
  ) {
    memory = LaneMemory(use)
    self.shapes = shapes
    self.consumer = consumer
    rows = StoredChunks(shapes: shapes)
    if keepsAll { all = StoredChunks(shapes: shapes) }
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows.append(chunk)
    try memory.set(rows.byteCount + (all?.byteCount ?? 0))
    if isOpen { isOpen = try consumer.consume(chunk) }
    return isOpen
  }

  /// The rows of the round that has ended; `nil` if there are none.
  func next() throws -> StoredChunks? {
    guard rows.count > 0 else { return nil }
    if let all { try rows.emit(to: AllRowsConsumer(all)) }
    defer { rows = StoredChunks(shapes: shapes) }
    return rows
  }
}

/// Puts rows behind others.
private final class AllRowsConsumer: ChunkConsumer {
  private let rows: StoredChunks

  init(_ rows: StoredChunks) { self.rows = rows }

  func consume(_ chunk: Chunk) -> Bool {
    rows.append(chunk)
    return true
  }
}
