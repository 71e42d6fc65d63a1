// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Places are below the count of the text.

/// Code points in bytes that may or may not be UTF-8.
enum UTF8Scalar {
  /// The code point at a place and its length; `nil` and 1 if the bytes there are none.
  @inline(__always)
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>,
    at place: Int
  ) -> (scalar: UInt32?, length: Int) {
    let first = text[place]
    return first < 0x80 ? (UInt32(first), 1) : decodeLong(text, at: place)
  }

  @inline(never)
  private static func decodeLong(
    _ text: UnsafeBufferPointer<UInt8>,
    at place: Int
  ) -> (scalar: UInt32?, length: Int) {
    let first = UInt32(text[place])
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, place + length <= text.count else { return (nil, 1) }
    var scalar = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length {
      let byte = UInt32(text[place + offset])
      guard byte & 0xC0 == 0x80 else { return (nil, 1) }
      scalar = scalar << 6 | byte & 0x3F
    }
    let isInRange =
      length == 2 || length == 3 && scalar >= 0x800 || length == 4 && scalar >= 0x10000
    guard isInRange, scalar <= 0x10FFFF, scalar & 0x1F_F800 != 0xD800 else { return (nil, 1) }
    return (scalar, length)
  }

  /// Appends the bytes of a code point.
  static func encode(_ scalar: UInt32, into bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { target in
      guard let start = target.baseAddress else { return }
      let count = encode(scalar, to: start)
      bytes += target[..<count]
    }
  }

  /// Writes the bytes of a code point and returns how many there are.
  static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if scalar < 0x80 {
      target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    let count = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    var rest = scalar
    for place in stride(from: count - 1, to: 0, by: -1) {
      target[place] = UInt8(truncatingIfNeeded: 0x80 | rest & 0x3F)
      rest >>= 6
    }
    let mark: UInt32 = count == 2 ? 0xC0 : count == 3 ? 0xE0 : 0xF0
    target[0] = UInt8(truncatingIfNeeded: mark | rest)
    return count
  }

  /// Whether a byte goes on with a code point that began before it.
  @inline(__always)
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The place behind the code point at `place`, or behind one byte that is in none.
  @inline(__always)
  static func after(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var next = place + 1
    while next < text.count, isContinuation(text[next]) { next += 1 }
    return next
  }
}
