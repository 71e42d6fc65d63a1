// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A type of which the values of a cursor can be, so that bounds and lags of others do not compile.
///
/// The library has all there are: `Int64`, `Double`, ``ExactDecimal``, `String`, ``CalendarDate``,
/// ``TimeOfDay``, ``Instant``, ``LocalDateTime``, and ``UntypedCursor`` for whatever comes.
public protocol CursorType: Sendable {
  /// The value, read from what a source or a state has; `nil` if that is something else.
  init?(cursor value: Value)
}

/// A date and time that is the same moment everywhere, for its offset from UTC is known.
public struct Instant: CursorType, Hashable, Sendable {
  /// The date and time, with an offset.
  public let timestamp: Timestamp

  /// Makes an instant; `nil` of a local date and time, which may be many.
  public init?(_ timestamp: Timestamp) {
    guard timestamp.offset != nil else { return nil }
    self.timestamp = timestamp
  }

  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let timestamp = value.cursorTimestamp else { return nil }
    self.init(timestamp)
  }
}

/// A date and time that a clock on the wall shows, nobody says where.
public struct LocalDateTime: CursorType, Hashable, Sendable {
  /// The date and time, without an offset.
  public let timestamp: Timestamp

  /// Makes a local date and time; `nil` of an instant.
  public init?(_ timestamp: Timestamp) {
    guard timestamp.offset == nil else { return nil }
    self.timestamp = timestamp
  }

  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let timestamp = value.cursorTimestamp else { return nil }
    self.init(timestamp)
  }
}

/// Stands for values of any type, which are compared as they come.
public struct UntypedCursor: CursorType {
  /// The value.
  public let value: Value

  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) { self.value = value }
}

extension Value {
  fileprivate var cursorTimestamp: Timestamp? { dateTime ?? string.flatMap { Timestamp($0) } }
}

extension Int64: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let number = value.int64 else { return nil }
    self = number
  }
}

extension Double: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let number = value.number else { return nil }
    self = number
  }
}

extension ExactDecimal: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let number = value.exactDecimal ?? value.string.flatMap({ ExactDecimal($0) }) else {
      return nil
    }
    self = number
  }
}

extension String: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let text = value.string else { return nil }
    self = text
  }
}

extension CalendarDate: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let date = value.calendarDate ?? value.string.flatMap({ CalendarDate($0) }) else {
      return nil
    }
    self = date
  }
}

extension TimeOfDay: CursorType {
  /// Reads the value; `nil` if it is something else.
  public init?(cursor value: Value) {
    guard let time = value.timeOfDay ?? value.string.flatMap({ TimeOfDay($0) }) else { return nil }
    self = time
  }
}

extension CursorType {
  /// How values of the type compare.
  static var kind: CursorKind {
    switch Self.self {
    case is Int64.Type: .integer
    case is Double.Type: .number
    case is ExactDecimal.Type: .decimal
    case is String.Type: .text
    case is CalendarDate.Type: .date
    case is TimeOfDay.Type: .time
    case is Instant.Type: .instant
    case is LocalDateTime.Type: .localTime
    default: .any
    }
  }
}
