// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One row without columns.
struct SingleStep: PhysicalStep {
  var columns: [PlanColumn] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    _ = try consumer.consume(Chunk([Cells](), count: 1))
    try consumer.finish()
  }
}

/// No rows.
struct EmptyStep: PhysicalStep {
  let columns: [PlanColumn]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try makeConsumer().finish()
  }
}

/// Rows that are written out.
struct ValuesStep: PhysicalStep {
  let columns: [PlanColumn]
  let rows: [[any Evaluator]]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let stored = StoredChunks(columns)
    let single = Chunk([Cells](), count: 1)
    for row in rows {
      let cells = try row.map { try $0.evaluate(single) }
      stored.append(Chunk(cells, count: 1))
    }
    let consumer = try makeConsumer()
    try stored.emit(to: consumer)
    try consumer.finish()
  }
}

/// Rows of a part that was made before.
struct SharedScanStep: PhysicalStep {
  let columns: [PlanColumn]
  let number: Int
  /// The places of the columns among those of the part.
  let places: [Int]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    let projecting = ProjectingConsumer(places, consumer)
    if let stored = query.shared.withLock({ $0[number] }) { try stored.emit(to: projecting) }
    try consumer.finish()
  }
}

/// Hands on some of the columns.
final class ProjectingConsumer: ChunkConsumer {
  private let places: [Int]
  private let next: any ChunkConsumer

  init(_ places: [Int], _ next: any ChunkConsumer) {
    self.places = places
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool { try next.consume(chunk.projected(places)) }

  func finish() throws { try next.finish() }
}

/// Makes a part that others read, and then the rest.
struct SharedStep: PhysicalStep {
  let number: Int
  let shared: any PhysicalStep
  let body: any PhysicalStep

  var columns: [PlanColumn] { body.columns }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let stored = try shared.stored(query)
    query.shared.withLock { $0[number] = stored }
    defer { query.shared.withLock { $0[number] = nil } }
    try body.run(query, makeConsumer)
  }
}

/// Rows that meet all of some conditions.
struct FilterStep: PhysicalStep {
  let input: any PhysicalStep
  let conditions: [any Evaluator]

  var columns: [PlanColumn] { input.columns }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try input.run(query) { FilteringConsumer(conditions, try makeConsumer()) }
  }
}

final class FilteringConsumer: ChunkConsumer {
  private let conditions: [any Evaluator]
  private let next: any ChunkConsumer

  init(_ conditions: [any Evaluator], _ next: any ChunkConsumer) {
    self.conditions = conditions
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    let rest = try chunk.filtered(by: conditions)
    return rest.count == 0 ? true : try next.consume(rest)
  }

  func finish() throws { try next.finish() }
}

extension Chunk {
  /// The rows that meet all of some conditions, each of which is asked for those that met the others.
  func filtered(by conditions: [any Evaluator]) throws -> Chunk {
    var rest = self
    for condition in conditions where rest.count > 0 {
      let rows = try condition.select(rest)
      if rows.count < rest.count { rest = rest.picking(rows) }
    }
    return rest
  }
}

/// Computes columns.
struct ProjectStep: PhysicalStep {
  let input: any PhysicalStep
  let columns: [PlanColumn]
  /// The columns that are handed on as they are, and those that are computed.
  let kept: [Int]
  let computed: [any Evaluator]

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try input.run(query) { ComputingConsumer(kept, computed, try makeConsumer()) }
  }
}

final class ComputingConsumer: ChunkConsumer {
  private let kept: [Int]
  private let computed: [any Evaluator]
  private let next: any ChunkConsumer

  init(_ kept: [Int], _ computed: [any Evaluator], _ next: any ChunkConsumer) {
    self.kept = kept
    self.computed = computed
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    var columns = kept.map { chunk.column($0) }
    for evaluator in computed {
      // A column under another name stays where it is.
      if let column = evaluator as? ColumnEvaluator {
        columns.append(chunk.column(column.place))
      } else {
        columns.append(.cells(try evaluator.evaluate(chunk)))
      }
    }
    return try next.consume(Chunk(columns, count: chunk.count))
  }

  func finish() throws { try next.finish() }
}

/// Lets some rows pass, after some that do not.
struct LimitStep: PhysicalStep {
  let input: any PhysicalStep
  let count: (any Evaluator)?
  let offset: (any Evaluator)?
  let isPercent: Bool

  var columns: [PlanColumn] { input.columns }

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
      let stored = try input.stored(query)
      let wanted = Int(Double(stored.count) * percent / 100)
      let consumer = try makeConsumer()
      try stored.emit(to: LimitingConsumer(skipped, wanted, consumer))
      return try consumer.finish()
    }
    let wanted = try number(count).map { Int(clamping: $0) } ?? .max
    // One task after the other: the first rows are wanted, whoever makes them.
    let counter = LimitCounter(skipped, wanted)
    try input.run(query) { LimitingConsumer(counter, try makeConsumer()) }
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
