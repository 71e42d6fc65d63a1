// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Interval {
  /// The span the other way; `nil` if a part has no opposite.
  var negated: Interval? {
    guard months != .min, days != .min, microseconds != .min else { return nil }
    return Interval(months: -months, days: -days, microseconds: -microseconds)
  }

  /// The sum of the parts, unless one of them overflows.
  static func sum(_ left: Interval, _ right: Interval) -> Interval? {
    let months = left.months.addingReportingOverflow(right.months)
    let days = left.days.addingReportingOverflow(right.days)
    let time = left.microseconds.addingReportingOverflow(right.microseconds)
    guard !months.overflow, !days.overflow, !time.overflow else { return nil }
    return Interval(
      months: months.partialValue,
      days: days.partialValue,
      microseconds: time.partialValue
    )
  }

  /// The difference of the parts, unless one of them overflows.
  static func difference(_ left: Interval, _ right: Interval) -> Interval? {
    let months = left.months.subtractingReportingOverflow(right.months)
    let days = left.days.subtractingReportingOverflow(right.days)
    let time = left.microseconds.subtractingReportingOverflow(right.microseconds)
    guard !months.overflow, !days.overflow, !time.overflow else { return nil }
    return Interval(
      months: months.partialValue,
      days: days.partialValue,
      microseconds: time.partialValue
    )
  }

  /// The parts times an integer, unless one of them overflows.
  func multiplied(by factor: Int64) -> Interval? {
    guard let narrow = Int32(exactly: factor) else { return nil }
    let months = months.multipliedReportingOverflow(by: narrow)
    let days = days.multipliedReportingOverflow(by: narrow)
    let time = microseconds.multipliedReportingOverflow(by: factor)
    guard !months.overflow, !days.overflow, !time.overflow else { return nil }
    return Interval(
      months: months.partialValue,
      days: days.partialValue,
      microseconds: time.partialValue
    )
  }

  /// The span times a number; parts of months become days, and parts of days time.
  ///
  /// As PostgreSQL does it, with a month of thirty days.
  func multiplied(by factor: Double) -> Interval? {
    guard let wholeMonths = Int32(toward: Double(months) * factor),
      let wholeDays = Int32(toward: Double(days) * factor)
    else { return nil }
    // What is left of a product is computed without rounding the product first.
    let monthRest = Self.rounded((-Double(wholeMonths)).addingProduct(Double(months), factor) * 30)
    let monthDays = monthRest.rounded(.towardZero)
    var seconds = Self.rounded(
      ((-Double(wholeDays)).addingProduct(Double(days), factor) + monthRest - monthDays) * 86_400
    )
    var result = Interval(months: wholeMonths, days: wholeDays)
    if seconds.magnitude >= 86_400 {
      let more = (seconds / 86_400).rounded(.towardZero)
      guard let days = Int32(exactly: Double(result.days) + more) else { return nil }
      result.days = days
      seconds -= more * 86_400
    }
    guard let days = Int32(exactly: Double(result.days) + monthDays) else { return nil }
    result.days = days
    let time = (seconds * 1e6).addingProduct(Double(microseconds), factor)
    guard let microseconds = Int64(exactly: time.rounded(.toNearestOrEven)) else { return nil }
    result.microseconds = microseconds
    return result
  }

  /// The span divided by a number; `nil` also stands for a division by zero.
  func divided(by divisor: Double) -> Interval? {
    divisor == 0 ? nil : multiplied(by: 1 / divisor)
  }

  /// The number to six digits behind the point.
  private static func rounded(_ value: Double) -> Double {
    (value * 1e6).rounded(.toNearestOrEven) / 1e6
  }

  /// The microseconds with months of thirty days, unless they or one of the parts overflow.
  var totalMicroseconds: Int64? {
    let monthTime = Int64(months).multipliedReportingOverflow(by: SQLTimestamp.perMonth)
    let dayTime = Int64(days).multipliedReportingOverflow(by: SQLTimestamp.perDay)
    let first = microseconds.addingReportingOverflow(monthTime.partialValue)
    let second = first.partialValue.addingReportingOverflow(dayTime.partialValue)
    guard !monthTime.overflow, !dayTime.overflow, !first.overflow, !second.overflow else {
      return nil
    }
    return second.partialValue
  }

  /// The microseconds with months of thirty days and days of 24 hours, by which spans are ordered.
  var length: Int128 {
    (Int128(months) * 30 + Int128(days)) * Int128(SQLTimestamp.perDay) + Int128(microseconds)
  }

  /// Whether one span is shorter than another, with months of thirty days.
  static func isLess(_ left: Interval, _ right: Interval) -> Bool { left.length < right.length }

  /// Whether two spans are as long, with months of thirty days.
  static func isSame(_ left: Interval, _ right: Interval) -> Bool { left.length == right.length }
}

extension Interval {
  /// The span with months in place of thirty days.
  var justifiedDays: Interval? {
    Self.justified(Int64(months), Int64(days), microseconds, days: true, hours: false)
  }

  /// The span with days in place of 24 hours.
  var justifiedHours: Interval? {
    Self.justified(Int64(months), Int64(days), microseconds, days: false, hours: true)
  }

  /// The span with days in place of 24 hours and months in place of thirty days.
  var justified: Interval? {
    Self.justified(Int64(months), Int64(days), microseconds, days: true, hours: true)
  }

  // As PostgreSQL does it: in the end, all parts that were looked at have one sign.
  private static func justified(
    _ months: Int64,
    _ days: Int64,
    _ time: Int64,
    days movesDays: Bool,
    hours movesHours: Bool
  ) -> Interval? {
    var (months, days, time) = (months, days, time)
    if movesHours {
      days += time / SQLTimestamp.perDay
      time %= SQLTimestamp.perDay
    }
    if movesDays {
      months += days / 30
      days %= 30
      let isPositive = movesHours ? days > 0 || (days == 0 && time > 0) : days > 0
      let isNegative = movesHours ? days < 0 || (days == 0 && time < 0) : days < 0
      if months > 0, isNegative {
        days += 30
        months -= 1
      } else if months < 0, isPositive {
        days -= 30
        months += 1
      }
    }
    if movesHours {
      if days > 0, time < 0 {
        time += SQLTimestamp.perDay
        days -= 1
      } else if days < 0, time > 0 {
        time -= SQLTimestamp.perDay
        days += 1
      }
    }
    guard let months = Int32(exactly: months), let days = Int32(exactly: days) else { return nil }
    return Interval(months: months, days: days, microseconds: time)
  }
}

extension Int32 {
  /// The number without its fraction, if it fits.
  fileprivate init?(toward value: Double) {
    self.init(exactly: value.rounded(.towardZero))
  }
}
