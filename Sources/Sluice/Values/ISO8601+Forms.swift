// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The forms that are accepted are those that dlt accepts, which is more than ISO 8601 in some
// places (slashes, single digits of times) and less in others (the basic time of an extended
// date). The conformance corpus records them.

extension ISO8601 {
  /// A clock time and how it is written.
  private struct Clock {
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0

    var microseconds: Int64? {
      guard hour < 24, minute < 60, second < 60 else { return nil }
      return Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
    }
  }

  /// Reads calendar, week and ordinal dates in extended and basic form, with a time or without.
  static func standardMoment(_ bytes: Span<UInt8>) -> Moment? {
    var index = 0
    if bytes[0] == 0x54 {
      index = 1
      return clock(bytes, &index, isExtended: false).flatMap { time($0, zone: $1) }
    }
    guard let century = parseDigits(bytes, &index, 2), index < bytes.count else { return nil }
    if bytes[index] == colon {
      return clock(bytes, &index, hour: century, isExtended: true)
        .flatMap { time($0, zone: $1) }
    }
    guard let tail = parseDigits(bytes, &index, 2), index < bytes.count else { return nil }
    let year = century * 100 + tail
    let isExtended = bytes[index] == dash
    guard let days = day(bytes, &index, year: year),
      CivilCalendar.supportedDays.contains(days)
    else { return nil }
    guard index < bytes.count else { return .date(CalendarDate(days: Int32(days))) }
    guard bytes[index] == 0x54 || bytes[index] == 0x20 else { return nil }
    index += 1
    guard let (clock, zone) = clock(bytes, &index, isExtended: isExtended),
      let time = clock.microseconds
    else { return nil }
    return .timestamp(
      Timestamp(
        microseconds: Int64(days) * CivilCalendar.microsecondsPerDay + time
          - Int64(zone ?? 0) * 1_000_000,
        offset: zone.map { Int32($0) }
      )
    )
  }

  /// Reads what follows the year up to the end of the date, as days since 1970.
  private static func day(_ bytes: Span<UInt8>, _ index: inout Int, year: Int) -> Int? {
    let isExtended = bytes[index] == dash
    if isExtended { index += 1 }
    guard index < bytes.count else { return nil }
    if bytes[index] == 0x57 {
      index += 1
      guard let week = parseDigits(bytes, &index, 2) else { return nil }
      var weekday = 1
      if !isAtEndOfDate(bytes, index) {
        if isExtended {
          guard bytes[index] == dash else { return nil }
          index += 1
        }
        guard let parsed = parseDigits(bytes, &index, 1) else { return nil }
        weekday = parsed
      }
      let monday = CivilCalendar.firstMonday(ofWeekYear: year)
      let weeks = (CivilCalendar.firstMonday(ofWeekYear: year + 1) - monday) / 7
      guard week <= weeks, weekday <= 7 else { return nil }
      return monday + (week - 1) * 7 + weekday - 1
    }
    guard let month = parseDigits(bytes, &index, 2) else { return nil }
    if isExtended {
      if isAtEndOfDate(bytes, index) { return date(year, month, 1) }
      guard bytes[index] == dash else {
        return parseDigits(bytes, &index, 1).flatMap { ordinal(year, month * 10 + $0) }
      }
      index += 1
      return parseDigits(bytes, &index, 2).flatMap { date(year, month, $0) }
    }
    guard let digit = parseDigits(bytes, &index, 1) else { return nil }
    if isAtEndOfDate(bytes, index) { return ordinal(year, month * 10 + digit) }
    return parseDigits(bytes, &index, 1).flatMap { date(year, month, digit * 10 + $0) }
  }

  private static func isAtEndOfDate(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    index == bytes.count || bytes[index] == 0x54 || bytes[index] == 0x20
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard CivilCalendar.isValid(year: year, month: month, day: day) else { return nil }
    return CivilCalendar.days(year: year, month: month, day: day)
  }

  private static func ordinal(_ year: Int, _ day: Int) -> Int? {
    guard day >= 1, day <= (CivilCalendar.isLeap(year) ? 366 : 365) else { return nil }
    return CivilCalendar.days(year: year, month: 1, day: 1) + day - 1
  }

