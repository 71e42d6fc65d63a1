// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes numbers as text into raw memory.
///
/// Every function returns the end of the text. Fewer bytes than ``slack`` are written, but the bytes
/// between the end and there may be overwritten.
package enum NumberWriter {
  /// The number of bytes that must be free before a number is written.
  package static let slack = 48

  /// Writes `value` in decimal.
  @inline(__always)
  package static func append(
    _ value: Int64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    target.pointee = 0x2D
    let isNegative = value < 0
    return append(value.magnitude, to: isNegative ? target + 1 : target)
  }

  /// Writes `value` in decimal.
  @inline(__always)
  package static func append(
    _ value: UInt64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if value < 100_000_000 { return appendShort(value, to: target) }
    return appendLong(value, to: target)
  }

  /// Writes a number of nine digits or more.
  @inline(never)
  private static func appendLong(
    _ value: UInt64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let upper = value / 100_000_000
    var end: UnsafeMutablePointer<UInt8>
    if upper < 100_000_000 {
      end = appendShort(upper, to: target)
    } else {
      end = appendShort(upper / 100_000_000, to: target)
      store(eightDigits(upper % 100_000_000) | zeros, to: end)
      end += 8
    }
    store(eightDigits(value % 100_000_000) | zeros, to: end)
    return end + 8
  }

  /// Writes a number of up to eight digits, without branching on how many there are.
  @inline(__always)
  private static func appendShort(
    _ value: UInt64,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if value < 10 {
      target.pointee = UInt8(truncatingIfNeeded: value) | 0x30
      return target + 1
    }
    let digits = eightDigits(value)
    let leading = digits.trailingZeroBitCount & 0x38
    store((digits | zeros) &>> UInt64(truncatingIfNeeded: leading), to: target)
    return target + (8 &- leading &>> 3)
  }

  /// The eight decimal digits of a number below 10⁸, one per byte, the first in the lowest byte.
  @inline(__always)
  static func eightDigits(_ value: UInt64) -> UInt64 {
    // Halves, quarters, eighths: each step divides all parts at once by multiplying and shifting.
    let upper: UInt64 = value / 10_000
    let fours: UInt64 = upper | (value &- upper &* 10_000) &<< 32
    let hundreds: UInt64 = ((fours &* 5_243) &>> 19) & 0x0000_007F_0000_007F
    let twos: UInt64 = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens: UInt64 = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) &<< 8
  }

  /// Eight times the character `0`.
  static var zeros: UInt64 { 0x3030_3030_3030_3030 }

  @inline(__always)
  static func store(_ bytes: UInt64, to target: UnsafeMutablePointer<UInt8>) {
    // Safe: the caller left ``slack`` bytes free.
    UnsafeMutableRawPointer(target).storeBytes(of: bytes.littleEndian, as: UInt64.self)
  }
}
