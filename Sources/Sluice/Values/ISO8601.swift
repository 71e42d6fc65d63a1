// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads ISO 8601 text: first the usual form at full speed, then every other form.
enum ISO8601 {
  /// What a text can name.
  enum Moment: Hashable {
    /// A date with a time of day.
    case timestamp(Timestamp)
    /// A date alone.
    case date(CalendarDate)
    /// A time of day alone, moved to UTC where the text has an offset.
    case time(TimeOfDay)
  }

  /// Reads any accepted form, or returns `nil`.
  static func moment(_ bytes: Span<UInt8>) -> Moment? {
    if let timestamp = usualTimestamp(bytes) { return .timestamp(timestamp) }
    guard bytes.count >= 3, bytes.count <= 64 || mayBeLong(bytes) else { return nil }
    return standardMoment(bytes) ?? looseMoment(bytes)
  }

  /// Reads any accepted form, or returns `nil`.
  static func moment(_ text: String) -> Moment? {
    var text = text
    return text.withUTF8 { moment($0.span) }
  }

  /// Only a fraction of many digits makes a moment longer than 64 bytes; all others are prose.
  private static func mayBeLong(_ bytes: Span<UInt8>) -> Bool {
    isDigit(bytes[0]) && isDigit(bytes[1])
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS[.f…][Z|±HH[:MM]]`, with a space instead of `T` as well.
  static func usualTimestamp(_ bytes: Span<UInt8>) -> Timestamp? {
    guard bytes.count >= 19, bytes[4] == dash, bytes[7] == dash, bytes[13] == colon,
      bytes[16] == colon, bytes[10] == 0x54 || bytes[10] == 0x20
    else { return nil }
    let year = pair(bytes, 0) * 100 + pair(bytes, 2)
    let month = pair(bytes, 5)
    let day = pair(bytes, 8)
    let hour = pair(bytes, 11)
    let minute = pair(bytes, 14)
    let second = pair(bytes, 17)
    guard CivilCalendar.isValid(year: year, month: month, day: day),
      0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second
    else { return nil }
    var index = 19
    var fraction = 0
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      guard let parsed = parseFraction(bytes, &index) else { return nil }
      fraction = parsed
    }
    guard let zone = parseZone(bytes, &index) else { return nil }
    let days = CivilCalendar.days(year: year, month: month, day: day)
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return Timestamp(
      microseconds: Int64(seconds - (zone.offset ?? 0)) * 1_000_000 + Int64(fraction),
      offset: zone.offset.map { Int32($0) }
    )
  }
}

// MARK: - Parts
// Positions are indexes of bytes. A part that is missing or wrong yields nil.

extension ISO8601 {
  static let dash: UInt8 = 0x2D
  static let colon: UInt8 = 0x3A

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// The number of two digits at `index`, or one that is below every range.
  static func pair(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    let tens = bytes[index] &- 0x30
    let ones = bytes[index + 1] &- 0x30
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : -1_000_000
  }

  /// Reads exactly `count` digits.
  static func parseDigits(_ bytes: Span<UInt8>, _ index: inout Int, _ count: Int) -> Int? {
    guard index + count <= bytes.count else { return nil }
    var number = 0
    for position in index..<index + count {
      guard isDigit(bytes[position]) else { return nil }
      number = number * 10 + Int(bytes[position] &- 0x30)
    }
    index += count
    return number
  }

  /// Reads at least one digit after the point and returns microseconds, without rounding.
  static func parseFraction(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
    var fraction = 0
    var digits = 0
    while index < bytes.count, isDigit(bytes[index]) {
      if digits < 6 { fraction = fraction * 10 + Int(bytes[index] &- 0x30) }
      digits += 1
      index += 1
    }
    guard digits > 0 else { return nil }
    while digits < 6 {
      fraction *= 10
      digits += 1
    }
    return fraction
  }

  /// Reads the rest of the text: nothing, `Z`, or an offset of up to 24 hours.
  ///
  /// As in dlt, the minutes of an offset may pass 59 if the whole does not pass 24 hours.
  static func parseZone(_ bytes: Span<UInt8>, _ index: inout Int) -> (offset: Int?, Void)? {
    guard index < bytes.count else { return (nil, ()) }
    let sign = bytes[index]
    index += 1
    if sign == 0x5A { return index == bytes.count ? (0, ()) : nil }
    guard sign == 0x2B || sign == dash, let hours = parseDigits(bytes, &index, 2) else {
      return nil
    }
    if index < bytes.count, bytes[index] == colon { index += 1 }
    var minutes = 0
    if index < bytes.count {
      guard let parsed = parseDigits(bytes, &index, 2) else { return nil }
      minutes = parsed
    }
    let offset = hours * 3600 + minutes * 60
    guard index == bytes.count, offset <= 86_400 else { return nil }
    return (sign == dash ? -offset : offset, ())
  }
}