  /// Reads a time of day and the offset after it, to the end of the text.
  private static func clock(
    _ bytes: Span<UInt8>,
    _ index: inout Int,
    hour: Int? = nil,
    isExtended: Bool
  ) -> (Clock, zone: Int?)? {
    var clock = Clock()
    guard let hour = hour ?? parseDigits(bytes, &index, 2) else { return nil }
    clock.hour = hour
    var hasSeconds = false
    if index < bytes.count, bytes[index] == colon {
      index += 1
      guard let minute = parseDigits(bytes, &index, 2) else { return nil }
      clock.minute = minute
      if index < bytes.count, bytes[index] == colon {
        guard isExtended else { return nil }
        index += 1
        guard let second = parseDigits(bytes, &index, 2) else { return nil }
        clock.second = second
        hasSeconds = true
      }
    } else if index < bytes.count, isDigit(bytes[index]) {
      guard !isExtended, let minute = parseDigits(bytes, &index, 2) else { return nil }
      clock.minute = minute
      if index < bytes.count, isDigit(bytes[index]) {
        guard let second = parseDigits(bytes, &index, 2) else { return nil }
        clock.second = second
        hasSeconds = true
      }
    }
    if hasSeconds, index < bytes.count, bytes[index] == 0x2E || bytes[index] == 0x2C {
      index += 1
      guard let fraction = parseFraction(bytes, &index) else { return nil }
      clock.microsecond = fraction
    }
    guard let zone = parseZone(bytes, &index) else { return nil }
    return (clock, zone.offset)
  }

  private static func time(_ clock: Clock, zone: Int?) -> Moment? {
    clock.microseconds.map { local in
      let shifted = local - Int64(zone ?? 0) * 1_000_000
      return .time(
        TimeOfDay(
          microseconds: CivilCalendar.modulo(shifted, CivilCalendar.microsecondsPerDay)
        )
      )
    }
  }

  /// Reads `2024`, `2024/03/01`, `2024/03/01 1:02:03.5` and `1:02`, which have no offset.
  static func looseMoment(_ bytes: Span<UInt8>) -> Moment? {
    var count = bytes.count
    if bytes[count - 1] == 0x0A { count -= 1 }
    let text = bytes.extracting(0..<count)
    var index = 0
    guard let days = looseDate(text, &index) else {
      index = 0
      if !text.isEmpty, text[0] == 0x20 { index = 1 }
      return looseClock(text, &index)?.microseconds.map {
        .time(TimeOfDay(microseconds: $0))
      }
    }
    guard CivilCalendar.supportedDays.contains(days) else { return nil }
    guard index < count else { return .date(CalendarDate(days: Int32(days))) }
    if text[index] == 0x20 { index += 1 }
    guard let time = looseClock(text, &index)?.microseconds else { return nil }
    return .timestamp(
      Timestamp(
        microseconds: Int64(days) * CivilCalendar.microsecondsPerDay + time,
        offset: nil
      )
    )
  }

  /// Reads a year, and a month and a day after it where there are both.
  private static func looseDate(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
    guard let year = parseDigits(bytes, &index, 4) else { return nil }
    var position = index
    skipSeparator(bytes, &position)
    if let month = parseDigits(bytes, &position, 2) {
      skipSeparator(bytes, &position)
      if let day = parseDigits(bytes, &position, 2), isEndOfLooseDate(bytes, position) {
        index = position
        return date(year, month, day) ?? Int.min
      }
    }
    return date(year, 1, 1) ?? Int.min
  }

  private static func skipSeparator(_ bytes: Span<UInt8>, _ index: inout Int) {
    if index < bytes.count, bytes[index] == 0x2F || bytes[index] == colon { index += 1 }
  }

  private static func isEndOfLooseDate(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    index == bytes.count || bytes[index] == 0x20 || isDigit(bytes[index])
  }

  /// Reads `H:M[:S][.f]`, each of one or two digits, to the end of the text.
  private static func looseClock(_ bytes: Span<UInt8>, _ index: inout Int) -> Clock? {
    var clock = Clock()
    guard let hour = oneOrTwoDigits(bytes, &index), index < bytes.count, bytes[index] == colon
    else { return nil }
    index += 1
    guard let minute = oneOrTwoDigits(bytes, &index) else { return nil }
    clock.hour = hour
    clock.minute = minute
    if index < bytes.count, bytes[index] == colon {
      index += 1
      guard let second = oneOrTwoDigits(bytes, &index) else { return nil }
      clock.second = second
    }
    if index < bytes.count, [0x2E, 0x2C, 0x7C].contains(bytes[index]) {
      index += 1
      let start = index
      guard let fraction = parseFraction(bytes, &index), index - start <= 9 else { return nil }
      clock.microsecond = fraction
    }
    return index == bytes.count ? clock : nil
  }

  private static func oneOrTwoDigits(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
    guard let first = parseDigits(bytes, &index, 1) else { return nil }
    return parseDigits(bytes, &index, 1).map { first * 10 + $0 } ?? first
  }
}
