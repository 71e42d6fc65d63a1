// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The schema of a run while it grows: one place that all shredders ask, and that asks the stages.
final class SchemaKeeper: Sendable {
  /// How names of the source become names of the destination.
  let naming: any NamingConvention
  /// Whether double underscores in names of the source stand for nesting.
  let breaksPaths: Bool
  /// The time of the run, for stages that compare with it.
  let now: Timestamp
  /// What decides about changes of shape, in order.
  let stages: [any Stage]
  /// The schema that the run started from.
  let base: Schema
  /// The contract of the run, which takes the place of those of resources.
  let contract: Contract?
  /// Takes note of what is refused where that does not end the run: in a plan.
  let passOver: (@Sendable (LoadError) -> Void)?
  private let state: Locked<State>

  /// What grows in the course of a run.
  struct State {
    /// The schema.
    var schema: Schema
    /// By table, the columns that came with the data of this run.
    var arrived: [String: Set<String>] = [:]
    /// The changes that data brought, in the order in which they came.
    var log: [LoggedChange] = []
    /// By table, the columns that hints of this run brought.
    var declared: [String: Set<String>] = [:]
    /// New tables that the stages have admitted already, and what they say of others.
    var admitted: Set<String> = []
    var refused: [String: Refusal] = [:]
    /// Columns that get another type, and fields that do not get a column.
    var typeChanges: TypeChanges

    init(_ schema: Schema) {
      self.schema = schema
      typeChanges = TypeChanges(schema)
    }
  }

  /// Starts from what is known.
  init(
    _ schema: Schema,
    naming: any NamingConvention,
    breaksPaths: Bool = true,
    now: Timestamp,
    stages: [any Stage],
    passOver: (@Sendable (LoadError) -> Void)? = nil
  ) {
    self.passOver = passOver
    self.naming = naming
    self.breaksPaths = breaksPaths
    self.now = now
    self.stages = stages
    base = schema
    contract = stages.lazy.compactMap { ($0 as? EnforceContract)?.contract }.first
    state = Locked(State(schema))
  }

  /// The schema as it is now.
  var schema: Schema { state.withLock { $0.schema } }

  /// Reads or changes the schema while no one else does; the stages are not asked.
  func withSchema<Result, Failure: Error>(
    _ body: (inout Schema) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { (state) throws(Failure) in try body(&state.schema) }
  }

  /// Reads or changes the schema, and what it came from, while no one else does.
  func withState<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock(body)
  }
}
