// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Loads stay within the text, which need not have bytes behind it. The
// bytes that are looked for belong to somebody who outlasts the needle.

/// Looks for bytes in a text. Copies freely, as it owns nothing: see ``SubstringSearch``.
///
/// Sixteen places are looked at together: where the first and the last byte stand at their
/// distance, the bytes between are compared. If that fails too often, the search goes on byte by
/// byte with the table of Knuth, Morris and Pratt, so that it takes linear time.
///
/// With `isFolding` the text counts as lower case, and has to be ASCII.
struct Needle: BitwiseCopyable, @unchecked Sendable {
  // Unchecked, as nobody writes to the bytes.

  /// The number of bytes that may be compared at each place without an end.
  static let comparedFreely = 16

  /// The number of bytes.
  let count: Int
  fileprivate let bytes: UnsafePointer<UInt8>
  private let fallbacks: UnsafePointer<Int32>?

  /// A needle of bytes, with their table if they are many.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ fallbacks: UnsafePointer<Int32>?) {
    count = bytes.count
    // Safe: an address that is never read, as there are no bytes.
    self.bytes = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    self.fallbacks = fallbacks
  }

  /// The first place from `start` on where the bytes stand; -1 if there is none.
  @inline(__always)
  func place(
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int = 0,
    isFolding: Bool = false
  ) -> Int {
    guard let base = text.baseAddress, count > 0 else {
      return count == 0 && start <= text.count ? start : -1
    }
    // The last place at which the bytes could stand, and one more.
    let end = text.count &- count &+ 1
    if start >= end { return -1 }
    if end &- start < 16 { return shortPlace(base, start, end, isFolding) }
    return isFolding
      ? longFoldedPlace(base, text.count, start, end) : longExactPlace(base, text.count, start, end)
  }

  /// Whether the bytes stand at a place, which may be too far behind or before the text.
  @inline(__always)
  func stands(
    in text: UnsafeBufferPointer<UInt8>,
    at place: Int,
    isFolding: Bool = false
  ) -> Bool {
    guard place >= 0, place <= text.count &- count else { return false }
    guard let base = text.baseAddress else { return true }
    return isSame(base + place, isFolding)
  }

  /// Whether the bytes stand at an address that has as many.
  @inline(__always)
  private func isSame(_ start: UnsafePointer<UInt8>, _ isFolding: Bool) -> Bool {
    let (left, right) = (UnsafeRawPointer(start), UnsafeRawPointer(bytes))
    if count >= 8 {
      var place = 0
      while place &+ 8 <= count {
        if isFolding.lowered(left.loadUnaligned(fromByteOffset: place, as: UInt64.self))
          != right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        {
          return false
        }
        place &+= 8
      }
      // Overlapping: some bytes are compared twice.
      return isFolding.lowered(left.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
        == right.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    }
    if count >= 4 {
      return isFolding.lowered(left.loadUnaligned(as: UInt32.self))
        == right.loadUnaligned(as: UInt32.self)
        && isFolding.lowered(left.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
          == right.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    }
    if count >= 2 {
      return isFolding.lowered(left.loadUnaligned(as: UInt16.self))
        == right.loadUnaligned(as: UInt16.self)
        && isFolding.lowered(start[count &- 1]) == bytes[count &- 1]
    }
    return count == 0 || isFolding.lowered(start[0]) == bytes[0]
  }

  /// Fewer than sixteen places: one after the other.
  @inline(__always)
  private func shortPlace(
    _ base: UnsafePointer<UInt8>,
    _ start: Int,
    _ end: Int,
    _ isFolding: Bool
  ) -> Int {
    let raw = UnsafeRawPointer(base)
    var place = start
    if count >= 4 {
      let first = UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)
      while place < end {
        let word = raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        if isFolding.lowered(word) == first, isSame(base + place, isFolding) { return place }
        place &+= 1
      }
    } else if count >= 2 {
      let first = UnsafeRawPointer(bytes).loadUnaligned(as: UInt16.self)
      let last = bytes[count &- 1]
      while place < end {
        let word = raw.loadUnaligned(fromByteOffset: place, as: UInt16.self)
        if isFolding.lowered(word) == first, isFolding.lowered(base[place &+ count &- 1]) == last {
          return place
        }
        place &+= 1
      }
    } else {
      let first = bytes[0]
      while place < end {
        if isFolding.lowered(base[place]) == first { return place }
        place &+= 1
      }
    }
    return -1
  }

  @inline(never)
  private func longExactPlace(
    _ base: UnsafePointer<UInt8>,
    _ textCount: Int,
    _ start: Int,
    _ end: Int
  ) -> Int {
    longPlace(base, textCount, start, end, false)
  }

  @inline(never)
  private func longFoldedPlace(
    _ base: UnsafePointer<UInt8>,
    _ textCount: Int,
    _ start: Int,
    _ end: Int
  ) -> Int {
    longPlace(base, textCount, start, end, true)
  }

  @inline(__always)
  private func longPlace(
    _ base: UnsafePointer<UInt8>,
    _ textCount: Int,
    _ start: Int,
    _ end: Int,
    _ isFolding: Bool
  ) -> Int {
    let first = SIMD16<UInt8>(repeating: bytes[0])
    let last = SIMD16<UInt8>(repeating: bytes[count &- 1])
    let raw = UnsafeRawPointer(base)
    var place = start
    // What comparing may cost before the search changes its way.
    var credit = fallbacks == nil ? Int.max : 256
    while true {
      let isLast = place &+ 16 >= end
      // The last sixteen overlap those before.
      if isLast { place = end &- 16 }
      let heads = isFolding.lowered(
        raw.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self)
      )
      let tails = isFolding.lowered(
        raw.loadUnaligned(fromByteOffset: place &+ count &- 1, as: SIMD16<UInt8>.self)
      )
      let both = unsafeBitCast((heads .== first) .& (tails .== last), to: SIMD2<UInt64>.self)
      if both[0] | both[1] != 0 {
        var (word, offset) = (both[0], place)
        for half in 0..<2 {
          while word != 0 {
            let found = offset &+ word.trailingZeroBitCount >> 3
            if count <= 2 || isSame(base + found, isFolding) { return found }
            word &= ~(0xFF << UInt64((found &- offset) &* 8))
            credit &-= count >> 3
          }
          if half == 0 { (word, offset) = (both[1], place &+ 8) }
        }
        if credit < 0 { return linearPlace(base, textCount, place, isFolding) }
      }
      if isLast { return -1 }
      place &+= 16
      if credit < 256 { credit &+= 4 }
    }
  }

  private func linearPlace(
    _ base: UnsafePointer<UInt8>,
    _ textCount: Int,
    _ start: Int,
    _ isFolding: Bool
  ) -> Int {
    guard let fallbacks else { return -1 }
    var matched = 0
    for place in start..<textCount {
      let byte = isFolding.lowered(base[place])
      while matched > 0, bytes[matched] != byte { matched = Int(fallbacks[matched - 1]) }
      if bytes[matched] == byte { matched += 1 }
      if matched == count { return place - count + 1 }
    }
    return -1
  }
}

extension Bool {
  /// ASCII in lower case if this is true; what it is otherwise.
  @inline(__always)
  fileprivate func lowered<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) -> Word {
    self ? LowerCase.lowered(word) : word
  }

  @inline(__always)
  fileprivate func lowered(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
    guard self else { return bytes }
    let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
    let lowered = SIMD2(LowerCase.lowered(words[0]), LowerCase.lowered(words[1]))
    return unsafeBitCast(lowered, to: SIMD16<UInt8>.self)
  }
}

extension Needle {
  /// A byte of the needle.
  subscript(place: Int) -> UInt8 {
    precondition(place >= 0 && place < count, "The needle has fewer bytes.")
    return bytes[place]
  }
}
