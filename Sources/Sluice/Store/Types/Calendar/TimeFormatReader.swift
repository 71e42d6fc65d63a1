// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads one text of a format.
struct TimeFormatReader {
  /// What decides which day it is. Later ones of a lower rank are read and not used.
  private enum Basis {
    case nothing, year, monthOrDay, dayOfYear, sundayWeek, mondayWeek, isoWeek
  }

  private(set) var reading = TimeReading()
  private var cursor: TextCursor
  private var basis = Basis.nothing
  private var isAfternoon: Bool?
  private var week = 0
  private var weekday: Int?
  private var dayOfYear = 0
  private var isoYear: Int?
  private var isoWeek: Int?
  private var isoWeekday: Int?

  init(_ text: TextBytes) {
    cursor = TextCursor(text)
    cursor.skipSpaces()
  }

  /// Reads the word for an infinity or for 1970-01-01, if it is all there is.
  mutating func readSpecial() -> Bool {
    var end = cursor
    let days: Int32
    if end.skip(word: "infinity") {
      days = SQLDate.infinity
    } else if end.skip(word: "-infinity") {
      days = SQLDate.negativeInfinity
    } else if end.skip(word: "epoch") {
      days = 0
    } else {
      return false
    }
    end.skipSpaces()
    guard end.isAtEnd else { return false }
    reading.special = days
    return true
  }

  /// Moves past what stands before a field. Any spaces are as good as any others.
  mutating func skip(_ literal: [UInt8], _ index: Int) throws(TimeMismatch) {
    var place = 0
    while place < literal.count {
      if literal[place].isASCIISpace {
        guard cursor.byte.isASCIISpace, !cursor.isAtEnd else {
          throw TimeMismatch(.noSpace, cursor.place)
        }
        cursor.skipSpaces()
        while place < literal.count, literal[place].isASCIISpace { place += 1 }
      } else {
        guard cursor.skip(literal[place]) else {
          throw TimeMismatch(.otherLiteral(index), cursor.place)
        }
        place += 1
      }
    }
  }

  /// Reads up to `width` digits.
  private mutating func number(
    _ width: Int,
    in range: ClosedRange<Int>,
    _ reason: TimeMismatch.Reason
  )
    throws(TimeMismatch) -> Int
  {
    let start = cursor.place
    var number = 0
    while cursor.place < start + width, cursor.isAtDigit {
      number = number * 10 + Int(cursor.byte &- 0x30)
      cursor.place += 1
    }
    guard cursor.place > start else { throw TimeMismatch(.noNumber, start) }
    guard range.contains(number) else { throw TimeMismatch(reason, start) }
    return number
  }

  /// Reads up to `width` digits of a second.
  private mutating func fraction(_ width: Int) throws(TimeMismatch) -> Int {
    let start = cursor.place
    var number = try number(width, in: 0...Int.max, .noNumber)
    for _ in cursor.place..<start + width { number *= 10 }
    return number
  }

  private mutating func name(
    _ names: [StaticString],
    isShort: Bool,
    _ reason: TimeMismatch.Reason
  ) throws(TimeMismatch) -> Int {
    for (index, name) in names.enumerated() {
      let count = isShort ? CalendarNames.shortLength : name.utf8CodeUnitCount
      guard cursor.rest >= count else { continue }
      let isSame = (0..<count).allSatisfy {
        name.utf8Start[$0].lowercasedASCII == cursor.byte(ahead: $0).lowercasedASCII
      }
      if isSame {
        cursor.place += count
        return index
      }
    }
    throw TimeMismatch(reason, cursor.place)
  }

  mutating func read(_ field: TimeFormat.Field) throws(TimeMismatch) {
    switch field {
    case .day, .unpaddedDay:
      reading.day = try number(2, in: 1...31, .day)
      basis = .monthOrDay
    case .monthNumber, .unpaddedMonthNumber:
      reading.month = try number(2, in: 1...12, .month)
      basis = .monthOrDay
    case .shortMonth:
      reading.month = try name(CalendarNames.months, isShort: true, .shortMonth) + 1
    case .month:
      reading.month = try name(CalendarNames.months, isShort: false, .monthName) + 1
    case .shortWeekday: _ = try name(CalendarNames.days, isShort: true, .shortWeekday)
    case .weekday: _ = try name(CalendarNames.days, isShort: false, .weekdayName)
    case .shortYear, .unpaddedShortYear:
      let year = try number(2, in: 0...99, .noNumber)
      reading.year = year >= 69 ? 1_900 + year : 2_000 + year
      noteYear()
    case .year:
      reading.year = try number(4, in: 0...9_999, .noNumber)
      noteYear()
    case .hour, .unpaddedHour: reading.hour = try number(2, in: 0...23, .hour)
    case .halfDayHour, .unpaddedHalfDayHour:
      reading.hour = try number(2, in: 1...12, .halfDayHour)
    case .minute, .unpaddedMinute: reading.minute = try number(2, in: 0...59, .minute)
    case .second, .unpaddedSecond: reading.second = try number(2, in: 0...59, .second)
    case .nanosecond:
      let nanoseconds = try fraction(9)
      (reading.microsecond, reading.nanosecond) = nanoseconds.quotientAndRemainder(
        dividingBy: 1_000
      )
    case .microsecond: reading.microsecond = try fraction(6)
    case .millisecond: reading.microsecond = try fraction(3) * 1_000
    case .halfOfDay:
      guard cursor.byte(ahead: 1) | 0x20 == 0x6D, [0x61, 0x70].contains(cursor.byte | 0x20) else {
        throw TimeMismatch(.halfOfDay, cursor.place)
      }
      isAfternoon = cursor.byte | 0x20 == 0x70
      cursor.place += 2
    case .offset:
      let start = cursor.place
      guard case .seconds(let seconds) = ZoneText.offset(&cursor) else {
        throw TimeMismatch(.offset, start)
      }
      reading.offset = seconds
    case .zone:
      cursor.skipSpaces()
      let start = cursor.place
      while ZoneText.isPartOfName(cursor.byte) { cursor.place += 1 }
      guard cursor.place > start else { throw TimeMismatch(.zone, start) }
      reading.zone = start..<cursor.place
    default: try readWeek(field)
    }
  }

