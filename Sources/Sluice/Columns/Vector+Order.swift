// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// How the values of two rows compare; a row without a value is `nil`, as is one that is no number.
  func order(_ left: Int, _ other: Vector, _ right: Int) -> Int? {
    guard validity[left], other.validity[right] else { return nil }
    func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
      left < right ? -1 : left == right ? 0 : 1
    }
    switch (storage, other.storage) {
    case (.bool(let one), .bool(let two)): return compare(one[left], two[right])
    case (.int32(let one), .int32(let two)): return compare(one[left], two[right])
    case (.int64(let one), .int64(let two)): return compare(one[left], two[right])
    case (.int128(let one), .int128(let two)): return compare(one[left], two[right])
    case (.double(let one), .double(let two)):
      return one[left].isNaN || two[right].isNaN ? nil : compare(one[left], two[right])
    case (.wide(let one), .wide(let two)): return one[left].order(two[right])
    case (.bytes(let one), .bytes(let two)):
      let (first, second) = (one.bytes(at: left), two.bytes(at: right))
      return first.elementsEqual(second) ? 0 : first.lexicographicallyPrecedes(second) ? -1 : 1
    default: return nil
    }
  }

  /// Whether `row` has a value that can be compared with others.
  func isOrdered(_ row: Int) -> Bool { order(row, self, row) != nil }
}

extension WideInteger {
  /// Minus one, zero or one: below `other`, equal, above.
  fileprivate func order(_ other: WideInteger) -> Int {
    func limbs(_ number: WideInteger) -> [UInt64] {
      [number.limbs.3, number.limbs.2, number.limbs.1, number.limbs.0]
    }
    let (one, two) = (limbs(self), limbs(other))
    let isZero = one == [0, 0, 0, 0] && two == one
    if isZero { return 0 }
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    if one == two { return 0 }
    return one.lexicographicallyPrecedes(two) != isNegative ? -1 : 1
  }
}

/// A row of a column by which rows with the same key are sorted.
struct SortedPlace {
  private let vector: Vector?
  private let row: Int

  /// A row; a column that is `nil` has no values.
  init(_ vector: Vector?, _ row: Int) {
    self.vector = vector
    self.row = row
  }

  /// Whether the row comes after one that came before it.
  ///
  /// Of equal rows the one that came last comes first. Those without a value come after all others.
  func isBehind(_ earlier: SortedPlace, _ isDescending: Bool) -> Bool {
    let isMissing = !(vector?.isOrdered(row) ?? false)
    guard let other = earlier.vector, other.isOrdered(earlier.row) else { return false }
    guard !isMissing, let vector, let order = vector.order(row, other, earlier.row) else {
      return true
    }
    return isDescending ? order < 0 : order > 0
  }
}
