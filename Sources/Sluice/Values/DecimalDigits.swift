// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes of numbers as ASCII digits.
extension [UInt8] {
  /// Appends `number` in at least `width` digits. A negative number gets a sign in front.
  mutating func appendDigits(_ number: Int, width: Int = 1) {
    if number < 0 { append(0x2D) }
    appendDigits(number.magnitude, width: width)
  }

  /// Appends `number` in at least `width` digits.
  mutating func appendDigits(_ number: UInt, width: Int = 1) {
    var magnitude = number
    var divisor: UInt = 1
    var digits = 1
    while digits < width || magnitude / divisor >= 10 {
      divisor *= 10
      digits += 1
    }
    while divisor > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: magnitude / divisor))
      magnitude %= divisor
      divisor /= 10
    }
  }

  /// Appends a number below 100 in two digits.
  mutating func appendPair(_ number: Int) {
    append(0x30 &+ UInt8(truncatingIfNeeded: number / 10))
    append(0x30 &+ UInt8(truncatingIfNeeded: number % 10))
  }
}

extension String {
  /// Text that `write` produces as ASCII.
  init(asciiCapacity capacity: Int = 32, write: (inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity)
    write(&bytes)
    self.init(decoding: bytes, as: UTF8.self)
  }
}
