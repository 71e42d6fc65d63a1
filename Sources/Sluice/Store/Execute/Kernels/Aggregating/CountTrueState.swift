// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Counts the rows of which something is true, as a sum does: where nothing is known there is no count.
final class CountTrueState: AggregateState {
  /// The counts; below zero where there was no value.
  private let counts = GrowingBuffer<Int64>()

  /// No rows so far.
  init() {}

  var byteCount: Int { counts.capacity * 8 }

  func grow(to groups: Int) { counts.resize(to: groups, filling: -1) }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    let cells = arguments[0]
    for row in 0..<count where cells.isValid(row) {
      add(cells.value(row, UInt8.self) == 1 ? 1 : 0, to: Int(groups[row]))
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
      let found = other.counts[GroupResults.source(groups, place)]
      if found >= 0 { add(found, to: Int(mapping[place])) }
    }
  }

  private func add(_ number: Int64, to group: Int) {
    counts.base[group] = max(0, counts.base[group]) + number
  }

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    try GroupResults.cells(.int128, groups) { group throws(KernelFailure) -> Int128? in
      counts[group] < 0 ? nil : Int128(counts[group])
    }
  }
}
