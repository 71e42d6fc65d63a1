// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// A destination whose sessions fail where a test wants it.
///
/// ```swift
/// let busy = CallFault(.load, at: 2, times: 3, with: TransientFailure("busy"))
/// let destination = FaultyDestination(ColumnStore(), busy)
/// ```
/// What does not fail is handed to ``base``. Copies count together.
public struct FaultyDestination<Base: Destination>: Destination {
  /// The destination that does the work.
  public let base: Base
  private let counter: CallCounter

  /// Lets calls fail as `faults` say.
  public init(_ base: Base, _ faults: CallFault...) {
    self.base = base
    counter = CallCounter(faults, Faults())
  }

  /// Makes each call a step of a simulated process, which can die there.
  ///
  /// A refused step throws ``Sluice/TransientFailure``, a lost answer ``LostAnswer``.
  public init(_ base: Base, _ faults: Faults) {
    self.base = base
    counter = CallCounter([], faults)
  }

  /// The calls so far, in order; giving up is none.
  public var calls: [SessionCall] { counter.calls }

  /// What the place can do.
  public var capabilities: Capabilities { base.capabilities }
  /// What kind of destination this is.
  public var kind: String { base.kind }
  /// What it shares with others for the same place.
  public var place: String { base.place }

  /// Starts a session, unless that fails.
  public func open(dataset: String) async throws -> any DestinationSession {
    let session = try await counter.make(.open) { try await base.open(dataset: dataset) }
    return FaultySession(session, counter)
  }

  /// What the destination would do for a load.
  public func statements(for load: PlannedLoad) -> [String] { base.statements(for: load) }
}

/// Counts calls, and lets some fail.
private final class CallCounter: Sendable {
  private struct State {
    var calls: [SessionCall] = []
    var counts: [Int]
  }

  private let rules: [CallFault]
  let faults: Faults
  private let state: Locked<State>

  init(_ rules: [CallFault], _ faults: Faults) {
    self.rules = rules
    self.faults = faults
    state = Locked(State(counts: Array(repeating: 0, count: rules.count)))
  }

  var calls: [SessionCall] { state.withLock { $0.calls } }

  /// Makes a call, or lets it fail.
  func make<Result>(_ call: SessionCall, _ body: () async throws -> Result) async throws -> Result {
    let failing = note(call)
    let verdict = faults.reach(.call, "\(call) in the destination")
    switch verdict {
    case .dead, .goHalfThenDie:
      throw PermanentFailure("The simulated process has died. Start anew.")
    case .fail, .goHalfThenFail:
      throw TransientFailure("The destination refuses to \(call), as the test wants it.")
    case .go, .goThenFail: break
    }
    if let failing, !failing.isDone { throw failing.error }
    let result = try await body()
    if let failing { throw failing.error }
    if case .goThenFail = verdict { throw LostAnswer() }
    return result
  }

  private func note(_ call: SessionCall) -> CallFault? {
    state.withLock { state in
      state.calls.append(call)
      var failing: CallFault?
      for (index, rule) in rules.enumerated() where rule.call == nil || rule.call == call {
        state.counts[index] += 1
        let count = state.counts[index]
        if failing == nil, count >= rule.first, count - rule.first < rule.times { failing = rule }
      }
      return failing
    }
  }
}

private final class FaultySession: DestinationSession {
  private let base: any DestinationSession
  private let counter: CallCounter

  init(_ base: any DestinationSession, _ counter: CallCounter) {
    self.base = base
    self.counter = counter
  }

  func recall(_ question: Recall) async throws -> StoredState {
    try await counter.make(.recall) { try await base.recall(question) }
  }

  func contains(_ load: Load) async throws -> Bool {
    try await counter.make(.contains) { try await base.contains(load) }
  }

  func begin(_ load: Load) async throws {
    try await counter.make(.begin) { try await base.begin(load) }
  }

  func drop(_ tables: [String]) async throws {
    try await counter.make(.drop) { try await base.drop(tables) }
  }

  func empty(_ tables: [String]) async throws {
    try await counter.make(.empty) { try await base.empty(tables) }
  }

  func migrate(to schema: Schema) async throws {
    try await counter.make(.migrate) { try await base.migrate(to: schema) }
  }

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    try await counter.make(.changeType) {
      try await base.changeType(of: column, in: table, to: type)
    }
  }

  func load(_ batch: Batch, into table: Table) async throws {
    try await counter.make(.load) { try await base.load(batch, into: table) }
  }

  func finish(_ table: Table) async throws {
    try await counter.make(.finish) { try await base.finish(table) }
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    try await counter.make(.scan) { try await base.scan(table, columns: columns) }
  }

  func commit(_ record: LoadRecord) async throws {
    try await counter.make(.commit) { try await base.commit(record) }
  }

  func loads(of pipeline: String) async throws -> [CommittedLoad] {
    try await counter.make(.loads) { try await base.loads(of: pipeline) }
  }

  func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
    try await counter.make(.undo) { try await base.undo(load, tables: tables) }
  }

  var rowChanges: [String: RowChanges] { base.rowChanges }

  // Where the process has died, its connection is gone: a destination that is none of its files
  // forgets the load by itself, and one that is finds that the disk is gone.
  func abandon() async { await base.abandon() }
}
