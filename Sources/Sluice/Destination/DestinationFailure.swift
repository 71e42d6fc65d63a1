// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A destination refuses for now: the same call may succeed after a while.
///
/// A session that throws it promises that the call has done nothing. What else a session throws is
/// taken as final.
public struct TransientFailure: Error, CustomStringConvertible {
  /// What happened, and what to do if it goes on.
  public var description: String
  /// How long the destination asks to wait.
  public var retryAfter: Duration?
  /// The failure underneath.
  public var cause: (any Error)?

  /// Describes a failure.
  public init(
    _ description: String,
    retryAfter: Duration? = nil,
    cause: (any Error)? = nil
  ) {
    self.description = description
    self.retryAfter = retryAfter
    self.cause = cause
  }
}

/// A destination refuses for good: the same call will not succeed before someone has changed something.
public struct PermanentFailure: Error, CustomStringConvertible {
  /// What happened, and what to do about it.
  public var description: String
  /// The file that is refused, if there is one.
  public var file: String?
  /// The table that is refused, if it is known.
  public var table: String?
  /// The row of the batch that is refused, from 0, if it is known.
  public var row: Int?
  /// The failure underneath.
  public var cause: (any Error)?

  /// Describes a failure.
  public init(
    _ description: String,
    file: String? = nil,
    table: String? = nil,
    row: Int? = nil,
    cause: (any Error)? = nil
  ) {
    self.description = description
    self.file = file
    self.table = table
    self.row = row
    self.cause = cause
  }
}
