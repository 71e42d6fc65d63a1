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
    let rows = try input.stored(query)
    let stored = StoredChunks(shapes: keys.map(\.shape))
    try rows.emit(to: ComputingConsumer([], keys.map(\.evaluator), AppendingConsumer(stored)))
    let order = RowSorter(keys).sorted(stored.cells, rows.count)
    let consumer = try makeConsumer()
    try rows.emit(order, to: consumer)
    try consumer.finish()
  }
}

/// Adds all rows to those that are kept.
final class AppendingConsumer: ChunkConsumer {
  private let rows: StoredChunks

  init(_ rows: StoredChunks) { self.rows = rows }

  func consume(_ chunk: Chunk) -> Bool {
    rows.append(chunk)
    return true
  }
}

/// Finds the order of rows by some columns. Rows that are the same stay in their order.
struct RowSorter {
  private let keys: [SortColumn]

  init(_ keys: [SortColumn]) { self.keys = keys }

  func sorted(_ cells: [Cells], _ count: Int) -> Selection {
    let orders = keys.map {
      KeyOrder(isDescending: $0.isDescending, hasNullsFirst: $0.areNullsFirst)
    }
    return KeySorter.permutation(cells, orders, count: count)
  }
}
