// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Counts the rows and the time of another step, for `EXPLAIN ANALYZE`.
///
/// The planner puts one above each part of a plan if it is asked to, and none otherwise.
struct MeasuredStep: PhysicalStep {
  let step: any PhysicalStep
  /// The part of the plan that the step is of.
  let plan: LogicalPlan
  let measures = StepMeasures()

  var columns: [PlanColumn] { step.columns }
  var title: String { step.title }
  var details: [String] { step.details }
  var inputs: [any PhysicalStep] { step.inputs }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let (start, beside) = (query.time.uptime, query.timeBeside.withLock { $0 })
    var consumers: [MeasuringConsumer] = []
    defer {
      let elapsed = query.time.elapsed(since: start)
      measures.add(run: elapsed + query.timeBeside.withLock { $0 } - beside, consumers)
    }
    try step.run(query) {
      let consumer = MeasuringConsumer(query.time, try makeConsumer())
      consumers.append(consumer)
      return consumer
    }
  }

  /// The time that the step took itself, without that of the steps around it.
  var ownTime: Duration {
    let below = step.measuredInputs.map(\.measures.totals)
    let own = measures.totals
    let passed = below.reduce(Duration.zero) { $0 + $1.above - $1.run }
    return max(.zero, own.run - own.above + passed)
  }
}

extension PhysicalStep {
  /// The nearest steps below that are measured.
  var measuredInputs: [MeasuredStep] {
    inputs.flatMap { input in (input as? MeasuredStep).map { [$0] } ?? input.measuredInputs }
  }
}

/// What a step was seen to do.
final class StepMeasures: Sendable {
  struct Totals: Sendable {
    /// How often the step was run: more than once in a recursion.
    var runs = 0
    /// The rows that it made.
    var rows = 0
    /// The time from its beginning to its end, of all threads together.
    var run = Duration.zero
    /// The part of that time which those above took who were given its rows.
    var above = Duration.zero
  }

  private let state = Locked(Totals())

  /// All of it so far.
  var totals: Totals { state.withLock { $0 } }

  fileprivate func add(run: Duration, _ consumers: [MeasuringConsumer]) {
    let rows = consumers.reduce(0) { $0 + $1.rows }
    let above = consumers.reduce(Duration.zero) { $0 + $1.above }
    state.withLock { totals in
      totals.runs += 1
      totals.rows += rows
      totals.run += run
      totals.above += above
    }
  }
}

/// Counts what passes, and the time that those above take for it.
private final class MeasuringConsumer: ChunkConsumer {
  private let time: any TimeSource
  private let next: any ChunkConsumer
  private(set) var rows = 0
  private(set) var above = Duration.zero

  init(_ time: any TimeSource, _ next: any ChunkConsumer) {
    self.time = time
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows += chunk.count
    let start = time.uptime
    defer { above += time.elapsed(since: start) }
    return try next.consume(chunk)
  }

  func finish() throws {
    let start = time.uptime
    defer { above += time.elapsed(since: start) }
    try next.finish()
  }
}
