// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tells those who work for long whether a query is to end.
///
/// Steps throw when they see it. What has no errors, such as a sort, stops where it is, with a result that
/// means nothing: whoever called it asks again before anyone looks.
final class Interruption: Sendable {
  private let cancelled = SharedNumber()
  private let waiting = WaitingTask()
  /// How often it may be asked yet before the query ends; `nil` if nobody counts.
  private let countdown: SharedNumber?

  /// So many rows are worked on without a look, if each of them takes little.
  static let rows = 1 << 13

  /// Ends the query when somebody says so.
  init() { countdown = nil }

  /// Ends the query when it has been asked so often, for tests of who asks.
  init(endingAfter questions: Int) { countdown = SharedNumber(questions) }

  /// How often it may be asked yet; for tests.
  var questionsLeft: Int { countdown?.value ?? 0 }

  /// Ends the query soon. May be called from anywhere.
  func request() { cancelled.raise(to: 1) }

  /// Whether nobody waits for the result any more.
  var isRequested: Bool {
    if let countdown, countdown.add(-1) < 0 { return true }
    return cancelled.value != 0 || waiting.isCancelled
  }

  /// Throws if nobody waits for the result any more.
  func check() throws {
    if isRequested { throw CancellationError() }
  }

  /// The same for one row of many: looks from time to time only.
  @inline(__always)
  func check(atRow row: Int) throws {
    if row & (Self.rows - 1) == 0 { try check() }
  }

  /// Lets threads that are no tasks see whether the task of the caller is cancelled, until `body` is done.
  func watchingTask<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withUnsafeCurrentTask { task in
      waiting.task = task
      defer { waiting.task = nil }
      return try body()
    }
  }
}

/// The task that waits for a query.
private final class WaitingTask: @unchecked Sendable {
  // Unchecked: set while no other thread works. Any thread may ask a task whether it is cancelled, and it
  // stays there as long as the caller waits.
  var task: UnsafeCurrentTask?

  var isCancelled: Bool { task.map(\.isCancelled) ?? Task.isCancelled }
}
