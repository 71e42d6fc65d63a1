// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A query of a store that is ready to run.
struct StoreQuery {
  /// The columns of the result.
  let columns: [PlanColumn]
  private let step: any PhysicalStep

  /// Makes a query of what was bound.
  init(
    _ bound: BoundQuery,
    _ binder: Binder,
    _ parameters: ParameterValues = ParameterValues(),
    isMeasuring: Bool = false
  ) throws(SQLError) {
    columns = bound.columns
    let planner = PhysicalPlanner(parameters, isMeasuring: isMeasuring) { (scan) throws(SQLError) in
      if let source = scan.source as? any ReadableSource { return try source.step(scan) }
      guard let source = scan.source as? StoreTableSource else {
        throw SQLError(.unsupported, "'\(scan.source.name)' is no table of the store")
      }
      return StoreScanStep(scan, source, parameters)
    }
    step = try planner.step(try Optimizer(binder).apply(bound))
  }

  /// All rows.
  func rows(_ query: RunningQuery) throws -> StoredChunks {
    try query.watchingTask { try step.stored(query) }
  }

  /// Runs the query, and tells what each of its steps has done. They have to be measured.
  func measured(_ query: RunningQuery) throws -> [String] {
    _ = try rows(query)
    guard let step = step as? MeasuredStep else { return [] }
    return PlanExplanation.lines(of: step)
  }

  /// Gives all rows to a consumer, in their order.
  func run(_ query: RunningQuery, inOrderTo consumer: any ChunkConsumer) throws {
    try query.watchingTask {
      try step.run(query, inOrderTo: consumer)
      try consumer.finish()
    }
  }
}
