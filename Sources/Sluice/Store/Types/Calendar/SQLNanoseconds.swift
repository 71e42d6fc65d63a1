// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Moments and times of day in nanoseconds. Infinities are those of ``SQLTimestamp``.
enum SQLNanoseconds {
  /// The nanoseconds of a microsecond.
  static let perMicrosecond: Int64 = 1_000
  static let perSecond: Int64 = 1_000_000_000
  static let perDay: Int64 = SQLTimestamp.perDay * perMicrosecond

  /// A moment in microseconds, and nanoseconds beyond it; `nil` if it cannot be counted.
  static func moment(_ microseconds: Int64, _ nanoseconds: Int64 = 0) -> Int64? {
    guard SQLTimestamp.isFinite(microseconds) else { return microseconds }
    let wide = Int128(microseconds) * Int128(perMicrosecond) + Int128(nanoseconds)
    guard let moment = Int64(exactly: wide), SQLTimestamp.isFinite(moment) else { return nil }
    return moment
  }

  /// The microseconds that a moment is in; an infinity stays one.
  @inline(__always)
  static func microseconds(_ moment: Int64) -> Int64 {
    SQLTimestamp.isFinite(moment) ? CivilCalendar.floorDivide(moment, perMicrosecond) : moment
  }

  /// The microseconds of a moment or a time, halves rounded away from zero; an infinity stays one.
  @inline(__always)
  static func rounded(_ moment: Int64) -> Int64 {
    guard SQLTimestamp.isFinite(moment) else { return moment }
    let (quotient, rest) = moment.quotientAndRemainder(dividingBy: perMicrosecond)
    return quotient + (rest >= 500 ? 1 : rest <= -500 ? -1 : 0)
  }

  /// The nanoseconds of a finite moment, or of a time, beyond its microseconds.
  @inline(__always)
  static func rest(_ moment: Int64) -> Int64 { CivilCalendar.modulo(moment, perMicrosecond) }

  /// The time of day of a finite moment.
  static func time(_ moment: Int64) -> Int64? {
    SQLTimestamp.isFinite(moment) ? CivilCalendar.modulo(moment, perDay) : nil
  }
}
