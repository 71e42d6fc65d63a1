// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A distance between two values of a cursor: its lag, or the width of a window.
///
/// A lag is how far behind the latest value a run starts, so that records that come late are seen. Those
/// in between are loaded again in every run: merge them, or remove those that are there twice. The first
/// value is never passed. A lag does nothing with an end, and there is none with a fold of one's own.
public struct CursorSpan<Kind: CursorType>: Sendable, Hashable {
  let rule: LagRule

  private init(_ rule: LagRule) { self.rule = rule }
}

/// How far a cursor goes back.
enum LagRule: Hashable, Sendable {
  /// Microseconds, of a moment or a time of day.
  case microseconds(Int64)
  /// Days of a calendar.
  case days(Int)
  /// Months of a calendar; a day that a month does not have is its last.
  case months(Int)
  /// A number.
  case count(Int64)
  /// A number, exactly.
  case decimal(ExactDecimal)
  /// Seconds, days or a plain number, as the value has it: the lag of dlt.
  case number(Double)
}

/// A type whose values have a clock time.
public protocol ClockCursor: CursorType {}

extension Instant: ClockCursor {}
extension LocalDateTime: ClockCursor {}
extension TimeOfDay: ClockCursor {}

/// A type whose values have a day of the calendar.
public protocol CalendarCursor: CursorType {}

extension LocalDateTime: CalendarCursor {}
extension CalendarDate: CalendarCursor {}

extension CursorSpan where Kind: ClockCursor {
  /// A duration, to the microsecond.
  public static func duration(_ duration: Duration) -> Self {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    precondition(!overflow, "A span is shorter than 290,000 years.")
    return Self(.microseconds(whole + attoseconds / 1_000_000_000_000))
  }

  /// So many seconds.
  public static func seconds(_ seconds: Int) -> Self { duration(.seconds(seconds)) }
  /// So many minutes.
  public static func minutes(_ minutes: Int) -> Self { duration(.seconds(minutes * 60)) }
  /// So many hours.
  public static func hours(_ hours: Int) -> Self { duration(.seconds(hours * 3_600)) }
}

extension CursorSpan where Kind: CalendarCursor {
  /// So many days of the calendar.
  public static func days(_ days: Int) -> Self { Self(.days(days)) }
  /// So many weeks of the calendar.
  public static func weeks(_ weeks: Int) -> Self { Self(.days(weeks * 7)) }
  /// So many months of the calendar: the same day of the month, or its last.
  public static func months(_ months: Int) -> Self { Self(.months(months)) }
  /// So many years of the calendar.
  public static func years(_ years: Int) -> Self { Self(.months(years * 12)) }
}

extension CursorSpan where Kind == Instant {
  /// So many days of 24 hours.
  public static func days(_ days: Int) -> Self { hours(days * 24) }
}

extension CursorSpan where Kind == Int64 {
  /// A count.
  public static func count(_ count: Int64) -> Self { Self(.count(count)) }
}

extension CursorSpan where Kind == Double {
  /// A number.
  public static func number(_ number: Double) -> Self { Self(.decimal(ExactDecimal(number))) }
}

extension CursorSpan where Kind == ExactDecimal {
  /// A decimal.
  public static func decimal(_ number: ExactDecimal) -> Self { Self(.decimal(number)) }
}

extension CursorSpan where Kind == UntypedCursor {
  /// A number as dlt has it: seconds of a timestamp, days of a date, a plain number otherwise.
  ///
  /// Texts that are a date or a timestamp keep their form.
  public static func number(_ number: Double) -> Self { Self(.number(number)) }
}
