// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A time of day with an offset from UTC.
///
/// In memory it is one number: the microseconds of the time in UTC, moved by ``offsetLimit`` so that they are
/// none below zero, and in the lowest 24 bits how far the offset is below the limit.
///
/// ```text
/// microseconds 40 | limit - offset 24
/// ```
/// Numbers have the order of the times: by UTC, and then the greatest offset first.
struct ZonedTime: Hashable, Sendable {
  /// The microseconds since midnight, where the offset is that of the clock.
  var time: Int64
  /// The seconds east of UTC.
  var offset: Int

  /// The greatest offset, and without its sign the least one: 15:59:59.
  static let offsetLimit = 57_599

  /// A time; `nil` if the offset goes beyond the limit.
  init?(time: Int64, offset: Int) {
    guard offset.magnitude <= Self.offsetLimit else { return nil }
    self.time = time
    self.offset = offset
  }

  /// The time of a cell.
  @inline(__always)
  init(cell: Int64) {
    let distance = cell & 0xFF_FFFF
    time = cell >> 24 - distance * SQLTimestamp.perSecond
    offset = Self.offsetLimit - Int(distance)
  }

  /// The number that stands for the time in memory.
  @inline(__always)
  var cell: Int64 {
    let distance = Int64(Self.offsetLimit - offset)
    return (time + distance * SQLTimestamp.perSecond) << 24 | distance
  }

  /// The time of day in UTC.
  var timeInUTC: Int64 {
    CivilCalendar.modulo(time - Int64(offset) * SQLTimestamp.perSecond, SQLTimestamp.perDay)
  }
}
