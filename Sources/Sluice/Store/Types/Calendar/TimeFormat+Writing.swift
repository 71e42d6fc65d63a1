// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TimeFormat {
  /// Appends the text of a day; an infinity is a word.
  func append(date days: Int32, to bytes: inout [UInt8]) {
    guard SQLDate.isFinite(days) else { return TextWriter.append(date: days, to: &bytes) }
    append(days, 0, 0, "", to: &bytes)
  }

  /// Appends the text of a moment, with the name of its time zone, which is empty where there is
  /// none; an infinity is a word.
  func append(
    timestamp moment: Int64,
    nanoseconds: Int64 = 0,
    zone: StaticString = "",
    to bytes: inout [UInt8]
  ) {
    guard SQLTimestamp.isFinite(moment) else {
      return TextWriter.append(timestamp: moment, to: &bytes)
    }
    let (days, time) = SQLTimestamp.split(moment)
    append(days, time, nanoseconds, zone, to: &bytes)
  }

  private func append(
    _ days: Int32,
    _ time: Int64,
    _ nanoseconds: Int64,
    _ zone: StaticString,
    to bytes: inout [UInt8]
  ) {
    let date = SQLDate.civil(days)
    for (index, field) in fields.enumerated() {
      bytes.append(contentsOf: literals[index])
      if field == .zone {
        TextWriter.append(word: zone, to: &bytes)
      } else if field == .nanosecond {
        let fraction = Int(time % SQLTimestamp.perSecond * 1_000 + nanoseconds)
        bytes.appendDigits(fraction, width: 9)
      } else if !Self.append(field, time, to: &bytes) {
        Self.append(field, days, date, to: &bytes)
      }
    }
    if let last = literals.last { bytes.append(contentsOf: last) }
  }

  /// Appends a field of the clock, if it is one.
  private static func append(_ field: Field, _ time: Int64, to bytes: inout [UInt8]) -> Bool {
    let hour = Int(time / SQLTimestamp.perHour)
    let minute = Int(time / SQLTimestamp.perMinute % 60)
    let second = Int(time / SQLTimestamp.perSecond % 60)
    let fraction = Int(time % SQLTimestamp.perSecond)
    let half = hour % 12 == 0 ? 12 : hour % 12
    switch field {
    case .hour: bytes.appendPair(hour)
    case .unpaddedHour: bytes.appendDigits(hour)
    case .halfDayHour: bytes.appendPair(half)
    case .unpaddedHalfDayHour: bytes.appendDigits(half)
    case .halfOfDay: TextWriter.append(word: hour >= 12 ? "PM" : "AM", to: &bytes)
    case .minute: bytes.appendPair(minute)
    case .unpaddedMinute: bytes.appendDigits(minute)
    case .second: bytes.appendPair(second)
    case .unpaddedSecond: bytes.appendDigits(second)
    case .microsecond: bytes.appendDigits(fraction, width: 6)
    case .millisecond: bytes.appendDigits(fraction / 1_000, width: 3)
    case .offset: TextWriter.append(word: "+00", to: &bytes)
    default: return false
    }
    return true
  }

  /// Appends a field of the calendar.
  private static func append(
    _ field: Field,
    _ days: Int32,
    _ date: (year: Int, month: Int, day: Int),
    to bytes: inout [UInt8]
  ) {
    switch field {
    case .shortWeekday: append(CalendarNames.days[SQLDate.weekday(days) % 7], 3, to: &bytes)
    case .weekday: append(CalendarNames.days[SQLDate.weekday(days) % 7], to: &bytes)
    case .weekdayNumber: bytes.appendDigits(SQLDate.weekday(days) % 7)
    case .isoWeekdayNumber: bytes.appendDigits(SQLDate.weekday(days))
    case .day: bytes.appendPair(date.day)
    case .unpaddedDay: bytes.appendDigits(date.day)
    case .shortMonth: append(CalendarNames.months[date.month - 1], 3, to: &bytes)
    case .month: append(CalendarNames.months[date.month - 1], to: &bytes)
    case .monthNumber: bytes.appendPair(date.month)
    case .unpaddedMonthNumber: bytes.appendDigits(date.month)
    case .shortYear: bytes.appendPair(abs(date.year) % 100)
    case .unpaddedShortYear: bytes.appendDigits(abs(date.year) % 100)
    case .year: append(year: date.year, to: &bytes)
    case .isoYear: append(year: SQLDate.week(days).year, to: &bytes)
    case .dayOfYear: bytes.appendDigits(SQLDate.dayOfYear(days), width: 3)
    case .unpaddedDayOfYear: bytes.appendDigits(SQLDate.dayOfYear(days))
    case .sundayWeek: bytes.appendPair(week(days, firstWeekday: 7))
    case .mondayWeek: bytes.appendPair(week(days, firstWeekday: 1))
    case .isoWeek: bytes.appendPair(SQLDate.week(days).week)
    default: break
    }
  }

  private static func append(year: Int, to bytes: inout [UInt8]) {
    bytes.appendDigits(year, width: year < 0 ? 1 : 4)
  }

  private static func append(
    _ name: StaticString,
    _ count: Int? = nil,
    to bytes: inout [UInt8]
  ) {
    bytes.append(
      contentsOf: TextBytes(start: name.utf8Start, count: count ?? name.utf8CodeUnitCount)
    )
  }

  /// The week of the year where the first one begins with the first Sunday or Monday.
  private static func week(_ days: Int32, firstWeekday: Int) -> Int {
    let dayOfYear = SQLDate.dayOfYear(days) - 1
    let daysSinceFirst = (SQLDate.weekday(days) - firstWeekday + 7) % 7
    return (dayOfYear + 7 - daysSinceFirst) / 7
  }
}
