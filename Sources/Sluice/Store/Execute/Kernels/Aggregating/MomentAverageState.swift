// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// The average of moments or times, rounded as DuckDB does it.
///
/// An infinity among moments is the average; where both are, there is none.
final class MomentAverageState: AggregateState {
  /// What the numbers are.
  enum Form: Sendable {
    case moment, time
    /// Cells of ``ZonedTime``, whose average is one in UTC.
    case zonedTime
  }

  private struct Total: BitwiseCopyable {
    var sum: Int128 = 0, count: Int64 = 0
    var hasInfinity = false, hasNegativeInfinity = false
  }

  private let form: Form
  private let totals = GrowingBuffer<Total>()

  /// No values so far.
  init(_ form: Form) { self.form = form }

  var byteCount: Int { totals.capacity * MemoryLayout<Total>.stride }

  func grow(to groups: Int) { totals.resize(to: groups, filling: Total()) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let (values, totals) = (cells.values(Int64.self), totals.base)
    cells.forEachValid(count) { row in
      let (group, value) = (Int(groups[row]), values[row])
      totals[group].count += 1
      switch form {
      case .moment where value == SQLTimestamp.infinity: totals[group].hasInfinity = true
      case .moment where value == SQLTimestamp.negativeInfinity:
        totals[group].hasNegativeInfinity = true
      case .moment, .time: totals[group].sum += Int128(value)
      case .zonedTime: totals[group].sum += Int128(ZonedTime(cell: value).timeInUTC)
      }
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
      totals.base[target].sum += more.sum
      totals.base[target].count += more.count
      if more.hasInfinity { totals.base[target].hasInfinity = true }
      if more.hasNegativeInfinity { totals.base[target].hasNegativeInfinity = true }
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.int64, groups) { group throws(KernelFailure) -> Int64? in
      let total = totals[group]
      guard total.count > 0, !total.hasInfinity || !total.hasNegativeInfinity else { return nil }
      if total.hasInfinity { return SQLTimestamp.infinity }
      if total.hasNegativeInfinity { return SQLTimestamp.negativeInfinity }
      let (quotient, rest) = total.sum.quotientAndRemainder(dividingBy: Int128(total.count))
      // Halves, and all below zero, go towards it.
      let average = Int64(truncatingIfNeeded: quotient + (rest > total.count / 2 ? 1 : 0))
      return form == .zonedTime ? ZonedTime(time: average, offset: 0)?.cell : average
    }
  }
}
