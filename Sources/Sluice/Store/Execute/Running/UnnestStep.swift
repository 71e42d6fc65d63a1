// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A row for each element of lists, which are taken apart side by side: shorter ones are filled up.
struct UnnestStep: PhysicalStep {
  let input: any PhysicalStep
  let lists: [any Evaluator]
  let columns: [PlanColumn]
  var title: String { "Unnest" }
  var details: [String] { ["\(lists.count) lists"] }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    try input.run(query) { UnnestingConsumer(lists, try makeConsumer()) }
  }
}

final class UnnestingConsumer: ChunkConsumer {
  private let lists: [any Evaluator]
  private let next: any ChunkConsumer

  init(_ lists: [any Evaluator], _ next: any ChunkConsumer) {
    self.lists = lists
    self.next = next
  }

  func finish() throws { try next.finish() }

  func consume(_ chunk: Chunk) throws -> Bool {
    var cells: [Cells] = []
    for list in lists { cells.append(try list.evaluate(chunk)) }
    var (row, element) = (0, 0)
    while row < chunk.count {
      let rows = Selection(capacity: Chunk.size)
      let elements = cells.map { _ in Selection(capacity: Chunk.size) }
      var filled = 0
      while row < chunk.count, filled < Chunk.size {
        let runs = cells.map { $0.isValid(row) ? $0.value(row, ListRun.self) : ListRun() }
        let length = runs.map { Int($0.count) }.max() ?? 0
        let size = min(Chunk.size - filled, length - element)
        for place in 0..<max(0, size) {
          rows.rows[filled + place] = UInt32(row)
          for (list, run) in runs.enumerated() {
            let number = element + place
            elements[list].rows[filled + place] =
              number < Int(run.count) ? run.start + UInt32(number) : Cells.noRow
          }
        }
        filled += max(0, size)
        element += max(0, size)
        if element >= length { (row, element) = (row + 1, 0) }
      }
      rows.count = filled
      for selection in elements { selection.count = filled }
      guard filled > 0 else { continue }
      let outer = chunk.picking(rows)
      let inner = zip(cells, elements).map { list, numbers -> Chunk.Column in
        guard let child = list.children.first else { return .cells(.null(.bool)) }
        return .gather(child, numbers, hasGaps: true)
      }
      let columns = (0..<outer.width).map { outer.column($0) } + inner
      guard try next.consume(Chunk(columns, count: filled)) else { return false }
    }
    return true
  }
}

/// Whole numbers one after the other.
struct RangeStep: PhysicalStep {
  let columns: [PlanColumn]
  let start: Int64
  let end: Int64
  let step: Int64
  /// Whether the end is one of them.
  let isClosed: Bool
  var title: String { "Range" }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let consumer = try makeConsumer()
    var value = start
    while step > 0
      ? (isClosed ? value <= end : value < end) : (isClosed ? value >= end : value > end)
    {
      let block = CellBlock(.int64, capacity: Chunk.size)
      let cells = block.cells(Int64.self)
      var count = 0
      var isOver = false
      while count < Chunk.size,
        step > 0 ? (isClosed ? value <= end : value < end) : (isClosed ? value >= end : value > end)
      {
        cells[count] = value
        count += 1
        (value, isOver) = value.addingReportingOverflow(step)
        if isOver { break }
      }
      guard try consumer.consume(Chunk([Cells(.int64, block)], count: count)), !isOver else {
        break
      }
    }
    try consumer.finish()
  }
}

/// The rows of two inputs side by side; the shorter one is filled up.
struct PositionalStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep

  var columns: [PlanColumn] { left.columns + right.columns }
  var title: String { "Positional join" }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let (first, second) = (try left.stored(query), try right.stored(query))
    let consumer = try makeConsumer()
    let count = max(first.count, second.count)
    var start = 0
    while start < count {
      let size = min(Chunk.size, count - start)
      func part(_ rows: StoredChunks) -> [Chunk.Column] {
        let selection = Selection(capacity: size)
        for place in 0..<size {
          selection.rows[place] = start + place < rows.count ? UInt32(start + place) : Cells.noRow
        }
        selection.count = size
        return rows.cells.map { .gather($0, selection, hasGaps: true) }
      }
      guard try consumer.consume(Chunk(part(first) + part(second), count: size)) else { break }
      start += size
    }
    try consumer.finish()
  }
}
