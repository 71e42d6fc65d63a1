// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Combines the bits of integers; of booleans that is whether all or any are true.
final class BitState<Value: FixedWidthInteger & BitwiseCopyable>: AggregateState {
  private let kind: CellKind
  private let operation: Arithmetic.BitOperation
  private let bits = GrowingBuffer<Value>()
  private let isSeen = GrowingBuffer<UInt8>()

  /// No values so far.
  init(_ kind: CellKind, _ operation: Arithmetic.BitOperation) {
    self.kind = kind
    self.operation = operation
  }

  var byteCount: Int { bits.capacity * MemoryLayout<Value>.stride + isSeen.capacity }

  func grow(to groups: Int) {
    bits.resize(to: groups, filling: operation == .and ? ~0 : 0)
    isSeen.resize(to: groups, filling: 0)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0].flattened(count)
    let (values, bits, isSeen) = (cells.values(Value.self), bits.base, isSeen.base)
    switch operation {
    case .and: cells.forEachValid(count) { bits[Int(groups[$0])] &= values[$0] }
    case .or: for row in 0..<count { bits[Int(groups[row])] |= values[row] }
    case .exclusiveOr: for row in 0..<count { bits[Int(groups[row])] ^= values[row] }
    }
    cells.forEachValid(count) { isSeen[Int(groups[$0])] = 1 }
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
      switch operation {
      case .and: bits.base[target] &= other.bits[source]
      case .or: bits.base[target] |= other.bits[source]
      case .exclusiveOr: bits.base[target] ^= other.bits[source]
      }
      isSeen.base[target] |= other.isSeen[source]
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(kind, groups) { group throws(KernelFailure) in
      isSeen[group] == 1 ? bits[group] : nil
    }
  }
}
