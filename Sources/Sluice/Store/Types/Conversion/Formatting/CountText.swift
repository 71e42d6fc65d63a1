// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes of counts for people and in other bases.
enum CountText {
  /// Appends a number of bytes with one digit behind the point: `1.5 KiB`, or `1.5 kB` in powers of
  /// a thousand. Digits behind it are cut off, and what is less than the next smaller unit before.
  static func append(byteCount: Int64, isDecimal: Bool, to bytes: inout [UInt8]) {
    let step: UInt64 = isDecimal ? 1_000 : 1_024
    if byteCount < 0 { bytes.append(0x2D) }
    var unit: UInt64 = 1
    var power = 0
    while power < 5, byteCount.magnitude / unit >= step {
      unit *= step
      power += 1
    }
    let (whole, bytesLeft) = byteCount.magnitude.quotientAndRemainder(dividingBy: unit)
    bytes.appendDigits(UInt(whole))
    if power == 0 {
      TextWriter.append(word: whole == 1 ? " byte" : " bytes", to: &bytes)
      return
    }
    let decimals: [StaticString] = [" kB", " MB", " GB", " TB", " PB"]
    let binaries: [StaticString] = [" KiB", " MiB", " GiB", " TiB", " PiB"]
    bytes.append(0x2E)
    bytes.appendDigits(UInt(bytesLeft / (unit / step) * 10 / step))
    TextWriter.append(word: isDecimal ? decimals[power - 1] : binaries[power - 1], to: &bytes)
  }

  /// Appends a number in a base from 2 to 36 in at least `width` digits, which are at most 64.
  ///
  /// - Returns: Whether the number is not negative and the base and the width are in their ranges.
  static func append(
    _ value: Int64,
    base: Int64,
    width: Int64 = 0,
    to bytes: inout [UInt8]
  ) -> Bool {
    guard value >= 0, 2...36 ~= base, 0...64 ~= width else { return false }
    let digits = FormatWriter.digits(UInt128(value), base: UInt128(base), isGreat: true)
    bytes.append(contentsOf: repeatElement(0x30, count: max(Int(width) - digits.count, 0)))
    bytes += digits
    return true
  }
}
