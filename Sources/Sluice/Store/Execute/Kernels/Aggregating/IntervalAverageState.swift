// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// The average of intervals: what is left of months becomes days, and what is left of those becomes time.
final class IntervalAverageState: AggregateState {
  private struct Total: BitwiseCopyable {
    var months: Int64 = 0, days: Int64 = 0, count: Int64 = 0, microseconds: Int128 = 0
  }

  private let totals = GrowingBuffer<Total>()

  /// No values so far.
  init() {}

  var byteCount: Int { totals.capacity * MemoryLayout<Total>.stride }

  func grow(to groups: Int) { totals.resize(to: groups, filling: Total()) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let (values, totals) = (cells.values(Interval.self), totals.base)
    cells.forEachValid(count) { row in
      let (group, value) = (Int(groups[row]), values[row])
      totals[group].months += Int64(value.months)
      totals[group].days += Int64(value.days)
      totals[group].microseconds += Int128(value.microseconds)
      totals[group].count += 1
    }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    for place in 0..<count {
      let more = other.totals[GroupResults.source(groups, place)]
      let target = Int(mapping[place])
      totals.base[target].months += more.months
      totals.base[target].days += more.days
      totals.base[target].microseconds += more.microseconds
      totals.base[target].count += more.count
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.interval, groups) { group throws(KernelFailure) -> Interval? in
      let total = totals[group]
      guard total.count > 0 else { return nil }
      let (months, monthsLeft) = total.months.quotientAndRemainder(dividingBy: total.count)
      let allDays = Int128(total.days) + Int128(monthsLeft) * 30
      let (days, daysLeft) = allDays.quotientAndRemainder(dividingBy: Int128(total.count))
      let time = total.microseconds + daysLeft * 86_400_000_000
      // Each is between the least and the greatest value, but for a month more of days and a day of time.
      return Interval(
        months: Int32(clamping: months),
        days: Int32(clamping: days),
        microseconds: Int64(clamping: time / Int128(total.count))
      )
    }
  }
}
