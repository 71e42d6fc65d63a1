// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Counts how often each group has each value: the most frequent one, entropy and histograms.
final class ValueCountState: AggregateState {
  /// What is asked for.
  enum Measure: Sendable {
    /// The number of different values.
    case distinctCount
    /// The most frequent value, of several the first that came.
    case mode
    /// The bits that a value tells.
    case entropy
    /// A list of so many values, the most frequent first.
    case mostFrequent(Int)
    /// A map from values to their numbers, in order of the values.
    case histogram

    fileprivate var isDistinctCount: Bool {
      if case .distinctCount = self { true } else { false }
    }
  }

  private let measure: Measure
  private let shape: CellShape
  private let values: GroupedValues
  private let counts = GrowingBuffer<Int64>()
  private var groupCount = 0
  private var interruption: Interruption?
  /// The values group by group, made when results are asked for.
  private var order: (starts: [Int], values: [UInt32])?

  /// No values so far; those of the first group only if it is not grouped.
  init(_ measure: Measure, _ shape: CellShape, isGrouped: Bool) {
    self.measure = measure
    self.shape = shape
    values = GroupedValues([shape], isGrouped: isGrouped)
  }

  var byteCount: Int { values.index.byteCount + counts.capacity * 8 }

  func grow(to groups: Int) { groupCount = groups }

  func watch(_ interruption: Interruption) {
    self.interruption = interruption
    values.interruption = interruption
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    take(groups, arguments, count)
  }

  func updateSingle(_ arguments: [Cells], count: Int) { take(nil, arguments, count) }

  private func take(_ groups: UnsafePointer<UInt32>?, _ arguments: [Cells], _ count: Int) {
    let (numbers, size) = values.add(groups, arguments, count: count, skippingMissing: true)
    guard !measure.isDistinctCount else { return }
    counts.resize(to: values.count, filling: 0)
    let counts = counts.base
    for place in 0..<size { counts[Int(numbers[place])] += 1 }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    other.values.forEachBatch(groups: groups, into: mapping, count: count) { rows, targets, cells in
      let (numbers, size) = values.add(targets, cells, count: rows.count, skippingMissing: true)
      guard !measure.isDistinctCount else { return }
      counts.resize(to: values.count, filling: 0)
      for place in 0..<size {
        counts.base[Int(numbers[place])] += other.counts[Int(rows.rows[place])]
      }
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    let (starts, numbers) = sorted()
    switch measure {
    case .distinctCount:
      return try GroupResults.cells(.int64, groups) { group throws(KernelFailure) in
        Int64(starts[group + 1] - starts[group])
      }
    case .entropy:
      return try GroupResults.cells(.double, groups) { group throws(KernelFailure) -> Double? in
        let own = numbers[starts[group]..<starts[group + 1]].map { Double(counts[Int($0)]) }
        let total = own.reduce(0, +)
        return own.reduce(0) { $0 + $1 / total * Mathematics.binaryLogarithm(total / $1) }
      }
    case .mode:
      let rows = Selection(capacity: groups.count)
      for group in groups {
        var best: UInt32?
        for number in numbers[starts[group]..<starts[group + 1]] {
          if best.map({ counts[Int($0)] < counts[Int(number)] }) ?? true { best = number }
        }
        rows.rows[rows.count] = best ?? Cells.noRow
        rows.count += 1
      }
      return values.cells[0].gathered(rows, hasGaps: true)
    case .mostFrequent(let limit): return mostFrequent(limit, groups, starts, numbers)
    case .histogram: return histogram(groups, starts, numbers)
    }
  }

  private func mostFrequent(
    _ limit: Int,
    _ groups: Range<Int>,
    _ starts: [Int],
    _ numbers: [UInt32]
  ) -> Cells {
    let block = CellBlock(.list, capacity: max(1, groups.count))
    let rows = Selection(capacity: starts[groups.upperBound] - starts[groups.lowerBound])
    for (place, group) in groups.enumerated() {
      // Of those that are as frequent, the one that came first.
      let found = Array(numbers[starts[group]..<starts[group + 1]])
      let frequencies = CellBlock(.int64, capacity: max(1, found.count))
      for (place, number) in found.enumerated() {
        frequencies.cells(Int64.self)[place] = counts[Int(number)]
      }
      let own = sorted(found, by: Cells(.int64, frequencies), isDescending: true)
      let size = min(limit, own.count)
      block.cells(ListRun.self)[place] = ListRun(
        start: size == 0 ? 0 : UInt32(rows.count),
        count: UInt32(size)
      )
      if own.isEmpty { block.setMissing(place, stride: CellKind.list.stride) }
      for number in own.prefix(size) {
        rows.rows[rows.count] = number
        rows.count += 1
      }
    }
    return Cells(.list, block, children: [values.cells[0].gathered(rows)])
  }

  /// Numbers in the order of cells, one for each; those of which it is the same stay in theirs.
  private func sorted(
    _ numbers: [UInt32],
    by cells: Cells,
    isDescending: Bool = false
  ) -> [UInt32] {
    let order = KeySorter.permutation(
      [cells],
      [KeyOrder(isDescending: isDescending, hasNullsFirst: false)],
      count: numbers.count,
      interruption
    )
    return (0..<numbers.count).map { numbers[Int(order.rows[$0])] }
  }

  private func histogram(_ groups: Range<Int>, _ starts: [Int], _ numbers: [UInt32]) -> Cells {
    let cells = values.cells[0]
    let all = starts[groups.lowerBound]..<starts[groups.upperBound]
    let rows = Selection(capacity: all.count)
    let block = CellBlock(.list, capacity: max(1, groups.count))
    for (place, group) in groups.enumerated() {
      let found = Array(numbers[starts[group]..<starts[group + 1]])
      let own = sorted(found, by: cells.gathered(Selection(found)))
      let run = ListRun(start: UInt32(rows.count), count: UInt32(own.count))
      block.cells(ListRun.self)[place] = run
      if own.isEmpty { block.setMissing(place, stride: CellKind.list.stride) }
      for number in own {
        rows.rows[rows.count] = number
        rows.count += 1
      }
    }
    let found = CellBlock(.int128, capacity: max(1, rows.count))
    for place in 0..<rows.count {
      found.cells(Int128.self)[place] = Int128(counts[Int(rows.rows[place])])
    }
    let entries = Cells(
      .structure,
      CellBlock(.structure, capacity: rows.count),
      children: [cells.gathered(rows), Cells(.int128, found)]
    )
    return Cells(.list, block, children: [entries])
  }

  /// The values group by group, in the order in which they came.
  private func sorted() -> (starts: [Int], values: [UInt32]) {
    if let order { return order }
    var starts = [Int](repeating: 0, count: groupCount + 1)
    for value in 0..<values.count { starts[values.group(value) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var next = starts
    var numbers = [UInt32](repeating: 0, count: values.count)
    for value in 0..<values.count {
      let group = values.group(value)
      numbers[next[group]] = UInt32(value)
      next[group] += 1
    }
    order = (starts, numbers)
    return (starts, numbers)
  }
}
