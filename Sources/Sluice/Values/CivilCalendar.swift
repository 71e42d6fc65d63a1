// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Conversions between days since 1970 and years, months and days of the Gregorian calendar.
enum CivilCalendar {
  /// The days of the years 1 to 9999, since 1970-01-01.
  static let supportedDays: ClosedRange<Int> = -719_162...2_932_896
  /// Microseconds in a day.
  static let microsecondsPerDay: Int64 = 86_400_000_000

  // Both directions count in eras of 400 years that begin on 1 March, so that the leap day ends
  // a year. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

  /// The days from 1970-01-01 to a day of the calendar.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The day of the calendar that is `days` after 1970-01-01.
  static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Whether `year` has a 29 February.
  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The number of days of a month.
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether the three numbers name a day of the years 1 to 9999.
  static func isValid(year: Int, month: Int, day: Int) -> Bool {
    (1...9999).contains(year) && (1...12).contains(month) && day >= 1
      && (day <= 28 || day <= days(inMonth: month, of: year))
  }

  /// The Monday of the first ISO week of `year`, in days since 1970-01-01.
  static func firstMonday(ofWeekYear year: Int) -> Int {
    let fourth = days(year: year, month: 1, day: 4)
    return fourth - modulo(fourth + 3, 7)
  }

  /// The quotient rounded down.
  static func floorDivide<T: SignedInteger>(_ value: T, _ divisor: T) -> T {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  /// The remainder that is not negative.
  static func modulo<T: SignedInteger>(_ value: T, _ divisor: T) -> T {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
