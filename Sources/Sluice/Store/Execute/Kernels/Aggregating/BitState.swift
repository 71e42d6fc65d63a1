// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// Combines the bits of integers; of booleans that is whether all or any are true.
///
/// The state itself is not generic: what is called through a protocol would not be specialised.
final class BitState: AggregateState {
  private let kind: CellKind
  private let operation: Arithmetic.BitOperation
  /// Whether the cells are those of ``UnsignedNumber``.
  private let isUnsigned: Bool
  /// The bits of each group, `stride` bytes each.
  private let bits = GrowingBuffer<UInt8>()
  private let isSeen = GrowingBuffer<UInt8>()

  /// No values so far; they are of the kind bool, int32, int64 or int128.
  init(_ kind: CellKind, _ operation: Arithmetic.BitOperation, isUnsigned: Bool = false) {
    self.isUnsigned = isUnsigned
    self.kind = kind
    self.operation = operation
  }

  var byteCount: Int { bits.capacity + isSeen.capacity }

  func grow(to groups: Int) {
    bits.resize(to: groups * kind.stride, filling: operation == .and ? .max : 0)
    isSeen.resize(to: groups, filling: 0)
  }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let flat = arguments[0].flattened(count)
    let cells = isUnsigned ? Self.turned(flat, count) : flat
    switch kind {
    case .bool: update(UInt8.self, groups, cells, count)
    case .int32: update(Int32.self, groups, cells, count)
    case .int64: update(Int64.self, groups, cells, count)
    default: update(Int128.self, groups, cells, count)
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
    default: combine(Int128.self, other, groups, mapping, count)
    }
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    switch kind {
    case .bool: try finish(UInt8.self, groups)
    case .int32: try finish(Int32.self, groups)
    case .int64: try finish(Int64.self, groups)
    default:
      isUnsigned
        ? Self.turned(try finish(Int128.self, groups), groups.count)
        : try finish(Int128.self, groups)
    }
  }

  /// Numbers with their highest bit turned over.
  private static func turned(_ cells: Cells, _ count: Int) -> Cells {
    KernelLoops.map(cells, count: count, to: .int128) { (cell: Int128) in cell ^ Int128.min }
  }
}

extension BitState {
  @inline(__always)
  private func bits<Value: BitwiseCopyable>(_ type: Value.Type) -> UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(bits.base).assumingMemoryBound(to: type)
  }

  @inline(__always)
  private func update<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ groups: UnsafePointer<UInt32>,
    _ cells: Cells,
    _ count: Int
  ) {
    let (values, bits, isSeen) = (cells.values(type), bits(type), isSeen.base)
    switch operation {
    case .and: cells.forEachValid(count) { bits[Int(groups[$0])] &= values[$0] }
    case .or: for row in 0..<count { bits[Int(groups[row])] |= values[row] }
    case .exclusiveOr: for row in 0..<count { bits[Int(groups[row])] ^= values[row] }
    }
    cells.forEachValid(count) { isSeen[Int(groups[$0])] = 1 }
  }

  @inline(__always)
  private func combine<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ other: BitState,
    _ groups: UnsafePointer<UInt32>?,
    _ mapping: UnsafePointer<UInt32>,
    _ count: Int
  ) {
    let (bits, others) = (bits(type), other.bits(type))
    for place in 0..<count {
      let source = GroupResults.source(groups, place)
      let target = Int(mapping[place])
      switch operation {
      case .and: bits[target] &= others[source]
      case .or: bits[target] |= others[source]
      case .exclusiveOr: bits[target] ^= others[source]
      }
      isSeen.base[target] |= other.isSeen[source]
    }
  }

  @inline(__always)
  private func finish<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ groups: Range<Int>
  ) throws(KernelFailure) -> Cells {
    let bits = bits(type)
    return try GroupResults.cells(kind, groups) { group throws(KernelFailure) in
      isSeen[group] == 1 ? bits[group] : nil
    }
  }
}
