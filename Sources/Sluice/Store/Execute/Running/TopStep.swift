// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Keeps the first rows of an order, without sorting all.
struct TopStep: PhysicalStep {
  let input: any PhysicalStep
  let keys: [SortColumn]
  /// How many rows are wanted, after how many that are not.
  let count: Int
  let offset: Int

  /// More rows than that are sorted as a whole.
  private static let limit = 100_000

  var columns: [PlanColumn] { input.columns }
  var title: String { "Top rows" }
  var details: [String] { ["\(count) rows" + (offset > 0 ? " after \(offset)" : "")] }
  var inputs: [any PhysicalStep] { [input] }

  /// Whether the rows of a limit are known to be few.
  static func isWorth(_ limit: RowLimit) -> Bool {
    guard !limit.isPercent, let count = limit.count?.constant?.count else { return false }
    guard let offset = limit.offset else { return count <= Self.limit }
    return offset.constant?.count.map { $0 <= Self.limit && count <= Self.limit - $0 } ?? false
  }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    var parts: [TopConsumer] = []
    try input.run(query) {
      let part = TopConsumer(self)
      parts.append(part)
      return part
    }
    let consumer = try makeConsumer()
    if let first = parts.first {
      for part in parts.dropFirst() { first.rows.combine(part.rows) }
      try first.emit(to: consumer)
    }
    try consumer.finish()
  }
}

extension Datum {
  /// The number of rows that a limit says; `nil` if it says none, or one below zero.
  var count: Int? {
    if case .integer(let value) = self, value >= 0 { Int(exactly: value) } else { nil }
  }
}

/// Keeps the first rows of one task.
final class TopConsumer: ChunkConsumer {
  private let step: TopStep
  let rows: TopRows

  init(_ step: TopStep) {
    self.step = step
    let width = step.columns.count
    rows = TopRows(
      step.columns.map { CellShape($0.type) } + step.keys.map(\.shape),
      keys: Array(width..<width + step.keys.count),
      orders: step.keys.map {
        KeyOrder(isDescending: $0.isDescending, hasNullsFirst: $0.areNullsFirst)
      },
      limit: step.count + step.offset
    )
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    guard let key = step.keys.first else { return false }
    let first = try key.evaluator.evaluate(chunk).flattened(chunk.count)
    var part = chunk
    if let better = rows.candidates(first, count: chunk.count) {
      guard better.count > 0 else { return true }
      if better.count < chunk.count { part = chunk.picking(better) }
    }
    var cells = (0..<part.width).map { part[$0] }
    for key in step.keys { cells.append(try key.evaluator.evaluate(part)) }
    rows.add(cells, count: part.count)
    return true
  }

  func finish() throws {}

  /// Hands on the rows that are wanted.
  func emit(to consumer: any ChunkConsumer) throws {
    let (cells, count) = rows.finish()
    var start = step.offset
    while start < count {
      let size = min(Chunk.size, count - start)
      let selection = Selection(capacity: size)
      for place in 0..<size { selection.rows[place] = UInt32(start + place) }
      selection.count = size
      let columns = cells.prefix(step.columns.count).map {
        Chunk.Column.gather($0, selection, hasGaps: false)
      }
      guard try consumer.consume(Chunk(columns, count: size)) else { return }
      start += size
    }
  }
}