  private mutating func noteYear() {
    if basis == .nothing || basis == .isoWeek { basis = .year }
  }

  private mutating func readWeek(_ field: TimeFormat.Field) throws(TimeMismatch) {
    let start = cursor.place
    switch field {
    case .weekdayNumber: weekday = try number(1, in: 0...6, .weekday)
    case .sundayWeek, .mondayWeek:
      week = try number(2, in: 0...53, .week)
      guard basis != .monthOrDay else { return }
      guard basis == .nothing || basis == .year else { throw TimeMismatch(.twoBases, start) }
      basis = field == .sundayWeek ? .sundayWeek : .mondayWeek
    case .dayOfYear, .unpaddedDayOfYear:
      dayOfYear = try number(3, in: 1...366, .dayOfYear)
      guard basis != .monthOrDay, basis != .year else {
        if basis == .year { basis = .dayOfYear }
        return
      }
      guard basis == .nothing else { throw TimeMismatch(.twoBases, start) }
      basis = .dayOfYear
    case .isoYear:
      let year = try number(4, in: 0...9_999, .noNumber)
      guard isoYear == nil else { throw TimeMismatch(.twoBases, start) }
      try noteISOWeek(start)
      isoYear = year
    case .isoWeek:
      let week = try number(2, in: 1...53, .isoWeek)
      // A week of ISO 8601 says nothing about a year of the calendar; its year may stand there.
      guard isoWeek == nil, basis != .year else { throw TimeMismatch(.twoBases, start) }
      try noteISOWeek(start)
      isoWeek = week
    case .isoWeekdayNumber:
      let weekday = try number(1, in: 1...7, .isoWeekday)
      guard isoWeekday == nil else { throw TimeMismatch(.twoBases, start) }
      isoWeekday = weekday
    default: break
    }
  }

  private mutating func noteISOWeek(_ start: Int) throws(TimeMismatch) {
    switch basis {
    case .nothing: basis = .isoWeek
    case .isoWeek, .year, .monthOrDay: break
    case .dayOfYear, .sundayWeek, .mondayWeek: throw TimeMismatch(.twoBases, start)
    }
  }

  /// Reads the end of the text and puts the parts together.
  mutating func finish() throws(TimeMismatch) {
    cursor.skipSpaces()
    guard cursor.isAtEnd else { throw TimeMismatch(.trailingBytes, cursor.place) }
    if let isAfternoon {
      guard reading.hour <= 12 else { throw TimeMismatch(.hourOfHalfDay, 0) }
      if isAfternoon {
        if reading.hour != 12 { reading.hour += 12 }
      } else if reading.hour == 12 {
        reading.hour = 0
      }
    }
    let first = CivilCalendar.days(year: reading.year, month: 1, day: 1)
    switch basis {
    case .nothing, .year, .monthOrDay: break
    case .dayOfYear:
      guard dayOfYear <= (CivilCalendar.isLeap(reading.year) ? 366 : 365) else {
        throw TimeMismatch(.dayOfYear, 0)
      }
      set(first + dayOfYear - 1)
    case .sundayWeek, .mondayWeek:
      let isMonday = basis == .mondayWeek
      let number = weekday.map { isMonday ? ($0 + 6) % 7 : $0 } ?? 0
      // The day before the first week begins, which week 0 ends with.
      var start = first - (SQLDate.weekday(Int32(first)) - 1) - (isMonday ? 0 : 1)
      if start >= first { start -= 7 }
      set(start + week * 7 + number)
    case .isoWeek:
      let start = CivilCalendar.firstMonday(ofWeekYear: isoYear ?? 1_900)
      set(start + ((isoWeek ?? 1) - 1) * 7 + (isoWeekday ?? 1) - 1)
    }
  }

  private mutating func set(_ days: Int) {
    (reading.year, reading.month, reading.day) = CivilCalendar.civil(days: days)
  }
}
