// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a text of a format of times says.
struct TimeReading {
  /// An infinity or 1970-01-01, if the text is the word for it.
  var special: Int32?
  var year = 1_900
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0
  /// The nanoseconds beyond microseconds.
  var nanosecond = 0
  /// Seconds east of UTC.
  var offset = 0
  /// The place of the name of the time zone in the text, which the caller has to look at.
  var zone: Range<Int>?

  /// The day; `nil` if there is no such day.
  var date: Int32? { special ?? SQLDate.days(year: year, month: month, day: day) }

  /// The moment, in UTC if the text has an offset; `nil` if it cannot be counted.
  var timestamp: Int64? { moment(rounding: nanosecond >= 500 ? 1 : 0) }

  /// The moment in nanoseconds; `nil` if it cannot be counted.
  var exactTimestamp: Int64? {
    moment(rounding: 0).flatMap { SQLNanoseconds.moment($0, Int64(nanosecond)) }
  }

  private func moment(rounding rest: Int64) -> Int64? {
    if let special { return SQLDate.timestamp(special) }
    guard let date else { return nil }
    let seconds = (hour * 60 + minute) * 60 + second - offset
    return SQLTimestamp.joined(
      days: Int64(date),
      time: Int64(seconds) * SQLTimestamp.perSecond + Int64(microsecond) + rest
    )
  }
}
