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
    let values = try rows.values(of: keys.map(\.evaluator), keys.map(\.shape), query)
    let order = try RowSorter(keys).sorted(values, rows.count, query)
    try rows.run(order, query, makeConsumer)
  }
}
