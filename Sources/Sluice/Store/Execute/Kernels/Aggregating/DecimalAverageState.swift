// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The average of decimals as one of the same form, or of moments as one.
final class DecimalAverageState: AggregateState {
  private let kind: CellKind
  private let isHalfEven: Bool
  private let sums: any AggregateState
  private let counts = CountState()

  /// Values that lie in memory so. Halves go to the even side, or else towards zero.
  init(_ kind: CellKind, isHalfEven: Bool = true) {
    self.kind = kind
    self.isHalfEven = isHalfEven
    sums = Aggregates.sum(kind)
  }

  var byteCount: Int { sums.byteCount + counts.byteCount }

  func grow(to groups: Int) {
    sums.grow(to: groups)
    counts.grow(to: groups)
  }

  func update(
    _ groups: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    count: Int
  ) throws(KernelFailure) {
    try sums.update(groups, arguments, count: count)
    counts.update(groups, arguments, count: count)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) throws(KernelFailure) {
    let other = same(other)
    try sums.combine(other.sums, groups: groups, into: mapping, count: count)
    counts.combine(other.counts, groups: groups, into: mapping, count: count)
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    let (sums, counts) = (try sums.finish(groups), try counts.finish(groups))
    let block = CellBlock(kind, capacity: max(1, groups.count))
    for place in 0..<groups.count {
      let count = counts.value(place, Int64.self)
      guard count > 0 else {
        block.setMissing(place, stride: kind.stride)
        continue
      }
      let (sum, divisor) = (sums.value(place, Int128.self), Int128(count))
      var (average, rest) = sum.quotientAndRemainder(dividingBy: divisor)
      let missing = divisor.magnitude - rest.magnitude
      let isHalfUp = rest.magnitude == missing && isHalfEven && average & 1 == 1
      if rest.magnitude > missing || isHalfUp {
        average += rest.signum()
      }
      if kind == .int64 {
        block.cells(Int64.self)[place] = Int64(truncatingIfNeeded: average)
      } else {
        block.cells(Int128.self)[place] = average
      }
    }
    return Cells(kind, block)
  }
}
