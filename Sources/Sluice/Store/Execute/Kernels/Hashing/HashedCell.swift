// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. A run is as long as it says.

/// A value with a hash; those that compare the same have the same.
protocol HashedCell: BitwiseCopyable {
  var cellHash: UInt64 { get }
}

extension UInt64 {
  /// The hash of a word.
  @inline(__always)
  var wordHash: UInt64 { Hashing.mix(self ^ 0x2D35_8DCC_AA6C_78A5, 0x9E37_79B9_7F4A_7C15) }
}

extension UInt8: HashedCell {
  @inline(__always) var cellHash: UInt64 { UInt64(self).wordHash }
}

extension Int32: HashedCell {
  @inline(__always) var cellHash: UInt64 { UInt64(bitPattern: Int64(self)).wordHash }
}

extension Int64: HashedCell {
  @inline(__always) var cellHash: UInt64 { UInt64(bitPattern: self).wordHash }
}

extension Int128: HashedCell {
  @inline(__always)
  var cellHash: UInt64 {
    let low = UInt64(truncatingIfNeeded: self)
    let high = UInt64(truncatingIfNeeded: self >> 64)
    return Hashing.combine(low.wordHash, high)
  }
}

extension Double: HashedCell {
  @inline(__always)
  var cellHash: UInt64 {
    // Both zeros are equal, and so are all that are not a number.
    let same = self == self ? self + 0 : .nan
    return same.bitPattern.wordHash
  }
}

extension Interval: HashedCell {
  @inline(__always) var cellHash: UInt64 { orderKey.cellHash }
}

extension ByteRun: HashedCell {
  @inline(__always)
  var cellHash: UInt64 {
    if isInline {
      return Hashing.mix(head ^ 0xA076_1D64_78BD_642F, tail ^ 0xE703_7ED1_A0B4_28DB).wordHash
    }
    return longHash
  }

  /// The hash of more than twelve bytes: sixteen at a time, the last of them overlapping.
  @inline(never)
  private var longHash: UInt64 {
    withBytes { bytes in
      guard let first = bytes.baseAddress else { return 0 }
      let start = UnsafeRawPointer(first)
      let count = bytes.count
      var hash = UInt64(count) ^ 0x8EBC_6AF0_9C88_C6E3
      var place = 0
      while place + 16 <= count {
        let first = start.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        let second = start.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)
        hash = Hashing.mix(first ^ 0xA076_1D64_78BD_642F ^ hash, second ^ 0xE703_7ED1_A0B4_28DB)
        place += 16
      }
      if place < count {
        if count >= 16 {
          let first = start.loadUnaligned(fromByteOffset: count - 16, as: UInt64.self)
          let second = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
          hash = Hashing.mix(first ^ 0xA076_1D64_78BD_642F ^ hash, second ^ 0xE703_7ED1_A0B4_28DB)
        } else {
          // Thirteen to fifteen: two words that overlap.
          let first = start.loadUnaligned(as: UInt64.self)
          let second = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
          hash = Hashing.mix(first ^ 0xA076_1D64_78BD_642F ^ hash, second ^ 0xE703_7ED1_A0B4_28DB)
        }
      }
      return hash.wordHash
    }
  }
}
