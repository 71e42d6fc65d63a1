// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads a date with a time of day or without, and drops the time zone behind it.
  static func timestamp(_ text: TextBytes) throws(TextFault) -> Int64 {
    try momentAndZone(text).moment
  }

  /// As above, rounded to whole multiples of a number of microseconds.
  static func timestamp(_ text: TextBytes, unit: Int64) throws(TextFault) -> Int64 {
    guard let moment = SQLTimestamp.rounded(try timestamp(text), to: unit) else {
      throw .outOfRange
    }
    return moment
  }

  /// As above with nanoseconds; digits behind them do not count.
  static func timestampInNanoseconds(
    _ text: TextBytes,
    isInUTC: Bool = false
  ) throws(TextFault) -> Int64 {
    let (moment, rest, _) = try momentAndZone(text)
    let inUTC = isInUTC ? try timestampInUTC(text) : moment
    guard let made = SQLNanoseconds.moment(inUTC, rest) else { throw .outOfRange }
    return made
  }

  /// Reads a date with a time of day, and an offset from UTC or the name of UTC behind it.
  ///
  /// A moment without a zone counts as UTC. Other zones than UTC are refused.
  static func timestampInUTC(_ text: TextBytes) throws(TextFault) -> Int64 {
    let (moment, _, zone) = try momentAndZone(text)
    switch zone.kind {
    case .none:
      return moment
    case .offset(let seconds):
      guard let shifted = SQLTimestamp.sum(moment, -Int64(seconds) * SQLTimestamp.perSecond),
        SQLTimestamp.isFinite(shifted)
      else { throw .outOfRange }
      return shifted
    case .name(let range):
      guard ZoneText.isUTC(TextBytes(rebasing: text[range])) else { throw .zone }
      return moment
    }
  }

  static func momentAndZone(
    _ text: TextBytes
  ) throws(TextFault) -> (moment: Int64, nanoseconds: Int64, zone: ZoneText) {
    var cursor = TextCursor(text)
    let date = try DateText(&cursor)
    if date.isSpecial {
      cursor.skipSpaces()
      guard cursor.isAtEnd, let moment = SQLDate.timestamp(date.days) else { throw .malformed }
      return (moment, 0, ZoneText())
    }
    var (time, nanoseconds) = (Int64(0), Int64(0))
    var zone = ZoneText()
    if !cursor.isAtEnd {
      let clock: ClockText
      (clock, zone) = try ClockText.afterDate(&cursor)
      (time, nanoseconds) = (clock.microseconds, clock.nanoseconds)
    }
    guard let moment = SQLTimestamp.joined(days: Int64(date.days), time: time) else {
      throw .outOfRange
    }
    return (moment, nanoseconds, zone)
  }
}
