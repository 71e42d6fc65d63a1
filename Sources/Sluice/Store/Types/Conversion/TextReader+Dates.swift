// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads `2024-3-1`, `-44-03-15`, `0044-03-15 (BC)`, `infinity`, `-infinity` or `epoch`.
  ///
  /// A time of day and a time zone may follow and are dropped.
  static func date(_ text: TextBytes) throws(TextFault) -> Int32 {
    if let days = usualDate(text) { return days }
    var cursor = TextCursor(text)
    let date = try DateText(&cursor)
    if date.isSpecial {
      cursor.skipSpaces()
      guard cursor.isAtEnd else { throw .malformed }
      return date.days
    }
    let end = cursor.place
    cursor.skipSpaces()
    guard !cursor.isAtEnd else { return date.days }
    cursor.place = end
    _ = try ClockText.afterDate(&cursor)
    return date.days
  }

  /// Reads `2024-03-01`, the form of nearly all dates.
  @inline(__always)
  private static func usualDate(_ text: TextBytes) -> Int32? {
    guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D else { return nil }
    var digits: UInt8 = 0
    for index in 0..<10 where index != 4 && index != 7 { digits = max(digits, text[index] &- 0x30) }
    guard digits < 10 else { return nil }
    func pair(_ index: Int) -> Int {
      Int(text[index] &- 0x30) * 10 + Int(text[index + 1] &- 0x30)
    }
    return SQLDate.days(year: pair(0) * 100 + pair(2), month: pair(5), day: pair(8))
  }

  /// Reads `10:20:30.5`, `10:20`, or such a time after a date or before an offset from UTC.
  static func time(_ text: TextBytes) throws(TextFault) -> Int64 {
    var cursor = TextCursor(text)
    if let clock = ClockText(&cursor, isStrict: true) {
      cursor.skipSpaces()
      if cursor.isAtEnd {
        guard clock.microseconds <= SQLTimestamp.perDay else { throw .outOfRange }
        return clock.microseconds
      }
    }
    if let time = timeWithOffset(text) { return time }
    guard let moment = try? timestamp(text), SQLTimestamp.isFinite(moment) else {
      throw .malformed
    }
    return SQLTimestamp.split(moment).time
  }

  /// Reads a time before an offset of less than 16 hours, which is dropped.
  private static func timeWithOffset(_ text: TextBytes) -> Int64? {
    var cursor = TextCursor(text)
    guard let clock = ClockText(&cursor, isStrict: false),
      clock.microseconds <= SQLTimestamp.perDay
    else { return nil }
    cursor.skipSpaces()
    if !cursor.isAtEnd, !cursor.skip(0x5A) {
      guard case .seconds(let offset) = ZoneText.offset(&cursor), offset.magnitude < 57_600 else {
        return nil
      }
    }
    cursor.skipSpaces()
    return cursor.isAtEnd ? clock.microseconds : nil
  }
}

/// A date at the beginning of a text.
struct DateText {
  /// The day, or an infinity.
  private(set) var days: Int32
  /// Whether it is given by a word: an infinity, or 1970-01-01.
  private(set) var isSpecial = false

  /// Reads a date and moves behind it.
  init(_ cursor: inout TextCursor) throws(TextFault) {
    cursor.skipSpaces()
    if cursor.byte.isASCIILetter || cursor.byte == 0x2D, let special = Self.special(&cursor) {
      (days, isSpecial) = (special, true)
      return
    }
    let isNegative = cursor.skip(0x2D)
    guard cursor.isAtDigit else { throw .malformed }
    var year = 0
    while cursor.isAtDigit {
      guard year < 100_000_000 else { throw .outOfRange }
      year = year * 10 + Int(cursor.byte &- 0x30)
      cursor.place += 1
    }
    if isNegative { year = -year }
    let separator = cursor.byte
    guard [0x20, 0x2D, 0x2F, 0x5C].contains(separator) else { throw .malformed }
    cursor.place += 1
    guard let month = cursor.oneOrTwoDigits(), cursor.skip(separator),
      let day = cursor.oneOrTwoDigits()
    else { throw .malformed }
    var era = cursor
    if era.byte.isASCIISpace {
      era.place += 1
      if era.skip(word: "(bc)") {
        guard !isNegative, year != 0 else { throw .malformed }
        year = 1 - year
        cursor = era
      }
    }
    guard !cursor.isAtDigit else { throw .malformed }
    guard let days = SQLDate.days(year: year, month: month, day: day) else { throw .outOfRange }
    self.days = days
  }

