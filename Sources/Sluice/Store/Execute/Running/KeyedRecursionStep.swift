// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A recursion whose rows replace those before them that have the same key.
///
/// A round reads the rows of the round before, and under another number all rows as they were when it
/// began. The result is what is there at the end.
struct KeyedRecursionStep: PhysicalStep {
  let number: Int
  let recurring: Int?
  let start: any PhysicalStep
  let step: any PhysicalStep
  /// The places of the columns of the key.
  let key: [Int]
  /// Whether rows that change nothing are left out of the next round.
  let isDistinct: Bool
  let columns: [PlanColumn]

  var title: String { "Recursion by key" }
  var inputs: [any PhysicalStep] { [start, step] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let use = MemoryUse(query, "the rows of a recursion")
    let table = KeyedRows(columns.map { CellShape($0.type) }, key, isDistinct, use)
    defer {
      query.shared.withLock { shared in
        shared[number] = nil
        if let recurring { shared[recurring] = nil }
      }
    }
    try start.run(query, inOrderTo: table)
    while let round = table.nextRound() {
      try query.checkCancellation()
      let all = recurring == nil ? nil : table.all
      query.shared.withLock { shared in
        shared[number] = round
        if let recurring { shared[recurring] = all }
      }
      try take(step, query, into: table)
    }
    try table.all.run(query, makeConsumer)
  }

  /// Rows are kept until all of a round are there: what they are made from does not change meanwhile.
  private func take(
    _ step: any PhysicalStep,
    _ query: RunningQuery,
    into table: KeyedRows
  ) throws {
    try step.stored(query, as: "the rows of a recursion").emit(to: table)
  }
}

/// The latest row of each key.
private final class KeyedRows: ChunkConsumer {
  private let shapes: [CellShape]
  private let key: [Int]
  private let isDistinct: Bool
  private let index: GroupIndex
  /// All rows that ever came.
  private let rows: StoredChunks
  /// The latest row of each key, and the one before this round.
  private var latest: [UInt32] = []
  private var before: [UInt32] = []
  /// The keys that came in this round, each once.
  private var touched: [Int] = []
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private var memory: LaneMemory

  init(_ shapes: [CellShape], _ key: [Int], _ isDistinct: Bool, _ use: MemoryUse) {
    memory = LaneMemory(use)
    self.shapes = shapes
    self.key = key
    self.isDistinct = isDistinct
    index = GroupIndex(key.map { shapes[$0] })
    rows = StoredChunks(shapes: shapes)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    numbers.reserve(chunk.count)
    index.findOrAdd(key.map { chunk[$0] }, count: chunk.count, into: numbers.base)
    while latest.count < index.count { latest.append(Cells.noRow) }
    while before.count < index.count { before.append(Cells.noRow) }
    for place in 0..<chunk.count {
      let group = Int(numbers[place])
      if before[group] == latest[group] { touched.append(group) }
      latest[group] = UInt32(rows.count + place)
    }
    rows.append(chunk)
    try memory.set(rows.byteCount + index.byteCount + latest.count * 8)
    return true
  }

  /// The rows that came in the round which has ended; `nil` if there are none.
  func nextRound() -> StoredChunks? {
    let cells = rows.cells
    let changed = touched.filter { group in
      let (old, new) = (Int(before[group]), Int(latest[group]))
      guard isDistinct, before[group] != Cells.noRow else { return true }
      return !cells.allSatisfy { CellOrder.compare($0, old, $0, new) == 0 }
    }
    touched = []
    before = latest
    guard !changed.isEmpty else { return nil }
    return gathered(changed.map { latest[$0] })
  }

  /// The latest row of each key, in the order in which keys came.
  var all: StoredChunks { gathered(latest) }

  private func gathered(_ numbers: [UInt32]) -> StoredChunks {
    let picked = Selection(capacity: numbers.count)
    for (place, row) in numbers.enumerated() { picked.rows[place] = row }
    picked.count = numbers.count
    let result = StoredChunks(shapes: shapes)
    result.append(Chunk(rows.cells.map { $0.gathered(picked) }, count: numbers.count))
    return result
  }
}
