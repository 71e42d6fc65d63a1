// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A destination whose calls are made again when they were refused for now.
///
/// Only ``TransientFailure`` promises that a call has done nothing. The code `destinationBusy` of a
/// ``LoadError`` counts as well where a call only asks or opens, as nothing can happen twice there.
struct RetryingDestination: Destination {
  let base: any Destination
  let policy: RetryPolicy
  let clock: any TimeSource
  /// Hears of each call that is made again.
  let tell: @Sendable (Retry) -> Void

  var capabilities: Capabilities { base.capabilities }
  var kind: String { base.kind }
  var place: String { base.place }

  func open(dataset: String) async throws -> any DestinationSession {
    var job = RetryingJob(self)
    let session = try await job.perform("open the dataset", isQuestion: true) { _ in
      try await base.open(dataset: dataset)
    }
    return RetryingSession(session, self)
  }

  func inspect(_ question: Recall, dataset: String) async throws -> StoredState {
    var job = RetryingJob(self)
    return try await job.perform("inspect the dataset", isQuestion: true) { _ in
      try await base.inspect(question, dataset: dataset)
    }
  }

  func statements(for load: PlannedLoad) -> [String] { base.statements(for: load) }
}

/// The calls of one job, and how long it was held up.
struct RetryingJob {
  private let policy: RetryPolicy
  private let clock: any TimeSource
  private let tell: @Sendable (Retry) -> Void
  private var lost = Duration.zero

  init(_ destination: RetryingDestination) {
    policy = destination.policy
    clock = destination.clock
    tell = destination.tell
  }

  /// Makes a call until it succeeds, fails for good, or was made often or long enough.
  ///
  /// `body` gets the number of failures so far.
  mutating func perform<Result>(
    _ call: String,
    _ table: String? = nil,
    isQuestion: Bool = false,
    _ body: (Int) async throws -> Result
  ) async throws -> Result {
    var failures = 0
    while true {
      // A call that is made again is worth a look whether it is still wanted; the first one is not:
      // a commit, for one, is made or not made, and its caller has looked.
      if failures > 0 { try Task.checkCancellation() }
      let start = clock.uptime
      do {
        return try await body(failures)
      } catch {
        guard let failure = Self.transient(error, isQuestion: isQuestion) else { throw error }
        failures += 1
        lost += clock.elapsed(since: start)
        let decision = policy.decide(after: failures, lost: lost, retryAfter: failure.retryAfter)
        guard case .wait(let delay) = decision else {
          throw RetriesUsedUp(attempts: failures, lost: lost, decision: decision, last: error)
        }
        tell(
          Retry(
            call: call,
            table: table,
            attempt: failures,
            delay: delay,
            reason: failure.description
          )
        )
        try await clock.sleep(for: delay)
        lost += delay
      }
    }
  }

  private static func transient(_ error: any Error, isQuestion: Bool) -> TransientFailure? {
    if let failure = error as? TransientFailure { return failure }
    guard isQuestion, let error = error as? LoadError, error.code == .destinationBusy else {
      return nil
    }
    return TransientFailure(error.message, cause: error)
  }
}

/// A call was made often or long enough.
struct RetriesUsedUp: Error {
  /// How many calls have failed in a row.
  var attempts: Int
  /// How long the job was held up.
  var lost: Duration
  /// Which limit was reached.
  var decision: RetryPolicy.NextStep
  /// What the last call threw.
  var last: any Error
}