  private static func special(_ cursor: inout TextCursor) -> Int32? {
    let start = cursor
    let isNegative = cursor.skip(0x2D)
    if cursor.skip(word: "infinity") || (cursor.rest == 3 && cursor.skip(word: "inf")) {
      return isNegative ? SQLDate.negativeInfinity : SQLDate.infinity
    }
    // A minus sign has no meaning here, and is accepted.
    if cursor.skip(word: "epoch") { return 0 }
    cursor = start
    return nil
  }
}

/// A time of day, or a number of hours, at the beginning of a text.
struct ClockText {
  private(set) var microseconds: Int64

  /// Reads hours, minutes and, if they are there, seconds, and moves behind them.
  ///
  /// - Parameter isStrict: Whether minutes and seconds need digits where there is a colon before
  ///   them, and minutes two of them where no seconds follow.
  init?(_ cursor: inout TextCursor, isStrict: Bool) {
    cursor.skipSpaces()
    guard cursor.isAtDigit else { return nil }
    var hour: Int64 = 0
    let start = cursor.place
    while cursor.isAtDigit {
      guard cursor.place - start < 9 else { return nil }
      hour = hour * 10 + Int64(cursor.byte &- 0x30)
      cursor.place += 1
    }
    guard cursor.skip(0x3A) else { return nil }
    var minute = 0
    let minuteStart = cursor.place
    if let number = cursor.oneOrTwoDigits() {
      minute = number
    } else if isStrict || !cursor.isAtEnd {
      return nil
    }
    guard minute < 60 else { return nil }
    var second = 0
    if cursor.isAtEnd {
      guard !isStrict || cursor.place == minuteStart + 2 else { return nil }
    } else {
      guard cursor.skip(0x3A) else { return nil }
      if let number = cursor.oneOrTwoDigits() {
        second = number
      } else if isStrict || !cursor.isAtEnd {
        return nil
      }
    }
    guard second < 60 else { return nil }
    microseconds = ((hour * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000
    if cursor.skip(0x2E) { microseconds += Self.fraction(&cursor) }
  }

  /// Reads hours, minutes and seconds behind a date; what is missing before an end or a zone is 0.
  private init?(afterDate cursor: inout TextCursor) {
    cursor.skipSpaces()
    guard cursor.isAtDigit else { return nil }
    var hour: Int64 = 0
    let start = cursor.place
    while cursor.isAtDigit {
      guard cursor.place - start < 9 else { return nil }
      hour = hour * 10 + Int64(cursor.byte &- 0x30)
      cursor.place += 1
    }
    guard cursor.skip(0x3A) else { return nil }
    let minutes = cursor.oneOrTwoDigits()
    let minute = minutes ?? 0
    var second = 0
    var fraction: Int64 = 0
    if minutes != nil, cursor.skip(0x3A), let number = cursor.oneOrTwoDigits() {
      second = number
      if cursor.skip(0x2E) { fraction = Self.fraction(&cursor) }
    }
    guard minute < 60, second < 60 else { return nil }
    microseconds = ((hour * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000 + fraction
  }

  /// Reads the time and the zone behind a date, up to the end of the text.
  static func afterDate(
    _ cursor: inout TextCursor
  ) throws(TextFault) -> (time: Int64, zone: ZoneText) {
    if cursor.byte == 0x20 || cursor.byte == 0x54 { cursor.place += 1 }
    guard let clock = ClockText(afterDate: &cursor) else { throw .malformed }
    let zone = try ZoneText(&cursor)
    guard clock.microseconds <= SQLTimestamp.perDay else { throw .outOfRange }
    return (clock.microseconds, zone)
  }

  /// Reads the digits after a point as microseconds, without rounding.
  private static func fraction(_ cursor: inout TextCursor) -> Int64 {
    var unit: Int64 = 100_000
    var microseconds: Int64 = 0
    while cursor.isAtDigit {
      microseconds += Int64(cursor.byte &- 0x30) * unit
      unit /= 10
      cursor.place += 1
    }
    return microseconds
  }
}
