// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The text of row ids: ten bytes as fourteen digits of base64.
enum RowIDText {
  /// The number of bytes of an id.
  static let count = 14

  /// The two digits of every 12 bits, the first one in the low byte.
  private static let pairs: [UInt16] = (0..<4_096).map { bits in
    let first = Digest.base64Digit(UInt32(bits) >> 6)
    return UInt16(first) | UInt16(Digest.base64Digit(UInt32(bits))) << 8
  }

  /// Runs `body` with the table that ``write(_:_:pairs:to:)`` needs, once for a whole batch.
  @inline(__always)
  static func withPairs<Result>(_ body: (UnsafeBufferPointer<UInt16>) -> Result) -> Result {
    pairs.withUnsafeBufferPointer(body)
  }

  /// Writes the id of the ten bytes that are `first` and the low sixteen bits of `second`.
  ///
  /// Both are little-endian, as Keccak has them. `place` has room for fourteen bytes.
  @inline(__always)
  static func write(
    _ first: UInt64,
    _ second: UInt64,
    pairs: UnsafeBufferPointer<UInt16>,
    to place: UnsafeMutableRawPointer
  ) {
    // 80 bits are six pairs of digits and eight bits more.
    let high = first.byteSwapped
    let middle = (high & 0xF) << 8 | second & 0xFF
    let last = (second >> 8 & 0xFF) << 4
    @inline(__always) func pair(_ bits: UInt64) -> UInt64 {
      UInt64(pairs[Int(truncatingIfNeeded: bits & 0xFFF)])
    }
    let eight =
      pair(high >> 52) | pair(high >> 40) << 16 | pair(high >> 28) << 32
      | pair(high >> 16) << 48
    let six = pair(high >> 4) | pair(middle) << 16 | pair(last) << 32
    // Safe: 8 + 4 + 2 bytes, as many as the caller has room for.
    place.storeBytes(of: eight.littleEndian, as: UInt64.self)
    let four = UInt32(truncatingIfNeeded: six)
    place.storeBytes(of: four.littleEndian, toByteOffset: 8, as: UInt32.self)
    let two = UInt16(truncatingIfNeeded: six >> 32)
    place.storeBytes(of: two.littleEndian, toByteOffset: 12, as: UInt16.self)
  }

  /// The id of the ten bytes that are `first` and the low sixteen bits of `second`.
  static func text(_ first: UInt64, _ second: UInt64) -> String {
    String(unsafeUninitializedCapacity: count) { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      withPairs { write(first, second, pairs: $0, to: UnsafeMutableRawPointer(base)) }
      return count
    }
  }

  /// The id that is the hash of `message`.
  static func hash(of message: [UInt8]) -> String {
    if message.count < Keccak.shake128Rate {
      return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Keccak.shake128Rate / 8) {
        block in
        block.initialize(repeating: 0)
        let bytes = UnsafeMutableRawBufferPointer(block)
        bytes.copyBytes(from: message)
        bytes[message.count] = 0x1F
        guard let base = block.baseAddress else { return "" }
        let (first, second) = Keccak.blockDigest(UnsafePointer(base))
        return text(first, second)
      }
    }
    return Digest.base64(Digest.shake128(message, count: 10), padding: false)
  }
}
