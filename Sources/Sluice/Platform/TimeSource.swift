// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tells the time to a pipeline.
///
/// Write ``now``; ``uptime`` has a default that follows it. A test hands in one that stands still.
public protocol TimeSource: Sendable {
  /// The time of day, in UTC.
  var now: Timestamp { get }
  /// The time since a moment that stays the same; never runs backwards.
  var uptime: Duration { get }
}

extension TimeSource {
  /// The time since 1970.
  public var uptime: Duration { .microseconds(now.microseconds) }
}
