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
