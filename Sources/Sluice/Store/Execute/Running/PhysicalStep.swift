// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A step of a query that can be run: it hands chunks on to whoever comes next.
///
/// Rows are pushed. A step cuts its rows into lanes, which several threads may work on at the same time, and
/// asks for a consumer for each of them, in the order of rows: all rows of a lane come before those of the
/// next one. Whoever gathers rows puts what the consumers have together in that order, and then has the
/// same result however many threads there were.
protocol PhysicalStep: Sendable {
  /// The columns of the chunks, in order.
  var columns: [PlanColumn] { get }

  /// What the step is, in a word or two, as `EXPLAIN` shows it.
  var title: String { get }

  /// What else there is to say about the step, a line each. Nothing by default.
  var details: [String] { get }

  /// The steps whose rows it takes.
  var inputs: [any PhysicalStep] { get }

  /// Makes all rows. Called by the thread of the query, which also asks for all consumers.
  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws
}

extension PhysicalStep {
  var details: [String] { [] }
}

/// Takes the chunks of one lane, on one thread at a time, which need not be that of the query.
protocol ChunkConsumer: AnyObject {
  /// Takes a chunk; `false` if no rows are wanted any more that come after it, in this lane or a later one.
  func consume(_ chunk: Chunk) throws -> Bool

  /// Called when there are no more chunks of the lane, on the thread that made them.
  func finish() throws
}

extension ChunkConsumer {
  func finish() throws {}
}
