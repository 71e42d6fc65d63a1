// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Hands each call on to another destination, with a step before it and one after it that may throw.
final class SteppingDestination: Destination {
  enum Moment: Sendable { case before, after }
  typealias Step = @Sendable (_ call: String, _ moment: Moment) async throws -> Void

  private let base: any Destination
  private let step: Step
  private let calls = Locked<[String]>([])

  init(_ base: some Destination, step: @escaping Step) {
    self.base = base
    self.step = step
  }

  /// Fails the first calls of some names, as often as there are failures for them.
  convenience init(_ base: some Destination, failing failures: [String: [any Error]]) {
    let left = Locked(failures)
    self.init(base) { call, moment in
      let name = moment == .before ? call : "\(call) done"
      let failure = left.withLock { left in
        left[name]?.isEmpty == false ? left[name]?.removeFirst() : nil
      }
      if let failure { throw failure }
    }
  }

  /// The calls that were made, those that failed before they did anything included.
  var log: [String] { calls.withLock { $0 } }
  var capabilities: Capabilities { base.capabilities }
  var place: String { "stepping" }

  func open(dataset: String) async throws -> any DestinationSession {
    let session = try await perform("open") {
      try await base.open(dataset: dataset)
    } undo: {
      await $0.abandon()
    }
    return Session(self, session)
  }

  private func perform<Result>(
    _ call: String,
    _ body: () async throws -> Result,
    undo: (Result) async -> Void = { _ in }
  ) async throws -> Result {
    calls.withLock { $0.append(call) }
    try await step(call, .before)
    let result = try await body()
    do {
      try await step(call, .after)
    } catch {
      await undo(result)
      throw error
    }
    return result
  }

  private final class Session: DestinationSession {
    let owner: SteppingDestination
    let base: any DestinationSession

    init(_ owner: SteppingDestination, _ base: any DestinationSession) {
      self.owner = owner
      self.base = base
    }

    func recall(_ question: Recall) async throws -> StoredState {
      try await owner.perform("recall") { try await base.recall(question) }
    }
    func contains(_ load: Load) async throws -> Bool {
      try await owner.perform("contains") { try await base.contains(load) }
    }
    func begin(_ load: Load) async throws {
      try await owner.perform("begin") { try await base.begin(load) }
    }
    func drop(_ tables: [String]) async throws {
      try await owner.perform("drop") { try await base.drop(tables) }
    }
    func empty(_ tables: [String]) async throws {
      try await owner.perform("empty") { try await base.empty(tables) }
    }
    func migrate(to schema: Schema) async throws {
      try await owner.perform("migrate") { try await base.migrate(to: schema) }
    }
    func changeType(of column: String, in table: Table, to type: DataType) async throws -> DataType
    {
      try await owner.perform("changeType \(table.name)") {
        try await base.changeType(of: column, in: table, to: type)
      }
    }
    func load(_ batch: Batch, into table: Table) async throws {
      try await owner.perform("load \(table.name)") { try await base.load(batch, into: table) }
    }
    func finish(_ table: Table) async throws {
      try await owner.perform("finish \(table.name)") { try await base.finish(table) }
    }
    func scan(
      _ table: Table,
      columns: [String]
    ) async throws -> AsyncThrowingStream<Batch, any Error> {
      try await owner.perform("scan \(table.name)") { try await base.scan(table, columns: columns) }
    }
    func commit(_ record: LoadRecord) async throws {
      try await owner.perform("commit") { try await base.commit(record) }
    }
    func loads(of pipeline: String) async throws -> [CommittedLoad] {
      try await owner.perform("loads") { try await base.loads(of: pipeline) }
    }
    func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
      try await owner.perform("undo") { try await base.undo(load, tables: tables) }
    }
    func abandon() async {
      owner.calls.withLock { $0.append("abandon") }
      await base.abandon()
    }
  }
}
