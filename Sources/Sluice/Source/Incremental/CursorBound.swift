// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where a cursor begins or ends: a value of the type that the cursor has.
///
/// A text that is no such value makes the run fail before anything is extracted.
public struct CursorBound<Kind: CursorType>: Sendable, Hashable {
  /// The value; null where the text was none.
  let value: Value
  /// The text that is no such value.
  let unreadable: String?

  private init(_ value: Value?, from text: String = "") {
    self.value = value ?? .null
    unreadable = value == nil ? text : nil
  }
}

extension CursorBound where Kind == Instant {
  /// An instant, from ISO 8601 with an offset: `2026-01-01T00:00:00Z`.
  public static func timestamp(_ text: String) -> Self {
    Self(Timestamp(text).flatMap { Instant($0) }.map { .timestamp($0.timestamp) }, from: text)
  }

  /// An instant.
  public static func instant(_ instant: Instant) -> Self { Self(.timestamp(instant.timestamp)) }
}

extension CursorBound where Kind == LocalDateTime {
  /// A local date and time, from ISO 8601 without an offset: `2026-01-01T00:00:00`.
  public static func localTimestamp(_ text: String) -> Self {
    Self(Timestamp(text).flatMap { LocalDateTime($0) }.map { .timestamp($0.timestamp) }, from: text)
  }

  /// A local date and time.
  public static func local(_ time: LocalDateTime) -> Self { Self(.timestamp(time.timestamp)) }
}

extension CursorBound where Kind == CalendarDate {
  /// A day, from ISO 8601: `2026-01-01`.
  public static func date(_ text: String) -> Self {
    Self(CalendarDate(text).map { .date($0) }, from: text)
  }

  /// A day.
  public static func date(_ date: CalendarDate) -> Self { Self(.date(date)) }
}

extension CursorBound where Kind == TimeOfDay {
  /// A time of day, from ISO 8601: `10:30:00`.
  public static func time(_ text: String) -> Self {
    Self(TimeOfDay(text).map { .time($0) }, from: text)
  }

  /// A time of day.
  public static func time(_ time: TimeOfDay) -> Self { Self(.time(time)) }
}

extension CursorBound where Kind == Int64 {
  /// An integer.
  public static func integer(_ number: Int64) -> Self { Self(.int(number)) }
}

extension CursorBound where Kind == Double {
  /// A number.
  public static func number(_ number: Double) -> Self { Self(.double(number)) }
}

extension CursorBound where Kind == ExactDecimal {
  /// A decimal, from its text: `10.50`.
  public static func decimal(_ text: String) -> Self {
    Self(ExactDecimal(text).map { .decimal($0) }, from: text)
  }

  /// A decimal.
  public static func decimal(_ number: ExactDecimal) -> Self { Self(.decimal(number)) }
}

extension CursorBound where Kind == String {
  /// A text. Texts are compared by their code points.
  public static func text(_ text: String) -> Self { Self(.text(text)) }
}

extension CursorBound where Kind == UntypedCursor {
  /// A value that is compared with whatever comes.
  public static func value(_ value: Value) -> Self { Self(value) }
}

extension CursorBound: ExpressibleByIntegerLiteral where Kind == Int64 {
  /// Makes the bound `number`.
  public init(integerLiteral number: Int64) { self.init(.int(number)) }
}
