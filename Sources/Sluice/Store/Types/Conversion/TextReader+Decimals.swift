// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads a decimal of `width` digits, `scale` of which are after the point, without its point.
  ///
  /// Digits beyond the scale are rounded by the first of them, halves away from zero. Where there is
  /// an exponent, only so many digits are looked at as the memory of the type holds, and it is those
  /// that are rounded.
  static func decimal(_ text: TextBytes, width: Int, scale: Int) -> Int128? {
    guard let number = NumberText(text) else { return nil }
    // The digits of 16, 32, 64 and 128 bits.
    let capacity = width <= 4 ? 4 : width <= 9 ? 9 : width <= 18 ? 18 : 38
    var value: UInt128 = 0
    var digitCount = 0
    for index in number.whole where number.bytes[index] != 0x5F {
      let digit = number.bytes[index] &- 0x30
      if value == 0 && digit == 0 { continue }
      guard digitCount < width - scale else { return nil }
      digitCount += 1
      value = value * 10 + UInt128(digit)
    }
    var decimalCount = 0
    var roundsUp = false
    var isBeyond = false
    for index in number.fraction where number.bytes[index] != 0x5F {
      let digit = number.bytes[index] &- 0x30
      if decimalCount == scale && !isBeyond {
        isBeyond = true
        roundsUp = digit >= 5
      }
      guard digitCount + decimalCount < capacity else { continue }
      decimalCount += 1
      value = value * 10 + UInt128(digit)
    }
    let exponent = number.exponent ?? 0
    if exponent > 0 {
      let excess = decimalCount - scale - exponent
      if excess > 0 {
        value = NumberText.divide(value, byPowerOfTen: excess)
      } else {
        // Zeros that the exponent puts at the end are digits before the point.
        let zeros = exponent - max(decimalCount - scale, 0)
        guard value == 0 || digitCount + zeros <= width - scale,
          let product = NumberText.multiply(value, byPowerOfTen: -excess)
        else { return nil }
        value = product
      }
    } else {
      let excess = decimalCount - scale
      if excess > 0 {
        value /= Magnitude.powersOfTen[excess]
      } else {
        value *= Magnitude.powersOfTen[-excess]
      }
      if exponent < 0 {
        value = NumberText.divide(value, byPowerOfTen: -exponent)
      } else if roundsUp {
        value += 1
      }
    }
    guard value < Magnitude.powersOfTen[width] else { return nil }
    return number.isNegative ? -Int128(value) : Int128(value)
  }
}
