// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why a text has not a format of times, and where.
struct TimeMismatch: Error, Hashable {
  /// What was expected.
  enum Reason: Hashable {
    /// The literal before the field with this number, or behind the last one.
    case otherLiteral(Int)
    case noSpace, noNumber, trailingBytes
    case day, month, hour, halfDayHour, minute, second, hourOfHalfDay, halfOfDay
    case shortMonth, monthName, shortWeekday, weekdayName, offset, zone
    case weekday, week, dayOfYear, isoWeek, isoWeekday
    /// Two fields say in different ways which day it is.
    case twoBases
    /// The parts are those of no day.
    case noSuchDay
  }

  var reason: Reason
  /// The byte of the text that does not belong there.
  var place: Int

  init(_ reason: Reason, _ place: Int) {
    self.reason = reason
    self.place = place
  }

  /// What was expected, as the end of a sentence.
  var expectation: String {
    switch reason {
    case .otherLiteral: "the literal of the format"
    case .noSpace: "a space"
    case .noNumber: "a number"
    case .trailingBytes: "the end of the text"
    case .day: "a day between 1 and 31"
    case .month: "a month between 1 and 12"
    case .hour: "an hour between 0 and 23"
    case .halfDayHour: "an hour between 1 and 12"
    case .minute: "a minute between 0 and 59"
    case .second: "a second between 0 and 59"
    case .hourOfHalfDay: "an hour between 0 and 12 with AM or PM"
    case .halfOfDay: "AM or PM"
    case .shortMonth: "an abbreviated name of a month (Jan, Feb, Mar …)"
    case .monthName: "a full name of a month (January, February …)"
    case .shortWeekday: "an abbreviated name of a day (Mon, Tue, Wed …)"
    case .weekdayName: "a full name of a day (Monday, Tuesday …)"
    case .offset: "an offset like +HH or -HH:MM"
    case .zone: "the name of a time zone"
    case .weekday: "a day of the week between 0 and 6"
    case .week: "a week between 0 and 53"
    case .dayOfYear: "a day of the year between 1 and 366"
    case .isoWeek: "a week between 1 and 53"
    case .isoWeekday: "a day of the week between 1 and 7"
    case .twoBases: "one way only to say which day it is"
    case .noSuchDay: "a day of the calendar"
    }
  }
}
