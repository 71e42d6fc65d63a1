// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what the state was grown to.

/// What an aggregate knows about each group. Used by one task at a time.
///
/// A state takes rows of batches by the numbers of their groups, takes what another state of the same
/// aggregate knows, and gives a result for each group in the end.
protocol AggregateState: AnyObject {
  /// Has so many groups; new ones have seen no row.
  func grow(to groups: Int)

  /// Takes the rows of a batch, of which each belongs to the group with the number beside it.
  func update(
    _ groups: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    count: Int
  ) throws(KernelFailure)

  /// Takes the rows of a batch of few groups. By default as of any groups.
  func update(_ parts: GroupParts, _ arguments: [Cells]) throws(KernelFailure)

  /// Takes the rows of a batch, which all belong to the first group. By default as of any groups.
  func updateSingle(_ arguments: [Cells], count: Int) throws(KernelFailure)

  /// Takes what another state knows: group `groups[i]` of it, or `i`, becomes part of `mapping[i]`.
  ///
  /// What the order of rows matters for, sees those of the other state as the later ones.
  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) throws(KernelFailure)

  /// Tells whom the state asks while it works for long on its results. By default it does not ask.
  func watch(_ interruption: Interruption)

  /// The results of some groups. If nobody waits for them any more, they mean nothing. More rows may not follow.
  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells

  /// The memory that the state takes, as far as it grows.
  var byteCount: Int { get }
}

extension AggregateState {
  func watch(_ interruption: Interruption) {}

  func updateSingle(_ arguments: [Cells], count: Int) throws(KernelFailure) {
    let zeros = GrowingBuffer<UInt32>(capacity: count)
    zeros.resize(to: count, filling: 0)
    try update(UnsafePointer(zeros.base), arguments, count: count)
  }

  /// Takes some rows of a batch, with the numbers of the groups of all its rows.
  func update(
    _ groups: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    rows: Selection
  ) throws(KernelFailure) {
    let chosen = GrowingBuffer<UInt32>(capacity: rows.count)
    for place in 0..<rows.count { chosen.base[place] = groups[Int(rows.rows[place])] }
    let arguments = arguments.map { $0.gathered(rows) }
    try update(UnsafePointer(chosen.base), arguments, count: rows.count)
  }

  /// The other state, which is one of the same aggregate.
  func same(_ other: any AggregateState) -> Self {
    guard let other = other as? Self else {
      preconditionFailure("States that are combined are of the same aggregate.")
    }
    return other
  }
}

/// Makes results of groups.
enum GroupResults {
  /// A value for each group; missing where there is none.
  @inline(__always)
  static func cells<Value: BitwiseCopyable>(
    _ kind: CellKind,
    _ groups: Range<Int>,
    _ body: (Int) throws(KernelFailure) -> Value?
  ) throws(KernelFailure) -> Cells {
    let block = CellBlock(kind, capacity: max(1, groups.count))
    let target = block.cells(Value.self)
    for (place, group) in groups.enumerated() {
      if let value = try body(group) {
        target[place] = value
      } else {
        block.setMissing(place, stride: MemoryLayout<Value>.stride)
      }
    }
    return Cells(kind, block)
  }

  /// The group of another state that is combined at a place.
  @inline(__always)
  static func source(_ groups: UnsafePointer<UInt32>?, _ place: Int) -> Int {
    groups.map { Int($0[place]) } ?? place
  }
}
