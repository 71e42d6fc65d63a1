// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Sums or multiplies doubles in the order in which they come; the compensated sum keeps what each
/// addition loses.
final class DoubleSumState: AggregateState {
  /// How values are put together.
  enum Operation: Sendable { case sum, compensatedSum, product }

  private let operation: Operation
  private let isAverage: Bool
  private let sums = GrowingBuffer<Double>()
  private let losses = GrowingBuffer<Double>()
  private let counts = GrowingBuffer<Int64>()

  /// No values so far.
  init(_ operation: Operation, isAverage: Bool = false) {
    self.operation = operation
    self.isAverage = isAverage
  }

  var byteCount: Int { (sums.capacity + losses.capacity + counts.capacity) * 8 }

  func grow(to groups: Int) {
    sums.resize(to: groups, filling: operation == .product ? 1 : 0)
    counts.resize(to: groups, filling: 0)
    if operation == .compensatedSum { losses.resize(to: groups, filling: 0) }
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let (values, sums) = (cells.values(Double.self), sums.base)
    switch operation {
    case .sum:
      // A missing cell holds zero, which adds nothing.
      for row in 0..<count { sums[Int(groups[row])] += values[row] }
    case .compensatedSum:
      cells.forEachValid(count) { add(values[$0], to: Int(groups[$0])) }
    case .product:
      cells.forEachValid(count) { sums[Int(groups[$0])] *= values[$0] }
    }
    counts.addCounts(groups, cells, count)
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let values = cells.values(Double.self)
    counts.base[0] += Int64(cells.validCount(count))
    switch operation {
    case .sum:
      var sum = sums[0]
      for row in 0..<count { sum += values[row] }
      sums.base[0] = sum
    case .compensatedSum: cells.forEachValid(count) { add(values[$0], to: 0) }
    case .product:
      var product = sums[0]
      cells.forEachValid(count) { product *= values[$0] }
      sums.base[0] = product
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
      let source = GroupResults.source(groups, place)
      let target = Int(mapping[place])
      counts.base[target] += other.counts[source]
      switch operation {
      case .sum: sums.base[target] += other.sums[source]
      case .compensatedSum:
        add(other.sums[source], to: target)
        add(0 - other.losses[source], to: target)
      case .product: sums.base[target] *= other.sums[source]
      }
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.double, groups) { group throws(KernelFailure) -> Double? in
      if counts[group] == 0 { return nil }
      return isAverage ? sums[group] / Double(counts[group]) : sums[group]
    }
  }

  /// Kahan's sum.
  @inline(__always)
  private func add(_ value: Double, to group: Int) {
    let corrected = value - losses[group]
    let sum = sums[group] + corrected
    // Nothing is lost of what is infinite.
    losses.base[group] = sum.isFinite ? (sum - sums[group]) - corrected : 0
    sums.base[group] = sum
  }
}
