// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Keys are checked against the range.

/// Integers of a small range as bits, of which each tells by its place how many there are before it: keys
/// are numbered from the least to the greatest.
///
/// A range that is 64 times as wide as there are keys takes twelve bytes for each of them, and one that is
/// twice as wide less than half of one, so that it stays in the cache where a table would not.
final class RankedKeys: @unchecked Sendable {
  // Unchecked, as a block: filled when it is made, and then only read.

  /// Integers that a range may have for so many keys.
  static func limit(_ count: Int) -> Int { min(max(1 << 18, count * 64), 1 << 28) }

  /// The least integer of the range.
  let lower: Int64
  /// How many integers the range has.
  let size: Int
  /// The number of different keys.
  private(set) var count = 0
  /// A bit for each integer of the range, set where it is a key.
  let bits = GrowingBuffer<UInt64>()
  /// For each word of bits, how many are set in those before.
  let ranks = GrowingBuffer<UInt32>()

  /// The keys that are there among the first `count` cells of a single column of integers.
  init(_ range: ClosedRange<Int64>, _ cells: Cells, count: Int) {
    lower = range.lowerBound
    size = Int(range.upperBound - range.lowerBound) + 1
    let words = (size + 63) / 64
    bits.resize(to: words, filling: 0)
    if cells.kind == .int32 {
      add(Int32.self, cells, count)
    } else {
      add(Int64.self, cells, count)
    }
    ranks.resize(to: words, filling: 0)
    var total: UInt32 = 0
    for word in 0..<words {
      ranks.base[word] = total
      total &+= UInt32(truncatingIfNeeded: bits[word].nonzeroBitCount)
    }
    self.count = Int(total)
  }

  /// The memory that is taken.
  var byteCount: Int { bits.capacity * 8 + ranks.capacity * 4 }

  @inline(__always)
  private func add<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int
  ) {
    let (values, bits, lower) = (cells.values(type), bits.base, lower)
    cells.forEachValid(cells.isConstant ? min(1, count) : count) { row in
      let place = UInt64(bitPattern: Int64(truncatingIfNeeded: values[row]) &- lower)
      bits[Int(truncatingIfNeeded: place >> 6)] |= 1 &<< (place & 63)
    }
  }

  /// The number of a key, which is there.
  @inline(__always)
  func rank(_ key: Int64) -> UInt32 {
    let place = UInt64(bitPattern: key &- lower)
    let word = Int(truncatingIfNeeded: place >> 6)
    let below = bits.base[word] & ((1 &<< (place & 63)) &- 1)
    return ranks.base[word] &+ UInt32(truncatingIfNeeded: below.nonzeroBitCount)
  }

  /// Writes the number of each key of some rows, or `missing` where there is none.
  func number(
    _ cells: Cells,
    count: Int,
    missing: UInt32,
    into numbers: UnsafeMutablePointer<UInt32>
  ) {
    for row in 0..<count {
      guard cells.isValid(row) else {
        numbers[row] = missing
        continue
      }
      numbers[row] = rank(
        cells.kind == .int32 ? Int64(cells.value(row, Int32.self)) : cells.value(row)
      )
    }
  }

  /// Finds the rows whose values are keys, in order, and the numbers of those. What is missing is zero.
  func find(
    _ cells: Cells,
    count: Int,
    rows: UnsafeMutablePointer<UInt32>,
    numbers: UnsafeMutablePointer<UInt32>
  ) -> Int {
    cells.kind == .int32
      ? find(Int32.self, cells, count, rows, numbers)
      : find(Int64.self, cells, count, rows, numbers)
  }

  @inline(__always)
  private func find<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int,
    _ rows: UnsafeMutablePointer<UInt32>,
    _ numbers: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let (values, bits, lower, size) = (cells.values(type), bits.base, lower, UInt64(size))
    let ranks = ranks.base
    var found = 0
    for row in 0..<count {
      let place = UInt64(bitPattern: Int64(truncatingIfNeeded: values[row]) &- lower)
      let inside = UInt64(bit(place < size))
      let safe = place & (0 &- inside)
      rows[found] = UInt32(truncatingIfNeeded: row)
      found &+= Int(
        truncatingIfNeeded: bits[Int(truncatingIfNeeded: safe >> 6)] &>> (safe & 63) & inside
      )
    }
    for number in 0..<found {
      let value = Int64(truncatingIfNeeded: values[Int(rows[number])])
      let place = UInt64(bitPattern: value &- lower)
      let word = Int(truncatingIfNeeded: place >> 6)
      let below = bits[word] & ((1 &<< (place & 63)) &- 1)
      numbers[number] = ranks[word] &+ UInt32(truncatingIfNeeded: below.nonzeroBitCount)
    }
    return found
  }
}
