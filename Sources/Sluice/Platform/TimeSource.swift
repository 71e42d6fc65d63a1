// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tells the time to a pipeline.
///
/// Write ``now``; the rest has defaults. A test hands in one that stands still, and whose sleep moves
/// it on at once.
public protocol TimeSource: Sendable {
  /// The time of day, in UTC.
  var now: Timestamp { get }
  /// The time since a moment that stays the same; never runs backwards.
  var uptime: Duration { get }
  /// Waits for `duration`. Throws `CancellationError` as soon as the task is cancelled.
  func sleep(for duration: Duration) async throws
}

extension TimeSource {
  /// The time since 1970.
  public var uptime: Duration { .microseconds(now.microseconds) }

  /// Suspends the task for `duration` of the machine's time.
  public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }

  /// The time since the ``uptime`` was `start`; none if a clock of the user runs backwards.
  func elapsed(since start: Duration) -> Duration { max(.zero, uptime - start) }
}
