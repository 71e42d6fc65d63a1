// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes bits into bytes, the first one lowest.
struct BitWriter {
  private var bytes: [UInt8]
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// Goes on behind `bytes`.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Writes the lowest `count` bits of a number; at most 32.
  @inline(__always)
  mutating func write(_ value: UInt32, count: Int) {
    bits |= UInt64(value) << UInt64(bitCount)
    bitCount += count
    while bitCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  /// Writes a code.
  @inline(__always)
  mutating func write(_ code: (bits: UInt32, length: UInt8)) {
    write(code.bits, count: Int(code.length))
  }

  /// Writes bytes as they are from the next whole byte on, behind their number; at most 65,535.
  mutating func append(stored: ArraySlice<UInt8>) {
    fillByte()
    write(UInt32(stored.count), count: 16)
    write(UInt32(stored.count) ^ 0xFFFF, count: 16)
    bytes += stored
  }

  /// All bytes; the last one is filled up with zeros.
  mutating func finish() -> [UInt8] {
    fillByte()
    defer { bytes = [] }
    return bytes
  }

  private mutating func fillByte() {
    if bitCount > 0 { write(0, count: 8 - bitCount) }
  }
}
