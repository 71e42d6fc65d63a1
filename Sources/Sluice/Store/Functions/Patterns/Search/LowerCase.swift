// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. A target has room for the text as it may grow.

/// Texts in lower case, code point by code point.
///
/// The Greek capital sigma has one lower case, wherever it stands, and the length in code points
/// stays the same: this is what comparing without case asks for, not what readers do.
enum LowerCase {
  /// Whether all bytes of a text are ASCII.
  @inline(__always)
  static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return true }
    let (raw, count) = (UnsafeRawPointer(base), text.count)
    var seen: UInt64 = 0
    if count >= 8 {
      var place = 0
      while place &+ 8 <= count {
        seen |= raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        place &+= 8
      }
      seen |= raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    } else {
      for byte in text { seen |= UInt64(byte) }
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// Calls `body` with the text in lower case, which is gone afterwards.
  @inline(never)
  static func withLowered(
    _ text: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Bool {
    // Two bytes may become three.
    let capacity = text.count + text.count / 2 + 1
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { target in
      let count = target.baseAddress.map { lower(text, to: $0) } ?? 0
      return body(UnsafeBufferPointer(start: target.baseAddress, count: count))
    }
  }

  /// The text in lower case.
  static func lowered(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count + text.count / 2 + 1) { target, count in
      if let start = target.baseAddress { count = lower(text, to: start) }
    }
  }

  /// Some bytes of ASCII in lower case; bytes that are none stay as they are.
  @inline(__always)
  static func lowered<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) -> Word {
    let low = word & Word(truncatingIfNeeded: 0x7F7F_7F7F_7F7F_7F7F as UInt64)
    let fromA = low &+ Word(truncatingIfNeeded: 0x3F3F_3F3F_3F3F_3F3F as UInt64)
    let aboveZ = low &+ Word(truncatingIfNeeded: 0x2525_2525_2525_2525 as UInt64)
    let high = Word(truncatingIfNeeded: 0x8080_8080_8080_8080 as UInt64)
    return word | (fromA & ~aboveZ & ~word & high) >> 2
  }

  /// Writes any text in lower case and returns its length; bytes that are none stay as they are.
  @inline(never)
  private static func lower(
    _ text: UnsafeBufferPointer<UInt8>,
    to target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let folding = CaseFolding.shared
    var (place, count) = (0, 0)
    while place < text.count {
      let byte = text[place]
      if byte < 0x80 {
        target[count] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        (place, count) = (place + 1, count + 1)
        continue
      }
      let (scalar, length) = UTF8Scalar.decode(text, at: place)
      let lower = scalar.map { folding.lowered($0) }
      if let lower, lower != scalar {
        count += UTF8Scalar.encode(lower, to: target + count)
      } else {
        for offset in 0..<length { target[count + offset] = text[place + offset] }
        count += length
      }
      place += length
    }
    return count
  }
}
