// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// What becomes of a sum in the end.
enum SumResult: Hashable, Sendable {
  /// An int128; missing without a value.
  case sum
  /// A double: the sum by the number of values, and by ten to the power of the scale.
  case average(scale: Int)
}

/// Sums integers of up to 64 bits, exactly: sums of 64 bits, and what goes beyond beside them as soon
/// as any does.
///
/// The state itself is not generic: what is called through a protocol would not be specialised.
final class IntegerSumState: AggregateState {
  private let kind: CellKind
  private let result: SumResult
  private let sums = GrowingBuffer<Int64>()
  private let counts = GrowingBuffer<Int64>()
  /// How many times 2⁶⁴ is to be added; empty while that is nowhere needed.
  private let carries = GrowingBuffer<Int64>()

  /// No values so far; they are of the kind bool, int32 or int64.
  init(_ kind: CellKind, _ result: SumResult) {
    self.kind = kind
    self.result = result
  }

  var byteCount: Int { (sums.capacity + counts.capacity + carries.capacity) * 8 }

  func grow(to groups: Int) {
    sums.resize(to: groups, filling: 0)
    counts.resize(to: groups, filling: 0)
    if carries.count > 0 { carries.resize(to: groups, filling: 0) }
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let sums = sums.base
    // A missing cell holds zero, which adds nothing. No group has 2³² rows.
    switch kind {
    case .bool:
      let values = cells.values(UInt8.self)
      for row in 0..<count { sums[Int(groups[row])] &+= Int64(values[row]) }
    case .int32:
      let values = cells.values(Int32.self)
      for row in 0..<count { sums[Int(groups[row])] &+= Int64(values[row]) }
    default:
      let values = cells.values(Int64.self)
      for row in 0..<count {
        let group = Int(groups[row])
        let (sum, isOver) = sums[group].addingReportingOverflow(values[row])
        sums[group] = sum
        if isOver { carry(group, sum < 0 ? 1 : -1) }
      }
    }
    counts.addCounts(groups, cells, count)
  }

  func update(_ parts: GroupParts, _ arguments: [Cells]) {
    let cells = arguments[0]
    guard !cells.isConstant, cells.validity == nil else {
      return update(UnsafePointer(parts.groups), arguments, count: parts.count)
    }
    for part in parts.parts {
      let rows = parts.rows + part.start
      switch kind {
      case .bool: addAll(cells.values(UInt8.self), rows, part)
      case .int32: addAll(cells.values(Int32.self), rows, part)
      default:
        let values = cells.values(Int64.self)
        // Halves are summed on their own: neither overflows.
        var (low, high) = (UInt64(0), Int64(0))
        for place in 0..<part.count {
          let value = values[Int(rows[place])]
          low &+= UInt64(truncatingIfNeeded: value) & 0xFFFF_FFFF
          high &+= value >> 32
        }
        add(Int128(high) << 32 + Int128(low), to: part.group)
      }
      counts.base[part.group] += Int64(part.count)
    }
  }

  @inline(__always)
  private func addAll<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>,
    _ rows: UnsafePointer<UInt32>,
    _ part: GroupParts.Part
  ) {
    var sum: Int64 = 0
    for place in 0..<part.count { sum &+= Int64(truncatingIfNeeded: values[Int(rows[place])]) }
    add(Int128(sum), to: part.group)
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    let cells = arguments[0]
    let valid = cells.validCount(count)
    counts.base[0] += Int64(valid)
    guard !cells.isConstant else {
      if valid > 0 { add(first(cells) * Int128(count), to: 0) }
      return
    }
    switch kind {
    case .bool:
      let values = cells.values(UInt8.self)
      var sum: Int64 = 0
      for row in 0..<count { sum &+= Int64(values[row]) }
      add(Int128(sum), to: 0)
    case .int32:
      let values = cells.values(Int32.self)
      var sum: Int64 = 0
      for row in 0..<count { sum &+= Int64(values[row]) }
      add(Int128(sum), to: 0)
    default:
      let values = cells.values(Int64.self)
      // Halves are summed on their own: neither overflows, and the compiler takes several at once.
      var (low, high) = (UInt64(0), Int64(0))
      for row in 0..<count {
        low &+= UInt64(truncatingIfNeeded: values[row]) & 0xFFFF_FFFF
        high &+= values[row] >> 32
      }
      add(Int128(high) << 32 + Int128(low), to: 0)
    }
  }

  private func first(_ cells: Cells) -> Int128 {
    switch kind {
    case .bool: Int128(cells.values(UInt8.self)[0])
    case .int32: Int128(cells.values(Int32.self)[0])
    default: Int128(cells.values(Int64.self)[0])
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
      add(other.sum(source), to: target)
      counts.base[target] += other.counts[source]
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    switch result {
    case .sum:
      try GroupResults.cells(.int128, groups) { group throws(KernelFailure) in
        counts[group] == 0 ? nil : sum(group)
      }
    case .average(let scale):
      try GroupResults.cells(.double, groups) { group throws(KernelFailure) in
        average(sum(group), counts[group], scale)
      }
    }
  }

  private func sum(_ group: Int) -> Int128 {
    Int128(sums[group]) + (carries.count > 0 ? Int128(carries[group]) << 64 : 0)
  }

  private func add(_ value: Int128, to group: Int) {
    let total = sum(group) + value
    let low = Int64(truncatingIfNeeded: total)
    sums.base[group] = low
    let carried = Int64(truncatingIfNeeded: (total - Int128(low)) >> 64)
    if carried != 0 && carries.count == 0 { carries.resize(to: sums.count, filling: 0) }
    if carries.count > 0 { carries.base[group] = carried }
  }

  @inline(never)
  private func carry(_ group: Int, _ by: Int64) {
    if carries.count == 0 { carries.resize(to: sums.count, filling: 0) }
    carries.base[group] += by
  }
}

/// The average of integers; `nil` of none.
func average(_ sum: Int128, _ count: Int64, _ scale: Int) -> Double? {
  guard count > 0 else { return nil }
  let (divisor, isOver) = PowersOfTen.integer(scale).multipliedReportingOverflow(by: Int128(count))
  guard !isOver else { return Double(sum) / Double(count) / PowersOfTen.double(scale) }
  if sum.magnitude <= 1 << 53 { return Double(sum) / Double(divisor) }
  let (whole, rest) = sum.quotientAndRemainder(dividingBy: divisor)
  return Double(whole) + Double(rest) / Double(divisor)
}
