// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How unsigned integers of 128 bits lie in memory: as signed ones of the same order.
///
/// The highest bit is turned over, so that what compares, sorts and hashes signed integers does the same
/// for these.
enum UnsignedNumber {
  /// The cell of a number.
  @inline(__always)
  static func cell(_ value: UInt128) -> Int128 { Int128(bitPattern: value ^ 1 << 127) }

  /// The number of a cell.
  @inline(__always)
  static func value(_ cell: Int128) -> UInt128 { UInt128(bitPattern: cell) ^ 1 << 127 }

  /// The cell of a number that may be below zero or of fewer bits; `nil` if it is below zero.
  @inline(__always)
  static func cell(exactly value: Int128) -> Int128? {
    value < 0 ? nil : cell(UInt128(truncatingIfNeeded: value))
  }
}
