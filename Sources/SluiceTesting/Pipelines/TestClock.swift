// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// A clock for tests: it stands still, or moves on by a fixed amount with each question.
///
/// Sleeping returns at once and moves the clock.
public final class TestClock: TimeSource {
  private struct State {
    var now: Int64
    var uptime = Duration.zero
  }

  /// How far the clock moves with each question for the time of day.
  public let step: Duration
  private let state: Locked<State>

  private init(_ state: State, _ step: Duration) {
    self.step = step
    self.state = Locked(state)
  }

  /// Starts at `microseconds` since 1970.
  public init(microseconds: Int64 = 1_700_000_000_123_456, step: Duration = .zero) {
    self.step = step
    state = Locked(State(now: microseconds))
  }

  /// Starts at `moment`.
  public convenience init(_ moment: Timestamp, step: Duration = .zero) {
    self.init(microseconds: moment.microseconds, step: step)
  }

  /// A clock of its own that goes on from where this one is.
  var copy: TestClock { TestClock(state.withLock { $0 }, step) }

  /// The time of day.
  public var now: Timestamp {
    state.withLock { state in
      defer { state.now += step.wholeMicroseconds }
      return Timestamp(microseconds: state.now)
    }
  }

  /// The time since the clock was made, as far as it was moved on; never runs backwards.
  public var uptime: Duration { state.withLock { $0.uptime } }

  /// Moves the clock on, or the time of day back by a negative amount.
  public func advance(by duration: Duration) {
    state.withLock { state in
      state.now += duration.wholeMicroseconds
      if duration > .zero { state.uptime += duration }
    }
  }

  /// Moves the clock on and returns at once. Throws `CancellationError` if the task was cancelled.
  public func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    advance(by: duration)
  }
}

extension Duration {
  fileprivate var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
