// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A number of any length, digit by digit.
struct Digits: Equatable {
  private var isNegative = false
  /// From the highest to the lowest, without zeros in front.
  private var digits: [UInt8] = []
  /// How many of the digits are behind the point; less than none for a power of ten.
  private(set) var fraction = 0

  /// Reads digits with a sign, a point and an exponent, all of which may be missing.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    if let sign = rest.first, sign == 0x2B || sign == 0x2D {
      isNegative = sign == 0x2D
      rest.removeFirst()
    }
    var hasPoint = false
    var count = 0
    while let byte = rest.first, byte != 0x65, byte != 0x45 {
      rest.removeFirst()
      if byte == 0x2E, !hasPoint {
        hasPoint = true
      } else if (0x30...0x39).contains(byte) {
        count += 1
        if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
        if hasPoint { fraction += 1 }
      } else {
        return nil
      }
    }
    guard count > 0 else { return nil }
    if !rest.isEmpty {
      guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
        exponent.magnitude < 10_000
      else { return nil }
      fraction -= exponent
    }
  }

  /// The number with so many digits behind the point, halves away from zero.
  func rounded(to fraction: Int) -> Digits {
    var result = self
    result.fraction = fraction
    if self.fraction <= fraction {
      result.digits += repeatElement(0, count: self.fraction.distance(to: fraction))
    } else {
      let dropped = self.fraction - fraction
      let isUp = dropped <= digits.count && digits[digits.count - dropped] >= 5
      result.digits.removeLast(min(dropped, digits.count))
      if isUp { result.increment() }
    }
    if result.digits.isEmpty || result.digits.allSatisfy({ $0 == 0 }) {
      result.digits = []
      result.isNegative = false
    }
    return result
  }

  private mutating func increment() {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
  }
}
