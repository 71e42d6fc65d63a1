// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Blocks are found by bits that are masked.

/// Tells of most hashes that they are not among those that were added, from memory that stays near.
///
/// Each hash sets three bits of one word of 64, and there are at least eight bits for each: about one
/// in twenty passes without having been added.
final class BloomFilter: @unchecked Sendable {
  // Unchecked, as a block: filled by one task, and then only read.

  private let words: UnsafeMutablePointer<UInt64>
  private let mask: Int

  /// Room for so many hashes.
  init(expecting count: Int) {
    var capacity = 64
    while capacity * 8 < count { capacity *= 2 }
    words = LargeMemory.allocate(UInt64.self, capacity: capacity)
    words.initialize(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  deinit { words.deallocate() }

  /// The memory that is taken.
  var byteCount: Int { (mask + 1) * 8 }

  /// Adds hashes.
  func add(_ hashes: UnsafePointer<UInt64>, count: Int) {
    let (words, mask) = (words, mask)
    for place in 0..<count {
      words[Self.word(hashes[place]) & mask] |= Self.bits(hashes[place])
    }
  }

  /// The rows whose hash may have been added.
  func select(_ hashes: UnsafePointer<UInt64>, count: Int, into result: Selection) {
    let (words, mask, rows) = (words, mask, result.rows)
    var found = 0
    for row in 0..<count {
      let bits = Self.bits(hashes[row])
      rows[found] = UInt32(truncatingIfNeeded: row)
      found &+= Int(bit(words[Self.word(hashes[row]) & mask] & bits == bits))
    }
    result.count = found
  }

  @inline(__always)
  private static func word(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 18) }

  @inline(__always)
  private static func bits(_ hash: UInt64) -> UInt64 {
    1 &<< (hash & 63) | 1 &<< (hash >> 6 & 63) | 1 &<< (hash >> 12 & 63)
  }
}
