// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// The least or the greatest value of a kind that has a fixed size.
///
/// The state itself is not generic: what is called through a protocol would not be specialised.
final class ExtremeState: AggregateState {
  private let kind: CellKind
  private let isGreatest: Bool
  /// The best value of each group, `stride` bytes each; zero where there is none.
  private let best = GrowingBuffer<UInt8>()
  private let isSeen = GrowingBuffer<UInt8>()

  /// No values so far.
  init(_ kind: CellKind, isGreatest: Bool) {
    self.kind = kind
    self.isGreatest = isGreatest
  }

  var byteCount: Int { best.capacity + isSeen.capacity }

  func grow(to groups: Int) {
    best.resize(to: groups * kind.stride, filling: 0)
    isSeen.resize(to: groups, filling: 0)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    switch kind {
    case .bool: update(UInt8.self, groups, cells, count)
    case .int32: update(Int32.self, groups, cells, count)
    case .int64: update(Int64.self, groups, cells, count)
    case .int128: update(Int128.self, groups, cells, count)
    case .double: update(Double.self, groups, cells, count)
    default: update(Interval.self, groups, cells, count)
    }
  }

  func updateSingle(_ arguments: [Cells], count: Int) {
    let cells = arguments[0]
    let count = cells.isConstant ? min(1, count) : count
    switch kind {
    case .bool: updateSingle(UInt8.self, cells, count)
    case .int32: updateSingle(Int32.self, cells, count)
    case .int64: updateSingle(Int64.self, cells, count)
    case .int128: updateSingle(Int128.self, cells, count)
    case .double: updateSingle(Double.self, cells, count)
    default: updateSingle(Interval.self, cells, count)
    }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    switch kind {
    case .bool: combine(UInt8.self, other, groups, mapping, count)
    case .int32: combine(Int32.self, other, groups, mapping, count)
    case .int64: combine(Int64.self, other, groups, mapping, count)
    case .int128: combine(Int128.self, other, groups, mapping, count)
    case .double: combine(Double.self, other, groups, mapping, count)
    default: combine(Interval.self, other, groups, mapping, count)
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    switch kind {
    case .bool: try finish(UInt8.self, groups)
    case .int32: try finish(Int32.self, groups)
    case .int64: try finish(Int64.self, groups)
    case .int128: try finish(Int128.self, groups)
    case .double: try finish(Double.self, groups)
    default: try finish(Interval.self, groups)
    }
  }
}

extension ExtremeState {
  @inline(__always)
  private func best<Value: ComparableCell>(_ type: Value.Type) -> UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(best.base).assumingMemoryBound(to: type)
  }

  @inline(__always)
  private func update<Value: ComparableCell>(
    _ type: Value.Type,
    _ groups: UnsafePointer<UInt32>,
    _ cells: Cells,
    _ count: Int
  ) {
    let (values, best, isSeen) = (cells.values(type), best(type), isSeen.base)
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

  @inline(__always)
  private func updateSingle<Value: ComparableCell>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int
  ) {
    let (values, best) = (cells.values(type), best(type))
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
    best[0] = value
    isSeen.base[0] = seen
  }

  @inline(__always)
  private func combine<Value: ComparableCell>(
    _ type: Value.Type,
    _ other: ExtremeState,
    _ groups: UnsafePointer<UInt32>?,
    _ mapping: UnsafePointer<UInt32>,
    _ count: Int
  ) {
    let (best, others) = (best(type), other.best(type))
    for place in 0..<count {
      let source = GroupResults.source(groups, place)
      guard other.isSeen[source] == 1 else { continue }
      let (target, value) = (Int(mapping[place]), others[source])
      let isBetter =
        isGreatest ? Value.less(best[target], value) : Value.less(value, best[target])
      if isBetter == 1 || isSeen[target] == 0 { best[target] = value }
      isSeen.base[target] = 1
    }
  }

  @inline(__always)
  private func finish<Value: ComparableCell>(
    _ type: Value.Type,
    _ groups: Range<Int>
  ) throws(KernelFailure) -> Cells {
    let best = best(type)
    return try GroupResults.cells(kind, groups) { group throws(KernelFailure) in
      isSeen[group] == 1 ? best[group] : nil
    }
  }
}
