// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads a date with a time of day or without, and drops the time zone behind it.
  static func timestamp(_ text: TextBytes) throws(TextFault) -> Int64 {
    try momentAndZone(text).moment
  }

  /// Reads a date with a time of day, and an offset from UTC or the name of UTC behind it.
  ///
  /// A moment without a zone counts as UTC. Other zones than UTC are refused.
  static func timestampInUTC(_ text: TextBytes) throws(TextFault) -> Int64 {
    let (moment, zone) = try momentAndZone(text)
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

  private static func momentAndZone(
    _ text: TextBytes
  ) throws(TextFault) -> (moment: Int64, zone: ZoneText) {
    var cursor = TextCursor(text)
    let date = try DateText(&cursor)
    if date.isSpecial {
      cursor.skipSpaces()
      guard cursor.isAtEnd, let moment = SQLDate.timestamp(date.days) else { throw .malformed }
      return (moment, ZoneText())
    }
    var time: Int64 = 0
    var zone = ZoneText()
    if !cursor.isAtEnd { (time, zone) = try ClockText.afterDate(&cursor) }
    guard let moment = SQLTimestamp.joined(days: Int64(date.days), time: time) else {
      throw .outOfRange
    }
    return (moment, zone)
  }
}
