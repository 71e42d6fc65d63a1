// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Entries are as many as rows, and their rows are those of the keys.

extension KeySorter {
  /// Whether the words of texts reach to their ends.
  func areCovered(_ start: Int, _ count: Int, _ covered: Int) -> Bool {
    for place in start..<start + count where entries[place].length > covered { return false }
    return true
  }

  func sortByLength(_ start: Int, _ count: Int, _ key: Int) {
    let mask: UInt64 = orders[key].isDescending ? .max : 0
    for place in start..<start + count { entries[place].key = UInt64(entries[place].length) ^ mask }
    sortByWords(start, count)
    if key + 1 < keys.count { sortTies(start, count) { sort($0, $1, key: key + 1) } }
  }

  /// The number of bytes that all texts begin with, of which `known` are known to be the same.
  ///
  /// No text ends before those.
  func commonPrefix(_ start: Int, _ count: Int, _ key: Int, from known: Int) -> Int {
    guard count > 0 else { return 0 }
    let values = keys[key].values(ByteRun.self)
    return values[Int(entries[start].row)].withBytes { first in
      var common = first.count
      for place in start + 1..<max(start + 1, start + count) where common > known {
        values[Int(entries[place].row)].withBytes { bytes in
          common = min(common, bytes.count)
          common = Self.sameBytes(first, bytes, from: known, to: common)
        }
      }
      return max(known, common)
    }
  }

  @inline(__always)
  private static func sameBytes(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>,
    from start: Int,
    to end: Int
  ) -> Int {
    guard start < end, let left = left.baseAddress, let right = right.baseAddress else {
      return end
    }
    var same = start
    while same + 8 <= end {
      let first = UnsafeRawPointer(left).loadUnaligned(fromByteOffset: same, as: UInt64.self)
      let second = UnsafeRawPointer(right).loadUnaligned(fromByteOffset: same, as: UInt64.self)
      if first != second { return same + (first ^ second).trailingZeroBitCount / 8 }
      same += 8
    }
    while same < end && left[same] == right[same] { same += 1 }
    return same
  }

  func areSame(_ start: Int, _ count: Int, _ key: Int) -> Bool {
    let values = keys[key].values(ByteRun.self)
    let first = values[Int(entries[start].row)]
    for place in start + 1..<start + count
    where !ByteRun.isSame(first, values[Int(entries[place].row)]) { return false }
    return true
  }
}
