// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One row without columns.
struct SingleStep: PhysicalStep {
  var columns: [PlanColumn] { [] }
  var title: String { "One row" }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    _ = try consumer.consume(Chunk([Cells](), count: 1))
    try consumer.finish()
  }
}

/// No rows.
struct EmptyStep: PhysicalStep {
  let columns: [PlanColumn]
  var title: String { "No rows" }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try makeConsumer().finish()
  }
}

/// Rows that are written out.
struct ValuesStep: PhysicalStep {
  let columns: [PlanColumn]
  let rows: [[any Evaluator]]
  var title: String { "Values" }
  var details: [String] { ["\(rows.count) rows"] }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let stored = StoredChunks(columns)
    let single = Chunk([Cells](), count: 1)
    for row in rows {
      let cells = try row.map { try $0.evaluate(single) }
      stored.append(Chunk(cells, count: 1))
    }
    try stored.run(query, makeConsumer)
  }
}

/// Rows of a part that was made before.
struct SharedScanStep: PhysicalStep {
  let columns: [PlanColumn]
  let number: Int
  /// The places of the columns among those of the part.
  let places: [Int]
  var title: String { "Read of shared rows" }
  var details: [String] { ["number \(number)"] }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let stored = query.shared.withLock { $0[number] }
    guard let stored else { return try makeConsumer().finish() }
    try stored.run(query) { ProjectingConsumer(places, try makeConsumer()) }
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
  var title: String { "Shared rows" }
  var details: [String] { ["number \(number)"] }
  var inputs: [any PhysicalStep] { [shared, body] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let stored = try shared.stored(query, as: "rows that are read several times")
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
  var title: String { "Filter" }
  var details: [String] { ["\(conditions.count) conditions"] }
  var inputs: [any PhysicalStep] { [input] }

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
  var title: String { "Projection" }
  var details: [String] { ["\(computed.count) expressions"] }
  var inputs: [any PhysicalStep] { [input] }

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
