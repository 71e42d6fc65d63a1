// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How often and how long a call is made again that a destination refused for now.
///
/// The waits grow from ``firstDelay`` by ``factor`` up to ``longestDelay``. A load has one job for each
/// table, its rows and its finish, and one for each other call, such as opening or the commit.
public struct RetryPolicy: Sendable {
  /// What becomes of the other tables of a load when the destination refuses one for good.
  public enum PermanentFailureChoice: Hashable, Sendable {
    /// They are not tried.
    case stop
    /// They are tried, so that one run tells of all that is refused. Nothing is committed even so.
    case tryOtherTables
  }

  /// How often a call is made in all. 1 never makes it again.
  public var attempts = 6
  /// How long the first wait is.
  public var firstDelay = Duration.milliseconds(500)
  /// How many times longer each wait is than the one before.
  public var factor = 2.0
  /// The longest wait, unless the destination asks for a longer one.
  public var longestDelay = Duration.seconds(60)
  /// Which part of a wait is left to chance, from 0 to 1, so that many pipelines do not come back at
  /// the same moment.
  public var jitter = 0.5
  /// The longest that a job is held up, by calls that fail and by waits. `nil` is no limit.
  public var deadline: Duration? = .seconds(15 * 60)
  /// What becomes of the other tables when the destination refuses one for good.
  public var onPermanentFailure = PermanentFailureChoice.stop
  /// Draws a number from 0 to below 1, for the jitter.
  public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

  /// Six attempts within some fifteen seconds, or within fifteen minutes where the destination says
  /// itself how long to wait.
  public init() {}

  /// Makes no call again.
  public static var never: RetryPolicy {
    var policy = RetryPolicy()
    policy.attempts = 1
    return policy
  }

  /// What to do after `attempts` calls in a row have failed.
  enum NextStep: Equatable {
    /// Make the call again after a while.
    case wait(Duration)
    /// It was made often enough.
    case attemptsUsedUp
    /// Another wait would hold up the job for too long. `asked` is what the destination asks for.
    case deadlineReached(asked: Duration?)
  }

  /// Decides after `failures` calls in a row, in a job that was held up for `lost` so far.
  func decide(after failures: Int, lost: Duration, retryAfter: Duration?) -> NextStep {
    guard failures < attempts else { return .attemptsUsedUp }
    let wait = max(delay(after: failures), retryAfter ?? .zero)
    if let deadline, lost + wait > deadline { return .deadlineReached(asked: retryAfter) }
    return .wait(wait)
  }

  /// The wait after `failures` calls in a row.
  private func delay(after failures: Int) -> Duration {
    let longest = max(0, longestDelay.inSeconds)
    var seconds = max(0, firstDelay.inSeconds)
    // By steps, so that no power overflows; it ends when the longest is reached.
    for _ in 1..<max(2, failures) where failures > 1 && seconds < longest {
      seconds *= max(1, factor)
    }
    seconds = min(seconds, longest)
    let part = min(1, max(0, jitter))
    return .seconds(seconds * (1 - part * min(1, max(0, random()))))
  }
}

/// A call that a destination refused for now, and that is made again.
public struct Retry: Sendable, CustomStringConvertible {
  /// What was attempted, in words that follow 'failed to'.
  public let call: String
  /// The table, if the call is about one.
  public let table: String?
  /// How many calls have failed in a row.
  public let attempt: Int
  /// How long the run waits before it makes the call again.
  public let delay: Duration
  /// What the destination said.
  public let reason: String

  /// Describes a retry, for tests of what hears of it.
  public init(call: String, table: String?, attempt: Int, delay: Duration, reason: String) {
    self.call = call
    self.table = table
    self.attempt = attempt
    self.delay = delay
    self.reason = reason
  }

  /// One line: what failed, how often, why, and when it is tried again.
  public var description: String {
    let place = table.map { " of '\($0)'" } ?? ""
    return "The destination failed to \(call)\(place), attempt \(attempt): \(reason) "
      + "Trying again in \(delay.shortText)."
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }

  /// The duration in seconds with one digit, or in milliseconds where it is short.
  var shortText: String {
    if self < .seconds(1) { return "\(Int((inSeconds * 1_000).rounded())) ms" }
    let tenths = Int64((inSeconds * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
