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
    try clock(text).microseconds
  }

  /// As above in nanoseconds; digits behind them do not count.
  static func timeInNanoseconds(_ text: TextBytes) throws(TextFault) -> Int64 {
    let (microseconds, nanoseconds) = try clock(text)
    let time = microseconds * SQLNanoseconds.perMicrosecond + nanoseconds
    guard time <= SQLNanoseconds.perDay else { throw .outOfRange }
    return time
  }

  private static func clock(
    _ text: TextBytes
  ) throws(TextFault) -> (microseconds: Int64, nanoseconds: Int64) {
    var cursor = TextCursor(text)
    if let clock = ClockText(&cursor, isStrict: true) {
      cursor.skipSpaces()
      if cursor.isAtEnd {
        guard clock.microseconds <= SQLTimestamp.perDay else { throw .outOfRange }
        return (clock.microseconds, clock.nanoseconds)
      }
    }
    if let (clock, _) = clockWithOffset(text) { return (clock.microseconds, clock.nanoseconds) }
    guard let (moment, nanoseconds, _) = try? momentAndZone(text), SQLTimestamp.isFinite(moment)
    else { throw .malformed }
    return (SQLTimestamp.split(moment).time, nanoseconds)
  }

  /// Reads `10:20:30.5+02`, where the offset may be missing, or a moment, which is brought to UTC.
  static func zonedTime(_ text: TextBytes) throws(TextFault) -> ZonedTime {
    if let (clock, offset) = clockWithOffset(text) {
      guard let time = ZonedTime(time: clock.microseconds, offset: offset) else {
        throw .outOfRange
      }
      return time
    }
    let moment = try timestampInUTC(text)
    guard let clock = SQLTimestamp.time(moment), let time = ZonedTime(time: clock, offset: 0) else {
      throw .malformed
    }
    return time
  }

  /// Reads a time before an offset of less than 16 hours.
  private static func clockWithOffset(_ text: TextBytes) -> (clock: ClockText, offset: Int)? {
    var cursor = TextCursor(text)
    guard let clock = ClockText(&cursor, isStrict: false),
      clock.microseconds <= SQLTimestamp.perDay
    else { return nil }
    var offset = 0
    cursor.skipSpaces()
    if !cursor.isAtEnd, !cursor.skip(0x5A) {
      guard case .seconds(let seconds) = ZoneText.offset(&cursor),
        seconds.magnitude <= ZonedTime.offsetLimit
      else { return nil }
      offset = seconds
    }
    cursor.skipSpaces()
    return cursor.isAtEnd ? (clock, offset) : nil
  }
}
