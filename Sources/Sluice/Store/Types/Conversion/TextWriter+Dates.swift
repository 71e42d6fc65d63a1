// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextWriter {
  /// Appends `2024-03-01`, `0044-03-15 (BC)`, `infinity` or `-infinity`.
  static func append(date days: Int32, to bytes: inout [UInt8]) {
    guard SQLDate.isFinite(days) else {
      return append(word: days > 0 ? "infinity" : "-infinity", to: &bytes)
    }
    let (year, month, day) = SQLDate.civil(days)
    bytes.appendDigits(year > 0 ? year : 1 - year, width: 4)
    bytes.append(0x2D)
    bytes.appendPair(month)
    bytes.append(0x2D)
    bytes.appendPair(day)
    if year <= 0 { append(word: " (BC)", to: &bytes) }
  }

  /// Appends `10:20:30.5`, without zeros at the end of the fraction.
  static func append(time: Int64, to bytes: inout [UInt8]) {
    if time < 0 { bytes.append(0x2D) }
    let magnitude = time.magnitude
    let seconds = Int(magnitude / 1_000_000)
    bytes.appendDigits(seconds / 3_600, width: 2)
    bytes.append(0x3A)
    bytes.appendPair(seconds / 60 % 60)
    bytes.append(0x3A)
    bytes.appendPair(seconds % 60)
    var fraction = Int(magnitude % 1_000_000)
    guard fraction > 0 else { return }
    var width = 6
    while fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    bytes.append(0x2E)
    bytes.appendDigits(fraction, width: width)
  }

  /// Appends `2024-03-01 10:20:30.5`, `infinity` or `-infinity`, with `+00` behind it in UTC.
  static func append(timestamp: Int64, isUTC: Bool = false, to bytes: inout [UInt8]) {
    guard SQLTimestamp.isFinite(timestamp) else {
      return append(word: timestamp > 0 ? "infinity" : "-infinity", to: &bytes)
    }
    let (days, time) = SQLTimestamp.split(timestamp)
    append(date: days, to: &bytes)
    bytes.append(0x20)
    append(time: time, to: &bytes)
    if isUTC { append(word: "+00", to: &bytes) }
  }

  /// Appends `1 year 2 months -3 days 04:05:06.7`; nothing at all is `00:00:00`.
  static func append(_ interval: Interval, to bytes: inout [UInt8]) {
    let start = bytes.count
    func append(_ count: Int32, _ unit: StaticString) {
      guard count != 0 else { return }
      if bytes.count > start { bytes.append(0x20) }
      bytes.appendDigits(Int(count))
      Self.append(word: unit, to: &bytes)
      if count.magnitude != 1 { bytes.append(0x73) }
    }
    append(interval.months / 12, " year")
    append(interval.months % 12, " month")
    append(interval.days, " day")
    guard interval.microseconds != 0 || bytes.count == start else { return }
    if bytes.count > start { bytes.append(0x20) }
    Self.append(time: interval.microseconds, to: &bytes)
  }
}
