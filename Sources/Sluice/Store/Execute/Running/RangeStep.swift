// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

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
    let (start, step) = (start, step)
    try query.runChunks(count, makeConsumer) { first, size in
      let block = CellBlock(.int64, capacity: size)
      let cells = block.cells(Int64.self)
      // Exact although it may wrap on the way: all numbers are between the first and the last.
      let base = start &+ Int64(first) &* step
      for place in 0..<size { cells[place] = base &+ Int64(place) &* step }
      return Chunk([Cells(.int64, block)], count: size)
    }
  }

  /// How many numbers there are, as far as they can be counted.
  private var count: Int {
    let distance = (Int128(end) - Int128(start)) * (step > 0 ? 1 : -1)
    let size = Int128(step.magnitude)
    if isClosed { return distance < 0 ? 0 : Int(clamping: distance / size + 1) }
    return distance <= 0 ? 0 : Int(clamping: (distance + size - 1) / size)
  }
}
