// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Lags that have a type; those of dlt are compared with what was recorded.
@Suite struct CursorSpanTests {
  private func start(
    _ last: Value,
    _ span: LagRule,
    initial: Value? = nil,
    _ kind: CursorKind = .any,
    movesDown: Bool = false
  ) throws -> Value {
    try span.start(after: last, initial: initial, movesDown: movesDown, kind, .refuse)
  }

  @Test(arguments: [
    ("2026-03-31", CursorSpan<CalendarDate>.months(1), "2026-02-28"),
    ("2024-03-31", .months(1), "2024-02-29"), ("2024-02-29", .years(1), "2023-02-28"),
    ("2026-01-01", .days(1), "2025-12-31"), ("2026-01-15", .weeks(2), "2026-01-01"),
  ])
  func `a date goes back by units of the calendar`(
    last: String,
    span: CursorSpan<CalendarDate>,
    expected: String
  ) throws {
    let date = try #require(CalendarDate(last))
    #expect(try start(.date(date), span.rule) == .date(try #require(CalendarDate(expected))))
    #expect(try start(.text(last), span.rule, .date) == .text(expected))
  }

  @Test(arguments: [
    (
      "2026-03-01T00:00:00.123456789Z", CursorSpan<Instant>.hours(1),
      "2026-02-28T23:00:00.123456789Z"
    ),
    ("2026-03-01 12:00:00+02:00", .minutes(90), "2026-03-01 10:30:00+02:00"),
    ("2026-03-01T00:00:00Z", .days(1), "2026-02-28T00:00:00Z"),
  ])
  func `a text of an instant keeps its form`(
    last: String,
    span: CursorSpan<Instant>,
    expected: String
  ) throws {
    #expect(try start(.text(last), span.rule, .instant) == .text(expected))
  }

  @Test func `a local time goes back by months, and keeps its time`() throws {
    let last = try #require(Timestamp("2026-03-31T10:30:00"))
    let expected = try #require(Timestamp("2026-02-28T10:30:00"))
    let span = CursorSpan<LocalDateTime>.months(1)
    #expect(try start(.timestamp(last), span.rule) == .timestamp(expected))
  }

  @Test func `a time of day does not pass midnight`() throws {
    let last = try #require(TimeOfDay("00:30:00"))
    let span = CursorSpan<TimeOfDay>.hours(1)
    #expect(try start(.time(last), span.rule) == .time(TimeOfDay(microseconds: 0)))
  }

  @Test func `numbers go back by numbers, and up where the cursor moves down`() throws {
    #expect(try start(10, CursorSpan<Int64>.count(3).rule) == 7)
    #expect(try start(10, CursorSpan<Int64>.count(3).rule, movesDown: true) == 13)
    #expect(try start(1.5, CursorSpan<Double>.number(0.25).rule) == 1.25)
    let last = try #require(ExactDecimal("1.10"))
    let lag = try #require(ExactDecimal("0.05"))
    let expected = try #require(ExactDecimal("1.05"))
    #expect(
      try start(.decimal(last), CursorSpan<ExactDecimal>.decimal(lag).rule) == .decimal(expected)
    )
  }

  @Test func `the first value is not passed`() throws {
    #expect(try start(10, .count(5), initial: 8) == 8)
    #expect(try start(10, .count(5), initial: 4) == 5)
    #expect(try start(10, .count(5), initial: 12, movesDown: true) == 12)
  }

  @Test(
    arguments: [
      (.int(.min), .count(1)), ("abc", .days(1)), (.int(1), .months(1)),
      (.date(CalendarDate(days: -719_162)), .days(1)), (.list([]), .number(1)),
    ] as [(Value, LagRule)]
  )
  func `what cannot be moved is refused`(last: Value, span: LagRule) {
    #expect(throws: LagRule.Inapplicable.self) { try start(last, span) }
  }
}
