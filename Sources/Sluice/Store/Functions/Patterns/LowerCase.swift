// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. A target has room for the text as it may grow.

/// Texts in lower case, code point by code point.
///
/// The Greek capital sigma has one lower case, wherever it stands, and the length in code points
/// stays the same: this is what comparing without case asks for, not what readers do.
enum LowerCase {
  /// Calls `body` with the text in lower case, which is gone afterwards.
  @inline(__always)
  static func withLowered(
    _ text: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Bool {
    // Two bytes may become three.
    let capacity = text.count + text.count / 2 + 1
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { target in
      guard let source = text.baseAddress, let start = target.baseAddress else {
        return body(UnsafeBufferPointer(start: nil, count: 0))
      }
      let count =
        lowerASCII(source, text.count, to: start) ? text.count : lower(text, to: start)
      return body(UnsafeBufferPointer(start: start, count: count))
    }
  }

  /// The text in lower case.
  static func lowered(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count + text.count / 2 + 1) { target, count in
      if let start = target.baseAddress { count = lower(text, to: start) }
    }
  }

  /// Writes a text of ASCII in lower case; `false` if it is more than that.
  @inline(__always)
  private static func lowerASCII(
    _ source: UnsafePointer<UInt8>,
    _ count: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    var seen: UInt64 = 0
    var place = 0
    while place &+ 8 <= count {
      let word = from.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      seen |= word
      to.storeBytes(of: lowered(word), toByteOffset: place, as: UInt64.self)
      place &+= 8
    }
    if place < count, count >= 8 {
      // Overlapping: some bytes are written twice.
      let word = from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      seen |= word
      to.storeBytes(of: lowered(word), toByteOffset: count &- 8, as: UInt64.self)
      place = count
    }
    while place < count {
      let byte = source[place]
      seen |= UInt64(byte)
      target[place] = byte &- 0x41 < 26 ? byte | 0x20 : byte
      place &+= 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// Eight bytes of ASCII in lower case.
  @inline(__always)
  private static func lowered(_ word: UInt64) -> UInt64 {
    let low = word & 0x7F7F_7F7F_7F7F_7F7F
    let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
    let aboveZ = low &+ 0x2525_2525_2525_2525
    return word | (fromA & ~aboveZ & ~word & 0x8080_8080_8080_8080) >> 2
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
