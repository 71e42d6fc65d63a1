// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Coercion {
  /// The date and time that `value` is or names, or `nil`.
  static func timestamp(from value: Value) throws(CoercionFailure) -> Timestamp? {
    switch value {
    case .date(let date): return Timestamp(date, TimeOfDay(microseconds: 0))
    case .int(let seconds): return try timestamp(seconds: seconds, microseconds: 0)
    case .double(let seconds): return try timestamp(seconds: seconds)
    case .text(let text):
      switch ISO8601.moment(text) {
      case .timestamp(let timestamp)?: return timestamp
      case .date(let date)?: return Timestamp(date, TimeOfDay(microseconds: 0))
      case .time?: return nil
      case nil:
        guard let seconds = double(PythonText.trimmed(text)) else { return nil }
        return try timestamp(seconds: seconds)
      }
    default: return nil
    }
  }

  /// The day that `value` is or names, of a date and time with an offset the day in UTC, or `nil`.
  static func date(from value: Value) throws(CoercionFailure) -> CalendarDate? {
    if case .timestamp(let timestamp) = value { return timestamp.utcDate }
    return try timestamp(from: value)?.utcDate
  }

  /// The time of day that a text names, or `nil`.
  static func time(from value: Value) -> TimeOfDay? { value.string.flatMap { TimeOfDay($0) } }

  /// The instant that is `seconds` after 1970, rounded half to even to a microsecond.
  private static func timestamp(seconds: Double) throws(CoercionFailure) -> Timestamp? {
    let whole = seconds.rounded(.towardZero)
    guard let integer = Int64(exactly: whole) else { return nil }
    let fraction = ((seconds - whole) * 1e6).rounded(.toNearestOrEven)
    return try timestamp(seconds: integer, microseconds: Int64(fraction))
  }

  // The years that the calendar of C can count, within 31 bits from 1900.
  private static let countableSeconds =
    seconds(ofYear: -2_147_481_748)..<seconds(ofYear: 2_147_485_548)
  private static let supportedSeconds = seconds(ofYear: 1)..<seconds(ofYear: 10_000)

  private static func seconds(ofYear year: Int) -> Int64 {
    Int64(CivilCalendar.days(year: year, month: 1, day: 1)) * 86_400
  }

  private static func timestamp(
    seconds: Int64,
    microseconds: Int64
  ) throws(CoercionFailure) -> Timestamp? {
    guard countableSeconds.contains(seconds) else { throw .secondsOutOfRange }
    guard supportedSeconds.contains(seconds) else { return nil }
    let total = seconds * 1_000_000 + microseconds
    guard supportedSeconds.contains(CivilCalendar.floorDivide(total, 1_000_000)) else {
      return nil
    }
    return Timestamp(microseconds: total, offset: 0)
  }
}
