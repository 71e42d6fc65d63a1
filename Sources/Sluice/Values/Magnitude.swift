// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// An integer from zero on: up to 128 bits in place, beyond that in limbs of 64 bits.
struct Magnitude: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    case small(UInt128)
    // Little-endian, more than two limbs, the last one not zero.
    case large([UInt64])
  }

  private var storage: Storage

  /// Makes a magnitude of up to 128 bits.
  init(_ value: UInt128) { storage = .small(value) }

  /// Makes a magnitude from limbs, the least significant first.
  init(limbs: some Sequence<UInt64>) {
    var limbs = Array(limbs)
    while limbs.last == 0 { limbs.removeLast() }
    if limbs.count <= 2 {
      let low = limbs.first ?? 0
      let high = limbs.count == 2 ? limbs[1] : 0
      storage = .small(UInt128(high) << 64 | UInt128(low))
    } else {
      storage = .large(limbs)
    }
  }

  /// The value, if it fits in 128 bits.
  var small: UInt128? {
    guard case .small(let value) = storage else { return nil }
    return value
  }

  /// The limbs without leading zeros, the least significant first.
  var limbs: [UInt64] {
    switch storage {
    case .large(let limbs): return limbs
    case .small(0): return []
    case .small(let value):
      let low = UInt64(truncatingIfNeeded: value)
      let high = UInt64(truncatingIfNeeded: value >> 64)
      return high == 0 ? [low] : [low, high]
    }
  }

  var isZero: Bool { storage == .small(0) }
  var isOdd: Bool {
    switch storage {
    case .small(let value): value & 1 == 1
    case .large(let limbs): limbs[0] & 1 == 1
    }
  }
}

// MARK: - Arithmetic

extension Magnitude {
  /// The powers of ten from 10^0 to 10^38.
  static let powersOfTen: [UInt128] = (0..<38).reduce(into: [1]) { powers, index in
    powers.append(powers[index] * 10)
  }

  /// Multiplies by `factor` and adds `addend`.
  mutating func multiply(by factor: UInt64, adding addend: UInt64 = 0) {
    if case .small(let value) = storage {
      let (product, overflow) = value.multipliedReportingOverflow(by: UInt128(factor))
      let (sum, carry) = product.addingReportingOverflow(UInt128(addend))
      if !overflow, !carry {
        storage = .small(sum)
        return
      }
    }
    var limbs = limbs
    storage = .small(0)
    var carry = addend
    for index in limbs.indices {
      let product = limbs[index].multipliedFullWidth(by: factor)
      let (low, overflow) = product.low.addingReportingOverflow(carry)
      limbs[index] = low
      carry = product.high + (overflow ? 1 : 0)
    }
    if carry != 0 { limbs.append(carry) }
    self = Magnitude(limbs: limbs)
  }

  /// Divides by `divisor` and returns the remainder.
  mutating func divide(by divisor: UInt64) -> UInt64 {
    switch storage {
    case .small(let value):
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: UInt128(divisor))
      storage = .small(quotient)
      return UInt64(remainder)
    case .large(var limbs):
      storage = .small(0)
      var remainder: UInt64 = 0
      for index in limbs.indices.reversed() {
        (limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
      }
      self = Magnitude(limbs: limbs)
      return remainder
    }
  }

  /// Multiplies by ten to the power of `exponent`.
  mutating func multiply(byPowerOfTen exponent: Int) {
    guard !isZero else { return }
    var rest = exponent
    while rest > 0 {
      let step = min(rest, 19)
      multiply(by: UInt64(Self.powersOfTen[step]))
      rest -= step
    }
  }

  /// Divides by ten to the power of `exponent` and says whether anything remained.
  mutating func divide(byPowerOfTen exponent: Int) -> Bool {
    var isInexact = false
    var rest = exponent
    while rest > 0, !isZero {
      let step = min(rest, 19)
      if divide(by: UInt64(Self.powersOfTen[step])) != 0 { isInexact = true }
      rest -= step
    }
    return isInexact
  }

  /// Moves the bits to the left.
  mutating func shiftLeft(by bits: Int) {
    var rest = bits
    while rest > 0 {
      let step = min(rest, 63)
      multiply(by: 1 << UInt64(step))
      rest -= step
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    switch (left.storage, right.storage) {
    case (.small(let left), .small(let right)): return left < right
    case (.small, .large): return true
    case (.large, .small): return false
    case (.large(let left), .large(let right)):
      if left.count != right.count { return left.count < right.count }
      for index in left.indices.reversed() where left[index] != right[index] {
        return left[index] < right[index]
      }
      return false
    }
  }
}

// MARK: - Digits

extension Magnitude {
  /// Reads ASCII digits, which must be digits and at least one.
  init(digits: some Collection<UInt8>) {
    self.init(0)
    var chunk: UInt64 = 0
    var count = 0
    for digit in digits {
      chunk = chunk * 10 + UInt64(digit &- 0x30)
      count += 1
      if count == 19 {
        multiply(by: 10_000_000_000_000_000_000, adding: chunk)
        (chunk, count) = (0, 0)
      }
    }
    if count > 0 { multiply(by: UInt64(Self.powersOfTen[count]), adding: chunk) }
  }

  /// The ASCII digits without leading zeros, `0` for zero.
  var digits: [UInt8] {
    var rest = self
    var reversed: [UInt8] = []
    repeat {
      var chunk = rest.divide(by: 10_000_000_000_000_000_000)
      var count = 0
      while chunk > 0 || (count < 19 && !rest.isZero) {
        reversed.append(0x30 + UInt8(truncatingIfNeeded: chunk % 10))
        chunk /= 10
        count += 1
      }
    } while !rest.isZero
    if reversed.isEmpty { reversed.append(0x30) }
    reversed.reverse()
    return reversed
  }

  /// The number of decimal digits, one for zero.
  var digitCount: Int {
    guard case .small(let value) = storage else { return digits.count }
    var low = 1
    while low < Self.powersOfTen.count, value >= Self.powersOfTen[low] { low += 1 }
    return low
  }
}
