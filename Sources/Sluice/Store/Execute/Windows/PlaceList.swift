// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Places are those of rows that there are.

/// A place in the order of a window, or a number below that of rows, for each place.
struct PlaceList {
  private let values: GrowingBuffer<UInt32>

  /// So many places, all the same.
  init(_ count: Int, filling value: UInt32) {
    values = GrowingBuffer(capacity: max(1, count))
    values.resize(to: count, filling: value)
  }

  /// What `body` says of each of so many places.
  init(_ count: Int, _ body: (Int) throws -> Int) rethrows {
    values = GrowingBuffer(capacity: max(1, count))
    for place in 0..<count { values.append(UInt32(truncatingIfNeeded: try body(place))) }
  }

  /// For each place the last one up to there that has a mark.
  init(startsOf marks: WindowMarks, _ count: Int) {
    self.init(count, filling: 0)
    var start: UInt32 = 0
    for place in 0..<count {
      if marks.base[place] != 0 { start = UInt32(truncatingIfNeeded: place) }
      values.base[place] = start
    }
  }

  /// For each place the next one behind it that has a mark, or the end.
  init(endsOf marks: WindowMarks, _ count: Int) {
    self.init(count, filling: 0)
    var end = UInt32(truncatingIfNeeded: count)
    for place in stride(from: count - 1, through: 0, by: -1) {
      values.base[place] = end
      if marks.base[place] != 0 { end = UInt32(truncatingIfNeeded: place) }
    }
  }

  /// For each place how many marks there are up to there, from where others have a mark on.
  init(
    numbersOf marks: WindowMarks,
    _ count: Int,
    restartingAt others: WindowMarks
  ) {
    self.init(count, filling: 0)
    var number: UInt32 = 0
    for place in 0..<count {
      if others.base[place] != 0 {
        number = 0
      } else if marks.base[place] != 0 {
        number += 1
      }
      values.base[place] = number
    }
  }

  @inline(__always)
  subscript(place: Int) -> Int {
    get { Int(values.base[place]) }
    nonmutating set { values.base[place] = UInt32(truncatingIfNeeded: newValue) }
  }
}
