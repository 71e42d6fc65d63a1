// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How a cursor works, beyond where it begins and ends.
public struct CursorOptions: Sendable {
  /// Which of two values the cursor keeps: the greater one by default.
  public var fold = CursorFold.maximum
  /// What becomes of records without a value at the path, or with null. By default the run fails.
  public var missing = MissingCursor.fail
  /// Whether a record right at the start is loaded.
  public var start = RangeEdge.closed
  /// Whether a record right at the end is loaded, where there is an end.
  public var end = RangeEdge.open
  /// In which order the records come. With one, the resource is stopped where no more are wanted.
  public var order: RowOrder?
  /// The fields by which records at the boundary are known again; empty switches that off.
  ///
  /// `nil`, the default, takes the primary key of the resource, or all of the record.
  public var deduplicationKey: [String]?
  /// What a local date and time is beside an instant.
  public var localTimes = LocalTimes.refuse
  /// How many hashes of records at the boundary the state keeps. More go to a table of their own.
  public var boundaryLimit = 2_000

  /// The greater value counts, a missing one fails the run, and the range is half-open.
  public init() {}
}

/// Which value a cursor keeps of two.
public struct CursorFold: Sendable {
  enum Kind: Sendable {
    case maximum
    case minimum
    case custom(@Sendable (_ value: Value, _ stored: Value?) throws -> Value)
  }

  let kind: Kind

  /// The greater one: the cursor moves up.
  public static let maximum = CursorFold(kind: .maximum)
  /// The lesser one: the cursor moves down.
  public static let minimum = CursorFold(kind: .minimum)

  /// What a function says, of a value and the one that is kept so far, if there is one.
  ///
  /// Records whose value changes nothing against where the run has started are left out. Throwing ends
  /// the run.
  public static func custom(
    _ fold: @escaping @Sendable (_ value: Value, _ stored: Value?) throws -> Value
  ) -> CursorFold { CursorFold(kind: .custom(fold)) }

  /// Whether this is neither the greater nor the lesser value.
  var isCustom: Bool { if case .custom = kind { true } else { false } }
  /// Whether the cursor moves down.
  var isMinimum: Bool { if case .minimum = kind { true } else { false } }
}

/// What becomes of records without a value for the cursor.
public enum MissingCursor: Sendable, Hashable {
  /// The run fails, and says which record it was.
  case fail
  /// The record is loaded, and in every run again.
  case include
  /// The record is left out.
  case exclude
}

/// Whether a bound of a range belongs to it.
public enum RangeEdge: Sendable, Hashable {
  /// It does.
  case closed
  /// It does not.
  case open
}

/// In which order records come.
public enum RowOrder: Sendable, Hashable {
  /// Those with the least cursor first.
  case ascending
  /// Those with the greatest cursor first.
  case descending
}

/// What a local date and time is beside an instant.
public struct LocalTimes: Sendable, Hashable {
  let isUTC: Bool

  /// Something else: comparing the two fails the run.
  public static let refuse = LocalTimes(isUTC: false)
  /// A time in UTC, as dlt has it.
  public static let utc = LocalTimes(isUTC: true)
}
