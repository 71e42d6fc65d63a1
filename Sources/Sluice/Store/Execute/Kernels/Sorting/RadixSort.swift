// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Both buffers have room for all entries.

/// A row with a part of its key.
struct SortEntry: BitwiseCopyable {
  var key: UInt64
  var row: UInt32
  /// The bytes of a text that the key is a part of.
  var length: UInt32 = 0
}

/// Sorts entries by their keys, stably: by the uppermost bits that differ first, then each part on its
/// own, until parts are small enough to be put in order directly.
///
/// After the first pass parts fit into the cache, which passes from the lowest bits on do not.
final class RadixSort {
  private static let directLimit = 40
  /// Each part takes at least six bits of 64.
  private static let depthLimit = 12
  private let counts: UnsafeMutablePointer<UInt32>

  private let interruption: Interruption?
  /// The entries that are moved before it is asked whether the query is to end.
  private static let blockSize = 1 << 19

  /// Has room for the numbers of entries of each part.
  init(_ interruption: Interruption? = nil) {
    self.interruption = interruption
    counts = .allocate(capacity: Self.depthLimit << 11)
  }

  deinit { counts.deallocate() }

  /// Sorts `count` entries; `other` is room for as many. Tells whether it did: of a query that is to end,
  /// entries are lost.
  func sort(
    _ entries: UnsafeMutablePointer<SortEntry>,
    _ other: UnsafeMutablePointer<SortEntry>,
    _ count: Int
  ) -> Bool {
    sort(entries, other, count, staysHere: true, depth: 0)
  }

  private func sort(
    _ entries: UnsafeMutablePointer<SortEntry>,
    _ other: UnsafeMutablePointer<SortEntry>,
    _ count: Int,
    staysHere: Bool,
    depth: Int
  ) -> Bool {
    if count <= Self.directLimit {
      Self.insert(entries, count)
      if !staysHere { other.update(from: entries, count: count) }
      return true
    }
    guard !isEnding(count) else { return false }
    var (all, any) = (UInt64.max, UInt64(0))
    for place in 0..<count {
      all &= entries[place].key
      any |= entries[place].key
    }
    guard !isEnding(count) else { return false }
    let different = all ^ any
    if different == 0 {
      if !staysHere { other.update(from: entries, count: count) }
      return true
    }
    let top = 64 - different.leadingZeroBitCount
    let bits = min(top, count > 1 << 15 ? 11 : count > 1 << 9 ? 8 : 6)
    let shift = UInt64(top - bits)
    let mask = UInt64(1 << bits - 1)
    let counts = counts + depth << 11
    counts.update(repeating: 0, count: 1 << bits)
    for place in 0..<count {
      counts[Int(truncatingIfNeeded: entries[place].key >> shift & mask)] &+= 1
    }
    var next: UInt32 = 0
    for digit in 0..<1 << bits {
      let size = counts[digit]
      counts[digit] = next
      next &+= size
    }
    for block in stride(from: 0, to: count, by: Self.blockSize) {
      let end = min(count, block + Self.blockSize)
      guard !isEnding(end - block) else { return false }
      for place in block..<end {
        let entry = entries[place]
        let digit = Int(truncatingIfNeeded: entry.key >> shift & mask)
        other[Int(counts[digit])] = entry
        counts[digit] &+= 1
      }
    }
    if shift == 0 {
      if staysHere { entries.update(from: other, count: count) }
      return true
    }
    var (start, lookedAt) = (0, 0)
    for digit in 0..<1 << bits {
      // Parts are many and small: none of them looks by itself.
      if start - lookedAt >= Interruption.rows {
        guard !isEnding(start - lookedAt) else { return false }
        lookedAt = start
      }
      let end = Int(counts[digit])
      let size = end - start
      if size > 0,
        !sort(other + start, entries + start, size, staysHere: !staysHere, depth: depth + 1)
      {
        return false
      }
      start = end
    }
    return true
  }

  private func isEnding(_ count: Int) -> Bool {
    count >= Interruption.rows && interruption?.isRequested == true
  }

  @inline(__always)
  private static func insert(_ entries: UnsafeMutablePointer<SortEntry>, _ count: Int) {
    var place = 1
    while place < count {
      let entry = entries[place]
      var before = place
      while before > 0 && entries[before &- 1].key > entry.key {
        entries[before] = entries[before &- 1]
        before &-= 1
      }
      entries[before] = entry
      place &+= 1
    }
  }
}
