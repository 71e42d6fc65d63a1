// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Loads stay within the text: it need not have bytes behind it.

/// Finds bytes in texts: prepared once, used for many.
///
/// Sixteen places are looked at together: where the first and the last byte stand at their
/// distance, the bytes between are compared. If that fails too often, the search goes on byte by
/// byte with the table of Knuth, Morris and Pratt, so that it takes linear time.
struct SubstringSearch: Sendable {
  /// The number of bytes that are looked for.
  let count: Int
  private let owner: SharedBytes
  private nonisolated(unsafe) let needle: UnsafePointer<UInt8>
  private let fallbacks: [Int32]

  /// Prepares to look for bytes.
  init(_ bytes: some Collection<UInt8>) {
    let shared = SharedBytes(bytes)
    owner = shared
    count = bytes.count
    // Safe: there is room for one byte at least, so that there is an address.
    needle = shared.buffer.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    fallbacks = count > Self.comparedFreely ? Self.fallbacks(of: shared.buffer) : []
  }

  /// The bytes.
  var bytes: UnsafeBufferPointer<UInt8> { owner.buffer }

  /// The number of bytes that may be compared at each place without an end.
  private static let comparedFreely = 16

  /// The first place from `start` on where the bytes stand; -1 if there is none.
  @inline(__always)
  func place(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
    guard let base = text.baseAddress, count > 0 else {
      return count == 0 && start <= text.count ? start : -1
    }
    // The last place at which the bytes could stand, and one more.
    let end = text.count - count + 1
    if start >= end { return -1 }
    return end - start < 16
      ? shortPlace(base, start, end) : longPlace(base, text.count, start, end)
  }

  /// Whether the bytes stand anywhere in a text.
  @inline(__always)
  func isContained(in text: UnsafeBufferPointer<UInt8>) -> Bool { place(in: text) >= 0 }

  /// Whether the bytes stand at a place, which may be too far behind or before the text.
  @inline(__always)
  func stands(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    guard place >= 0, place <= text.count - count else { return false }
    guard let base = text.baseAddress else { return true }
    return isSame(base + place)
  }

  /// Whether a text begins with the bytes.
  @inline(__always)
  func isPrefix(of text: UnsafeBufferPointer<UInt8>) -> Bool { stands(in: text, at: 0) }

  /// Whether a text ends with the bytes.
  @inline(__always)
  func isSuffix(of text: UnsafeBufferPointer<UInt8>) -> Bool {
    stands(in: text, at: text.count - count)
  }

  /// Whether a text is the bytes.
  @inline(__always)
  func isEqual(to text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count == count && stands(in: text, at: 0)
  }

  /// Whether the bytes stand at an address that has as many.
  @inline(__always)
  private func isSame(_ start: UnsafePointer<UInt8>) -> Bool {
    let (left, right) = (UnsafeRawPointer(start), UnsafeRawPointer(needle))
    if count >= 8 {
      var place = 0
      while place &+ 8 <= count {
        if left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
          != right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        {
          return false
        }
        place &+= 8
      }
      // Overlapping: some bytes are compared twice.
      return left.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        == right.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    }
    if count >= 4 {
      return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
        && left.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
          == right.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    }
    if count >= 2 {
      return left.loadUnaligned(as: UInt16.self) == right.loadUnaligned(as: UInt16.self)
        && start[count &- 1] == needle[count &- 1]
    }
    return count == 0 || start[0] == needle[0]
  }

  /// Fewer than sixteen places: one after the other.
  @inline(__always)
  private func shortPlace(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var place = start
    if count >= 4 {
      let first = UnsafeRawPointer(needle).loadUnaligned(as: UInt32.self)
      while place < end {
        if UnsafeRawPointer(base + place).loadUnaligned(as: UInt32.self) == first,
          isSame(base + place)
        {
          return place
        }
        place &+= 1
      }
    } else if count >= 2 {
      let first = UnsafeRawPointer(needle).loadUnaligned(as: UInt16.self)
      let last = needle[count &- 1]
      while place < end {
        if UnsafeRawPointer(base + place).loadUnaligned(as: UInt16.self) == first,
          base[place &+ count &- 1] == last
        {
          return place
        }
        place &+= 1
      }
    } else {
      let first = needle[0]
      while place < end {
        if base[place] == first { return place }
        place &+= 1
      }
    }
    return -1
  }

  @inline(never)
  private func longPlace(
    _ base: UnsafePointer<UInt8>,
    _ textCount: Int,
    _ start: Int,
    _ end: Int
  ) -> Int {
    let first = SIMD16<UInt8>(repeating: needle[0])
    let last = SIMD16<UInt8>(repeating: needle[count - 1])
    let raw = UnsafeRawPointer(base)
    var place = start
    // What comparing may cost before the search changes its way.
    var credit = fallbacks.isEmpty ? Int.max : 256
    while true {
      let isLast = place + 16 >= end
      // The last sixteen overlap those before.
      if isLast { place = end - 16 }
      let heads = raw.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self) .== first
      let tails =
        raw.loadUnaligned(fromByteOffset: place + count - 1, as: SIMD16<UInt8>.self) .== last
      let both = unsafeBitCast(heads .& tails, to: SIMD2<UInt64>.self)
      if both[0] | both[1] != 0 {
        var (word, offset) = (both[0], place)
        for half in 0..<2 {
          while word != 0 {
            let found = offset + word.trailingZeroBitCount >> 3
            if count <= 2 || isSame(base + found) { return found }
            word &= ~(0xFF << UInt64((found - offset) * 8))
            credit &-= count >> 3
          }
          (word, offset) = (both[1], place + 8)
          if half == 1 { break }
        }
        if credit < 0 { return linearPlace(base, textCount, place) }
      }
      if isLast { return -1 }
      place += 16
      if credit < 256 { credit += 4 }
    }
  }

  private func linearPlace(_ base: UnsafePointer<UInt8>, _ textCount: Int, _ start: Int) -> Int {
    var matched = 0
    for place in start..<textCount {
      let byte = base[place]
      while matched > 0, needle[matched] != byte { matched = Int(fallbacks[matched - 1]) }
      if needle[matched] == byte { matched += 1 }
      if matched == count { return place - count + 1 }
    }
    return -1
  }

  private static func fallbacks(of needle: UnsafeBufferPointer<UInt8>) -> [Int32] {
    var table = [Int32](repeating: 0, count: needle.count)
    var matched = 0
    for place in 1..<needle.count {
      while matched > 0, needle[matched] != needle[place] { matched = Int(table[matched - 1]) }
      if needle[matched] == needle[place] { matched += 1 }
      table[place] = Int32(truncatingIfNeeded: matched)
    }
    return table
  }
}
