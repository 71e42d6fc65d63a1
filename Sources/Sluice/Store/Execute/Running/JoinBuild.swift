// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The right side of a join, or a part of it.
final class JoinBuild: Sendable {
  let rows: StoredChunks
  /// The columns of the rows.
  let cells: [Cells]
  /// The index of the keys; `nil` if there are none.
  let index: JoinIndex?
  /// Whether the right side has rows at all, in this part or another.
  let hasRows: Bool
  /// Whether a row of the right side lacks a key, in this part or another.
  let hasMissingKeys: Bool
  private let use: MemoryUse

  /// Makes the index of rows that are there.
  init(
    _ step: JoinStep,
    _ rows: StoredChunks,
    _ facts: JoinFacts,
    _ query: RunningQuery
  ) throws {
    self.rows = rows
    cells = rows.cells
    hasRows = rows.count > 0 || facts.hasRows
    use = MemoryUse(query, "the keys of a join")
    guard !step.rightKeys.isEmpty else {
      index = nil
      hasMissingKeys = false
      return
    }
    let keys = try rows.values(of: step.rightKeys, step.keyShapes, query)
    let index = try JoinIndex(
      keys,
      count: rows.count,
      matchesMissing: step.matchesMissing,
      interruption: query.interruption
    ) { try query.checkCancellation() }
    try use.add(index.byteCount)
    hasMissingKeys = index.hasMissingKeys || facts.hasMissingKeys
    self.index = index
  }
}

/// What is known of all rows of the right side of a join, of which some are in a file.
final class JoinFacts: Sendable {
  private let state = Locked<(hasRows: Bool, hasMissingKeys: Bool)>((false, false))

  var hasRows: Bool { state.withLock { $0.hasRows } }
  var hasMissingKeys: Bool { state.withLock { $0.hasMissingKeys } }

  /// Notes rows with these keys.
  func note(_ keys: [Cells], _ matchesMissing: [Bool], count: Int) {
    guard count > 0 else { return }
    let isMissing = JoinIndex.validRows(keys, count, matchesMissing) != nil
    state.withLock { state in
      state.hasRows = true
      if isMissing { state.hasMissingKeys = true }
    }
  }
}

/// Keeps the rows of one lane of the right side of a join, and puts them into a file where there is no
/// room for more.
final class JoinSideConsumer: ChunkConsumer {
  /// The numbers of both sides in the file.
  static let (rightNumber, leftNumber) = (0, 1)

  private(set) var rows: StoredChunks
  private let step: JoinStep
  private let spill: Spill
  private let facts: JoinFacts
  private let lane: Int
  private let shapes: [CellShape]
  private var memory: LaneMemory

  /// Has no rows yet. Lanes are numbered in the order of rows.
  init(_ step: JoinStep, _ spill: Spill, _ facts: JoinFacts, lane: Int) {
    self.step = step
    self.spill = spill
    self.facts = facts
    self.lane = lane
    shapes = step.right.shapes
    memory = LaneMemory(spill.use)
    rows = StoredChunks(shapes: shapes)
    rows.keep(spill.use)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows.append(chunk)
    let bytes = rows.byteCount
    // Without keys all rows are asked for, and none can stay away.
    guard spill.isPossible, !step.rightKeys.isEmpty else {
      try memory.set(bytes)
      return true
    }
    if try !memory.trySet(bytes) || (spill.isOverShare && bytes >= spill.laneLimit) { try flush() }
    return true
  }

  /// Makes room for other lanes once rows do not fit.
  func finish() throws {
    if spill.isPossible, spill.isOverShare, !step.rightKeys.isEmpty { try flush() }
  }

  /// Puts the rows into the file.
  func flush() throws {
    guard rows.count > 0 else { return }
    let parts = try spill.parts(Self.rightNumber, shapes)
    let parting = PartingConsumer(step.rightKeys, WaitingRows(parts, spill, lane: lane)) {
      [facts, step] keys, count in
      facts.note(keys, step.matchesMissing, count: count)
    }
    try rows.emit(to: parting)
    try parting.finish()
    rows = StoredChunks(shapes: shapes)
    rows.keep(spill.use)
    try memory.set(0)
  }
}

/// Parts rows by their keys, on their way into a file.
final class PartingConsumer: ChunkConsumer {
  private let keys: [any Evaluator]
  private let waiting: WaitingRows
  private let note: ([Cells], Int) -> Void
  private let hashes = GrowingBuffer<UInt64>(capacity: Chunk.size)

  /// `note` is told the keys of the rows.
  init(
    _ keys: [any Evaluator],
    _ waiting: WaitingRows,
    _ note: @escaping ([Cells], Int) -> Void = { _, _ in }
  ) {
    self.keys = keys
    self.waiting = waiting
    self.note = note
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    var cells: [Cells] = []
    for key in keys { cells.append(try key.evaluate(chunk).flattened(chunk.count)) }
    note(cells, chunk.count)
    hashes.reserve(chunk.count)
    Hashing.hash(cells, count: chunk.count, into: hashes.base)
    try waiting.add(chunk, hashes.base)
    return true
  }

  func finish() throws { try waiting.flush() }
}
