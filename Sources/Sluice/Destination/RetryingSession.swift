// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A session whose calls are made again when they were refused for now, and which ends once.
final class RetryingSession: DestinationSession {
  private let base: any DestinationSession
  private let destination: RetryingDestination
  /// How long each table was held up.
  private var jobs: [String: RetryingJob] = [:]
  /// Whether it has committed, or was abandoned.
  private var isOver = false

  /// Makes calls of `base` again as `destination` says.
  init(_ base: any DestinationSession, _ destination: RetryingDestination) {
    self.base = base
    self.destination = destination
  }

  func recall(_ question: Recall) async throws -> StoredState {
    try await perform("read what it remembers", isQuestion: true) { _ in
      try await base.recall(question)
    }
  }

  func contains(_ load: Load) async throws -> Bool {
    try await perform("say whether the load is there", isQuestion: true) { _ in
      try await base.contains(load)
    }
  }

  func begin(_ load: Load) async throws {
    try await perform("begin the load") { _ in try await base.begin(load) }
  }

  func drop(_ tables: [String]) async throws {
    try await perform("drop tables") { _ in try await base.drop(tables) }
  }

  func empty(_ tables: [String]) async throws {
    try await perform("empty tables") { _ in try await base.empty(tables) }
  }

  func migrate(to schema: Schema) async throws {
    try await perform("migrate") { _ in try await base.migrate(to: schema) }
  }

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    try await perform("change the type of a column", table.name) { _ in
      try await base.changeType(of: column, in: table, to: type)
    }
  }

  func load(_ batch: Batch, into table: Table) async throws {
    try await perform("load rows", table.name) { _ in try await base.load(batch, into: table) }
  }

  func finish(_ table: Table) async throws {
    try await perform("finish the table", table.name) { _ in try await base.finish(table) }
  }

  /// The call is made again; what fails while the rows are taken is final.
  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    try await perform("read rows back", table.name, isQuestion: true) { _ in
      try await base.scan(table, columns: columns)
    }
  }

  /// Commits, and asks before it commits again: the answer may be all that was lost.
  func commit(_ record: LoadRecord) async throws {
    try await perform("commit") { failures in
      if failures > 0, try await base.contains(record.load) { return }
      try await base.commit(record)
    }
    isOver = true
  }

  func loads(of pipeline: String) async throws -> [CommittedLoad] {
    try await perform("list its loads", isQuestion: true) { _ in
      try await base.loads(of: pipeline)
    }
  }

  func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
    try await perform("take the load back") { _ in try await base.undo(load, tables: tables) }
  }

  var rowChanges: [String: RowChanges] { base.rowChanges }

  var cleanUpFailure: LoadError? { base.cleanUpFailure }

  /// Forgets the load, unless it was committed or forgotten before.
  func abandon() async {
    guard !isOver else { return }
    isOver = true
    await base.abandon()
  }

  private func perform<Result>(
    _ call: String,
    _ table: String? = nil,
    isQuestion: Bool = false,
    _ body: (Int) async throws -> Result
  ) async throws -> Result {
    var job = table.flatMap { jobs[$0] } ?? RetryingJob(destination)
    let result = try await job.perform(call, table, isQuestion: isQuestion, body)
    if let table { jobs[table] = job }
    return result
  }
}
