// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows of two inputs side by side; the shorter one is filled up.
struct PositionalStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep

  var columns: [PlanColumn] { left.columns + right.columns }
  var title: String { "Positional join" }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let (first, second) = (
      try left.stored(query, as: "the rows of a join"),
      try right.stored(query, as: "the rows of a join")
    )
    try query.runChunks(max(first.count, second.count), makeConsumer) { start, size in
      func part(_ rows: StoredChunks) -> [Chunk.Column] {
        let selection = Selection(capacity: size)
        for place in 0..<size {
          selection.rows[place] = start + place < rows.count ? UInt32(start + place) : Cells.noRow
        }
        selection.count = size
        return rows.cells.map { .gather($0, selection, hasGaps: true) }
      }
      return Chunk(part(first) + part(second), count: size)
    }
  }
}
