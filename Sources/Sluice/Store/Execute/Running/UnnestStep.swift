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
    try input.run(query) { UnnestingConsumer(lists, query, try makeConsumer()) }
  }
}

final class UnnestingConsumer: ChunkConsumer {
  private let lists: [any Evaluator]
  private let query: RunningQuery
  private let next: any ChunkConsumer

  init(_ lists: [any Evaluator], _ query: RunningQuery, _ next: any ChunkConsumer) {
    self.lists = lists
    self.query = query
    self.next = next
  }

  func finish() throws { try next.finish() }

  func consume(_ chunk: Chunk) throws -> Bool {
    var cells: [Cells] = []
    for list in lists { cells.append(try list.evaluate(chunk)) }
    var (row, element) = (0, 0)
    while row < chunk.count {
      try query.checkCancellation()
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
