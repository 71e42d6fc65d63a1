// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextWriter {
  /// Appends `2024-03-01`, `0044-03-15 (BC)`, `infinity` or `-infinity`.
  static func append(date days: Int32, to bytes: inout [UInt8]) {
    guard SQLDate.isFinite(days) else {
      return append(word: days > 0 ? "infinity" : "-infinity", to: &bytes)
    }
    let date = SQLDate.civil(days)
    guard 1...9_999 ~= date.year else { return append(farDate: date, to: &bytes) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { buffer in
      guard let start = buffer.baseAddress else { return }
      write(date, to: start)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: 10))
    }
  }

  /// Appends a day of a year that has not four digits, or is before the year 1.
  private static func append(
    farDate date: (year: Int, month: Int, day: Int),
    to bytes: inout [UInt8]
  ) {
    bytes.appendDigits(date.year > 0 ? date.year : 1 - date.year, width: 4)
    bytes.append(0x2D)
    bytes.appendPair(date.month)
    bytes.append(0x2D)
    bytes.appendPair(date.day)
    if date.year <= 0 { append(word: " (BC)", to: &bytes) }
  }

  /// Appends `10:20:30.5`, without zeros at the end of the fraction.
  static func append(time: Int64, to bytes: inout [UInt8]) {
    if time < 0 { bytes.append(0x2D) }
    guard time.magnitude < 100 * UInt64(SQLTimestamp.perHour) else {
      let hours = time.magnitude / UInt64(SQLTimestamp.perHour)
      bytes.appendDigits(UInt(hours))
      let rest = time.magnitude % UInt64(SQLTimestamp.perHour)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 15) { buffer in
        guard let start = buffer.baseAddress else { return }
        let end = write(time: rest, to: start)
        bytes.append(contentsOf: UnsafeBufferPointer(start: start + 2, count: end - start - 2))
      }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 15) { buffer in
      guard let start = buffer.baseAddress else { return }
      let end = write(time: time.magnitude, to: start)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  /// Appends `2024-03-01 10:20:30.5`, `infinity` or `-infinity`, with `+00` behind it in UTC.
  static func append(timestamp: Int64, isUTC: Bool = false, to bytes: inout [UInt8]) {
    guard SQLTimestamp.isFinite(timestamp) else {
      return append(word: timestamp > 0 ? "infinity" : "-infinity", to: &bytes)
    }
    let (days, time) = SQLTimestamp.split(timestamp)
    let date = SQLDate.civil(days)
    if 1...9_999 ~= date.year {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 26) { buffer in
        guard let start = buffer.baseAddress else { return }
        write(date, to: start)
        start[10] = 0x20
        let end = write(time: UInt64(time), to: start + 11)
        bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
      }
    } else {
      append(farDate: date, to: &bytes)
      bytes.append(0x20)
      append(time: time, to: &bytes)
    }
    if isUTC { append(word: "+00", to: &bytes) }
  }

  /// Writes the ten bytes of a day of the years 1 to 9999.
  @inline(__always)
  private static func write(
    _ date: (year: Int, month: Int, day: Int),
    to target: UnsafeMutablePointer<UInt8>
  ) {
    write(pair: UInt64(date.year / 100), to: target)
    write(pair: UInt64(date.year % 100), to: target + 2)
    target[4] = 0x2D
    write(pair: UInt64(date.month), to: target + 5)
    target[7] = 0x2D
    write(pair: UInt64(date.day), to: target + 8)
  }

  /// Writes a time below 100 hours, which takes up to 15 bytes, and returns its end.
  @inline(__always)
  private static func write(
    time: UInt64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let seconds = time / 1_000_000
    let fraction = time % 1_000_000
    write(pair: seconds / 3_600, to: target)
    target[2] = 0x3A
    write(pair: seconds / 60 % 60, to: target + 3)
    target[5] = 0x3A
    write(pair: seconds % 60, to: target + 6)
    guard fraction > 0 else { return target + 8 }
    target[8] = 0x2E
    write(pair: fraction / 10_000, to: target + 9)
    write(pair: fraction / 100 % 100, to: target + 11)
    write(pair: fraction % 100, to: target + 13)
    var end = target + 15
    while (end - 1).pointee == 0x30 { end -= 1 }
    return end
  }

  @inline(__always)
  private static func write(pair: UInt64, to target: UnsafeMutablePointer<UInt8>) {
    target[0] = UInt8(truncatingIfNeeded: pair / 10) | 0x30
    target[1] = UInt8(truncatingIfNeeded: pair % 10) | 0x30
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
