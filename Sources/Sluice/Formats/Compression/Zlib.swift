// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Bytes packed in the form zlib of RFC 1950: DEFLATE between a head and a checksum.
enum Zlib {
  /// The packed form of `bytes`.
  static func pack(_ bytes: [UInt8]) -> [UInt8] {
    // DEFLATE with a window of 32 KiB, packed as well as can be.
    var packed: [UInt8] = [0x78, 0xDA]
    packed.reserveCapacity(bytes.count / 3 + 64)
    Deflate.append(bytes, to: &packed)
    let checksum = Adler32.of(bytes)
    for shift: UInt32 in [24, 16, 8, 0] {
      packed.append(UInt8(truncatingIfNeeded: checksum >> shift))
    }
    return packed
  }

  /// The bytes that `packed` stands for.
  ///
  /// Throws if it is damaged, goes on behind its end, or stands for more than `limit` bytes.
  static func unpack(_ packed: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
    guard packed.count >= 2 else {
      throw CompressionError(at: packed.count, expected: "the head of zlib", found: "the end")
    }
    let head = Int(packed[0]) << 8 | Int(packed[1])
    guard packed[0] & 0x0F == 8, packed[0] >> 4 <= 7, head % 31 == 0 else {
      throw CompressionError(at: 0, expected: "the head of zlib", found: "other bytes")
    }
    guard packed[1] & 0x20 == 0 else {
      throw CompressionError(
        at: 1,
        expected: "no dictionary",
        found: "one that is set beforehand",
        advice: "pack the data without one"
      )
    }
    let (bytes, end) = try Inflate.unpack(packed, from: 2, limit: limit)
    guard packed.count - end >= 4 else {
      throw CompressionError(at: packed.count, expected: "a checksum", found: "the end")
    }
    guard packed.count - end == 4 else {
      throw CompressionError(at: end + 4, expected: "the end", found: "more bytes")
    }
    let checksum = packed[end...].reduce(0) { $0 << 8 | UInt32($1) }
    guard checksum == Adler32.of(bytes) else {
      throw CompressionError(at: end, expected: "the checksum of the bytes", found: "another one")
    }
    return bytes
  }
}

/// The checksum of zlib.
enum Adler32 {
  private static let modulus: UInt32 = 65_521
  /// So many bytes can be added before 32 bits may overflow.
  private static let stretch = 5_552

  /// The checksum of `bytes`.
  static func of(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 1
    var sumOfSums: UInt32 = 0
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + stretch)
      for index in start..<end {
        sum &+= UInt32(bytes[index])
        sumOfSums &+= sum
      }
      sum %= modulus
      sumOfSums %= modulus
      start = end
    }
    return sumOfSums << 16 | sum
  }
}
