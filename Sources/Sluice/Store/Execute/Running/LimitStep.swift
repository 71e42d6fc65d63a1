// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets some rows pass, after some that do not.
struct LimitStep: PhysicalStep {
  let input: any PhysicalStep
  let count: (any Evaluator)?
  let offset: (any Evaluator)?
  let isPercent: Bool

  var columns: [PlanColumn] { input.columns }
  var title: String { "Limit" }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let single = Chunk([Cells](), count: 1)
    func number(_ evaluator: (any Evaluator)?) throws -> Int64? {
      guard let cells = try evaluator?.evaluate(single), cells.isValid(0) else { return nil }
      let value = cells.value(0, Int64.self)
      guard value >= 0 else {
        throw SQLError(.invalidInput, "LIMIT and OFFSET are not below zero")
      }
      return value
    }
    let skipped = Int(try number(offset) ?? 0)
    if isPercent {
      guard let share = try count?.evaluate(single), share.isValid(0) else {
        return try input.run(query, makeConsumer)
      }
      let percent = share.value(0, Double.self)
      guard percent >= 0, percent <= 100 else {
        throw SQLError(.invalidInput, "LIMIT in percent is from 0 to 100")
      }
      let stored = try input.stored(query, as: "the rows of a limit")
      let wanted = Int(Double(stored.count) * percent / 100)
      return try run(stored, skipped, wanted, query, makeConsumer)
    }
    let wanted = try number(count).map { Int(clamping: $0) } ?? .max
    let (needed, isOver) = skipped.addingReportingOverflow(wanted)
    guard !isOver, needed <= Self.keptLimit else {
      let counter = LimitCounter(skipped, wanted)
      return try input.run(query.onOneThread) { LimitingConsumer(counter, try makeConsumer()) }
    }
    let progress = LimitProgress(needed)
    var parts: [FirstRowsConsumer] = []
    try input.run(query) {
      let part = FirstRowsConsumer(input.shapes, progress, number: parts.count)
      parts.append(part)
      progress.addLane()
      return part
    }
    let stored = try StoredChunks.joined(parts.map(\.rows), shapes: input.shapes, query)
    try run(stored, skipped, wanted, query, makeConsumer)
  }

  /// Up to so many rows are kept by each lane; what is more passes on one thread.
  private static let keptLimit = 1 << 16

  private func run(
    _ stored: StoredChunks,
    _ skipped: Int,
    _ wanted: Int,
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    let start = min(skipped, stored.count)
    let rows = start..<start + min(wanted, stored.count - start)
    // Cells can be cut at multiples of 64 only.
    guard start % 64 != 0 else { return try query.run(stored.cells, rows: rows, makeConsumer) }
    let selection = Selection(capacity: rows.count)
    for (place, row) in rows.enumerated() { selection.rows[place] = UInt32(row) }
    selection.count = rows.count
    try stored.run(selection, query, makeConsumer)
  }
}

/// How far lanes are in making the first rows of all.
private final class LimitProgress: Sendable {
  private let needed: Int
  private let counts = Locked<[Int]>([])

  init(_ needed: Int) { self.needed = needed }

  func addLane() { counts.withLock { $0.append(0) } }

  /// Notes the rows that a lane has; `false` if no more are needed of it.
  func update(_ lane: Int, _ count: Int) -> Bool {
    counts.withLock { counts in
      counts[lane] = count
      // Those before may still get more, and then need even fewer of this one.
      return counts[...lane].reduce(0, +) < needed
    }
  }
}

/// Keeps rows of a lane as long as they may be among the first of all.
private final class FirstRowsConsumer: ChunkConsumer {
  let rows: StoredChunks
  private let progress: LimitProgress
  private let number: Int

  init(_ shapes: [CellShape], _ progress: LimitProgress, number: Int) {
    rows = StoredChunks(shapes: shapes)
    self.progress = progress
    self.number = number
  }

  func consume(_ chunk: Chunk) -> Bool {
    rows.append(chunk)
    return progress.update(number, rows.count)
  }
}

/// How many rows have to be left out yet, and may still pass.
final class LimitCounter {
  var skipped: Int
  var wanted: Int

  init(_ skipped: Int, _ wanted: Int) {
    self.skipped = skipped
    self.wanted = wanted
  }
}

final class LimitingConsumer: ChunkConsumer {
  private let counter: LimitCounter
  private let next: any ChunkConsumer

  init(_ counter: LimitCounter, _ next: any ChunkConsumer) {
    self.counter = counter
    self.next = next
  }

  convenience init(_ skipped: Int, _ wanted: Int, _ next: any ChunkConsumer) {
    self.init(LimitCounter(skipped, wanted), next)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    guard counter.wanted > 0 else { return false }
    let start = min(counter.skipped, chunk.count)
    counter.skipped -= start
    let count = min(chunk.count - start, counter.wanted)
    guard count > 0 else { return true }
    counter.wanted -= count
    if count == chunk.count {
      return try next.consume(chunk) && counter.wanted > 0
    }
    let rows = Selection(capacity: count)
    for place in 0..<count { rows.rows[place] = UInt32(start + place) }
    rows.count = count
    return try next.consume(chunk.picking(rows)) && counter.wanted > 0
  }

  func finish() throws { try next.finish() }
}
