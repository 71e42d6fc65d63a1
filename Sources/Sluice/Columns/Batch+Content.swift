// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Batch {
  /// Two hashes of what each row holds, apart from the columns called `others`.
  ///
  /// The order of columns does not matter, and a column without values is as one that is missing.
  func contentHashes(without others: Set<String>) -> ContiguousArray<RowContent> {
    var contents = ContiguousArray(repeating: RowContent(), count: rowCount)
    for (name, vector) in zip(names, vectors) where !others.contains(name) {
      var seed: UInt64 = RowMix.second
      for byte in name.utf8 { seed = RowMix.fold(seed ^ UInt64(byte), RowMix.first) }
      let keys = KeyColumns([vector], [vector.storage.kind], count: rowCount)
      for row in 0..<rowCount where keys.isWhole[row] {
        contents[row].add(seed, keys.hashes[row])
      }
    }
    return contents
  }
}

/// A hash of 128 bits of a set of values, whatever their order.
struct RowContent: Hashable {
  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0

  /// Adds a value.
  mutating func add(_ seed: UInt64, _ value: UInt64) {
    // Sums, so that the order does not matter; each value is mixed twice before.
    low &+= RowMix.fold(value ^ seed, RowMix.first)
    high &+= RowMix.fold(value ^ RowMix.second, seed | 1)
  }
}
