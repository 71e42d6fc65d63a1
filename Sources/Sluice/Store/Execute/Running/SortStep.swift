// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What rows are sorted by.
struct SortColumn: Sendable {
  var evaluator: any Evaluator
  var shape: CellShape
  var isDescending: Bool
  var areNullsFirst: Bool
}

/// Sorts all rows.
struct SortStep: PhysicalStep {
  let input: any PhysicalStep
  let keys: [SortColumn]

  var columns: [PlanColumn] { input.columns }
  var title: String { "Sort" }
  var details: [String] { ["\(keys.count) keys"] }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let runs = SortedRuns(keys, input.shapes, Spill(query, "the rows of a sort"), query)
    var parts: [SortingConsumer] = []
    try input.run(query) {
      let part = SortingConsumer(runs, lane: parts.count)
      parts.append(part)
      return part
    }
    if runs.isEmpty {
      let rows = try StoredChunks.joined(parts.map(\.rows), shapes: input.shapes, query)
      let values = try rows.values(of: keys.map(\.evaluator), keys.map(\.shape), query)
      let order = try RowSorter(keys).sorted(values, rows.count, query)
      return try rows.run(order, query, makeConsumer)
    }
    for part in parts { try part.flush() }
    parts = []
    let consumer = try makeConsumer()
    try runs.merge(into: consumer)
    try consumer.finish()
  }
}

/// Keeps the rows of one lane that are to be sorted, and puts them into a file, in order, where there is no
/// room for more.
private final class SortingConsumer: ChunkConsumer {
  private(set) var rows: StoredChunks
  private let runs: SortedRuns
  private let lane: Int
  private var memory: LaneMemory

  init(_ runs: SortedRuns, lane: Int) {
    self.runs = runs
    self.lane = lane
    rows = runs.makeRows()
    memory = LaneMemory(runs.spill.use)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows.append(chunk)
    let (spill, bytes) = (runs.spill, rows.byteCount)
    guard spill.isPossible else {
      try memory.set(bytes)
      return true
    }
    if try !memory.trySet(bytes) || (spill.isOverShare && bytes >= spill.laneLimit) { try flush() }
    return true
  }

  /// Makes room for other lanes once rows do not fit.
  func finish() throws {
    if runs.spill.isPossible, runs.spill.isOverShare { try flush() }
  }

  /// Puts the rows into the file.
  func flush() throws {
    guard rows.count > 0 else { return }
    try runs.append(rows, lane: lane)
    rows = runs.makeRows()
    try memory.set(0)
  }
}
