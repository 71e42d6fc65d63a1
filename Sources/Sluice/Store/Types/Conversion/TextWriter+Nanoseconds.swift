// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextWriter {
  /// Appends `10:20:30.123456789`, without zeros at the end of the fraction.
  static func append(nanosecondTime time: Int64, to bytes: inout [UInt8]) {
    let rest = time % SQLNanoseconds.perSecond
    append(time: (time - rest) / SQLNanoseconds.perMicrosecond, to: &bytes)
    append(fraction: rest, to: &bytes)
  }

  /// Appends `2024-03-01 10:20:30.123456789`, `infinity` or `-infinity`.
  static func append(nanosecondTimestamp moment: Int64, to bytes: inout [UInt8]) {
    guard SQLTimestamp.isFinite(moment) else { return append(timestamp: moment, to: &bytes) }
    let rest = CivilCalendar.modulo(moment, SQLNanoseconds.perSecond)
    let seconds = CivilCalendar.floorDivide(moment, SQLNanoseconds.perSecond)
    append(timestamp: seconds * SQLTimestamp.perSecond, to: &bytes)
    append(fraction: rest, to: &bytes)
  }

  /// Appends a point and the digits of nanoseconds behind it, if there are any.
  private static func append(fraction: Int64, to bytes: inout [UInt8]) {
    guard fraction > 0 else { return }
    bytes.append(0x2E)
    bytes.appendDigits(Int(fraction), width: 9)
    while bytes.last == 0x30 { bytes.removeLast() }
  }

  /// Appends `10:20:30.5+02`, with minutes and seconds of the offset where there are some.
  static func append(_ time: ZonedTime, to bytes: inout [UInt8]) {
    append(time: time.time, to: &bytes)
    bytes.append(time.offset < 0 ? 0x2D : 0x2B)
    let seconds = Int(time.offset.magnitude)
    bytes.appendPair(seconds / 3_600)
    guard seconds % 3_600 > 0 else { return }
    bytes.append(0x3A)
    bytes.appendPair(seconds / 60 % 60)
    guard seconds % 60 > 0 else { return }
    bytes.append(0x3A)
    bytes.appendPair(seconds % 60)
  }

  /// Appends an integer of 128 bits without a sign.
  static func append(_ value: UInt128, to bytes: inout [UInt8]) {
    appendDigits(value, width: 1, to: &bytes)
  }
}
