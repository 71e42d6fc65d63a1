// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which rows of a vector have a value: one bit a row, set where there is one.
public struct Validity: Sendable, Hashable {
  /// The bits, the first row in the lowest; empty when no row is missing.
  package private(set) var words: ContiguousArray<UInt64>
  /// The number of rows.
  public let count: Int
  /// The number of rows without a value.
  public let missing: Int

  /// Says that all of `count` rows have a value.
  public init(allValid count: Int) {
    words = []
    self.count = count
    missing = 0
  }

  /// Takes bits that were counted already.
  package init(words: ContiguousArray<UInt64>, count: Int, missing: Int) {
    precondition(missing == 0 || words.count * 64 >= count, "Every row needs a bit.")
    self.words = missing == 0 ? [] : words
    self.count = count
    self.missing = missing
  }

  /// Whether `row` has a value.
  public subscript(row: Int) -> Bool {
    precondition(row >= 0 && row < count, "Row \(row) is outside of 0..<\(count).")
    return words.isEmpty || words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }
}
