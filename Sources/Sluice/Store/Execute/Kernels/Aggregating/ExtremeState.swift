// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// The least or the greatest value of a kind that has a fixed size.
final class ExtremeState<Value: ComparableCell>: AggregateState {
  private let kind: CellKind
  private let isGreatest: Bool
  private let zero: Value
  private let best = GrowingBuffer<Value>()
  private let isSeen = GrowingBuffer<UInt8>()

  /// No values so far; `zero` is what stands in places without one.
  init(_ kind: CellKind, isGreatest: Bool, zero: Value) {
    self.kind = kind
    self.isGreatest = isGreatest
    self.zero = zero
  }

  var byteCount: Int { best.capacity * MemoryLayout<Value>.stride + isSeen.capacity }

  func grow(to groups: Int) {
    best.resize(to: groups, filling: zero)
    isSeen.resize(to: groups, filling: 0)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let (values, best, isSeen) = (cells.values(Value.self), best.base, isSeen.base)
    if isGreatest {
      cells.forEachValid(count) { row in
        let (group, value) = (Int(groups[row]), values[row])
        let isBetter = Value.less(best[group], value) | (isSeen[group] ^ 1)
        if isBetter == 1 { best[group] = value }
        isSeen[group] = 1
      }
    } else {
      cells.forEachValid(count) { row in
        let (group, value) = (Int(groups[row]), values[row])
        let isBetter = Value.less(value, best[group]) | (isSeen[group] ^ 1)
        if isBetter == 1 { best[group] = value }
        isSeen[group] = 1
      }
    }
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    let cells = arguments[0]
    let count = cells.isConstant ? min(1, count) : count
    let values = cells.values(Value.self)
    var (value, seen) = (best[0], isSeen[0])
    if isGreatest {
      cells.forEachValid(count) { row in
        if Value.less(value, values[row]) | (seen ^ 1) == 1 { value = values[row] }
        seen = 1
      }
    } else {
      cells.forEachValid(count) { row in
        if Value.less(values[row], value) | (seen ^ 1) == 1 { value = values[row] }
        seen = 1
      }
    }
    best.base[0] = value
    isSeen.base[0] = seen
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
      guard other.isSeen[source] == 1 else { continue }
      let (target, value) = (Int(mapping[place]), other.best[source])
      let isBetter =
        isGreatest ? Value.less(best[target], value) : Value.less(value, best[target])
      if isBetter == 1 || isSeen[target] == 0 { best.base[target] = value }
      isSeen.base[target] = 1
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(kind, groups) { group throws(KernelFailure) in
      isSeen[group] == 1 ? best[group] : nil
    }
  }
}
