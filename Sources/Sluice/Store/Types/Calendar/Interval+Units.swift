// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Interval {
  /// So many units: `to_years` … `to_microseconds`; `nil` if they are too many.
  init?(_ count: Int64, _ unit: DatePart) {
    let (months, days, time): (Int64, Int64, Int64)
    switch unit {
    case .millennium: (months, days, time) = (12_000, 0, 0)
    case .century: (months, days, time) = (1_200, 0, 0)
    case .decade: (months, days, time) = (120, 0, 0)
    case .year: (months, days, time) = (12, 0, 0)
    case .quarter: (months, days, time) = (3, 0, 0)
    case .month: (months, days, time) = (1, 0, 0)
    case .week: (months, days, time) = (0, 7, 0)
    case .day: (months, days, time) = (0, 1, 0)
    default:
      guard let unit = unit.clockUnit else { return nil }
      (months, days, time) = (0, 0, unit)
    }
    let allMonths = months.multipliedReportingOverflow(by: count)
    let allDays = days.multipliedReportingOverflow(by: count)
    let allTime = time.multipliedReportingOverflow(by: count)
    guard !allMonths.overflow, !allDays.overflow, !allTime.overflow,
      let months = Int32(exactly: allMonths.partialValue),
      let days = Int32(exactly: allDays.partialValue)
    else { return nil }
    self.init(months: months, days: days, microseconds: allTime.partialValue)
  }

  /// So many seconds or milliseconds, rounded to microseconds.
  init?(rounding count: Double, _ unit: DatePart) {
    guard let unit = unit.clockUnit else { return nil }
    let time = (count * Double(unit)).rounded(.toNearestOrEven)
    guard let microseconds = Int64(exactly: time) else { return nil }
    self.init(microseconds: microseconds)
  }
}
