// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A natural number of any size, for tables and for the few decimals that need exact arithmetic.
struct NaturalNumber: Equatable {
  /// The digits in base 2⁶⁴, least significant first, without leading zeros.
  private(set) var words: [UInt64]

  init(_ value: UInt64) { words = value == 0 ? [] : [value] }

  /// The number of bits without leading zeros.
  var bitWidth: Int { words.count * 64 - (words.last?.leadingZeroBitCount ?? 0) }

  /// The 128 leading bits, the first of which is set. Shorter numbers are filled up with zeros.
  var leadingBits: (high: UInt64, low: UInt64) {
    let count = words.count
    func word(_ place: Int) -> UInt64 { place <= count ? words[count - place] : 0 }
    let shift = UInt64(word(1).leadingZeroBitCount)
    if shift == 0 { return (word(1), word(2)) }
    return (
      word(1) << shift | word(2) >> (64 - shift),
      word(2) << shift | word(3) >> (64 - shift)
    )
  }

  mutating func multiply(by factor: UInt64, adding addend: UInt64 = 0) {
    var carry = addend
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      words[index] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    if carry != 0 { words.append(carry) }
    trim()
  }

  /// Multiplies by ten to the power of `exponent`.
  mutating func multiply(byPowerOfTen exponent: Int) {
    var rest = exponent
    while rest >= 19 {
      multiply(by: 10_000_000_000_000_000_000)
      rest -= 19
    }
    var factor: UInt64 = 1
    for _ in 0..<rest { factor *= 10 }
    multiply(by: factor)
  }

  mutating func divide(by divisor: UInt64) {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
    }
    trim()
  }

  mutating func shiftLeft(by count: Int) {
    guard !words.isEmpty else { return }
    let bits = UInt64(count % 64)
    if bits != 0 { multiply(by: 1 << bits) }
    words.insert(contentsOf: repeatElement(0, count: count / 64), at: 0)
  }

  private mutating func trim() {
    while words.last == 0 { words.removeLast() }
  }
}

extension NaturalNumber: Comparable {
  static func < (left: NaturalNumber, right: NaturalNumber) -> Bool {
    if left.words.count != right.words.count { return left.words.count < right.words.count }
    for index in left.words.indices.reversed() where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }
}
