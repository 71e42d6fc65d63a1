// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Moments as SQL counts them: microseconds since 1970, with an infinity on either side.
enum SQLTimestamp {
  /// After every moment.
  static let infinity = Int64.max
  /// Before every moment.
  static let negativeInfinity = -Int64.max

  static let perSecond: Int64 = 1_000_000
  static let perMinute: Int64 = 60 * perSecond
  static let perHour: Int64 = 60 * perMinute
  static let perDay: Int64 = 24 * perHour
  /// The microseconds of thirty days, which a month counts as where spans of time are compared.
  static let perMonth: Int64 = 30 * perDay

  @inline(__always)
  static func isFinite(_ moment: Int64) -> Bool {
    moment != infinity && moment != negativeInfinity
  }

  /// The moment `time` microseconds after the beginning of a day, unless it cannot be counted.
  static func joined(days: Int64, time: Int64) -> Int64? {
    // The day that the least moment is in begins beyond 64 bits.
    guard let moment = Int64(exactly: Int128(days) * Int128(perDay) + Int128(time)) else {
      return nil
    }
    return isFinite(moment) ? moment : nil
  }

  /// The day of a finite moment, and the microseconds since its beginning.
  @inline(__always)
  static func split(_ moment: Int64) -> (days: Int32, time: Int64) {
    let days = CivilCalendar.floorDivide(moment, perDay)
    // What wraps around in the product comes back in the difference.
    return (Int32(truncatingIfNeeded: days), moment &- days &* perDay)
  }

  /// The day of a moment; an infinity stays one.
  static func date(_ moment: Int64) -> Int32 {
    if moment == infinity { return SQLDate.infinity }
    if moment == negativeInfinity { return SQLDate.negativeInfinity }
    return split(moment).days
  }

  /// The time of day of a finite moment.
  static func time(_ moment: Int64) -> Int64? { isFinite(moment) ? split(moment).time : nil }

  /// The whole multiple of a unit that is nearest to a moment, halves away from 1970; `nil` if it cannot be
  /// counted.
  static func rounded(_ moment: Int64, to unit: Int64) -> Int64? {
    guard isFinite(moment) else { return moment }
    let (quotient, rest) = moment.quotientAndRemainder(dividingBy: unit)
    let nearest = quotient + (rest >= unit / 2 ? 1 : rest <= 0 - unit / 2 ? -1 : 0)
    let (made, overflow) = nearest.multipliedReportingOverflow(by: unit)
    return overflow ? nil : made
  }

  /// The moment, unless the sum cannot be counted.
  static func sum(_ moment: Int64, _ distance: Int64) -> Int64? {
    let (sum, overflow) = moment.addingReportingOverflow(distance)
    return overflow ? nil : sum
  }
}
