// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The English names of months and days.
enum CalendarNames {
  static let months: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// From Sunday on.
  static let days: [StaticString] = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// The number of letters of short names.
  static let shortLength = 3

  /// The name of the month of a finite day.
  static func month(ofDate days: Int32) -> StaticString? {
    SQLDate.isFinite(days) ? months[SQLDate.civil(days).month - 1] : nil
  }

  /// The name of the day of the week of a finite day.
  static func day(ofDate days: Int32) -> StaticString? {
    SQLDate.isFinite(days) ? self.days[SQLDate.weekday(days) % 7] : nil
  }
}
