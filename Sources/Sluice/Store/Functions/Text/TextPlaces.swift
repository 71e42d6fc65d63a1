// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Places in texts that are counted in code points or in what readers take for letters.
enum TextPlaces {
  /// The number of code points.
  @inline(__always)
  static func count(_ text: TextBytes) -> Int {
    var count = 0
    for byte in text where !UTF8Scalar.isContinuation(byte) { count &+= 1 }
    return count
  }

  /// The place of the byte that a number of code points before it ends at.
  @inline(__always)
  static func place(after points: Int, in text: TextBytes) -> Int {
    var (place, left) = (0, points)
    while left > 0, place < text.count {
      place = UTF8Scalar.after(place, in: text)
      left &-= 1
    }
    return place
  }

  /// The bytes of some code points.
  static func bytes(of points: Range<Int>, in text: TextBytes) -> Range<Int> {
    if LowerCase.isASCII(text) { return points.clamped(to: 0..<text.count) }
    let start = place(after: points.lowerBound, in: text)
    let rest = TextBytes(rebasing: text[start...])
    return start..<start + place(after: points.count, in: rest)
  }

  /// The part from a place on, counted from 1 or from the end: as SUBSTRING has it.
  ///
  /// What is asked for before the first one takes its part of the length.
  static func part(size: Int, offset: Int, length: Int) -> Range<Int> {
    var length = length
    if length == 0 { return 0..<0 }
    let start: Int
    if offset > 0 {
      start = min(size, offset - 1)
    } else if offset < 0 {
      let missing = max(0, -(size + offset))
      if missing > 0 {
        length -= missing
        if length <= 0 { return 0..<0 }
      }
      start = max(size + offset, 0)
    } else {
      start = 0
      length -= 1
      if length <= 0 { return 0..<0 }
    }
    if length > 0 { return start..<min(size, start + min(length, size)) }
    return max(0, start + max(length, -size))..<start
  }

  /// Where the letters of a text begin, and where it ends.
  static func graphemes(_ text: TextBytes) -> [Int] {
    let string = String(decoding: text, as: UTF8.self)
    var places = [0]
    var place = 0
    for character in string {
      place += character.utf8.count
      places.append(place)
    }
    return places
  }

  /// The code points; what is none counts as its bytes.
  static func points(_ text: TextBytes) -> [UInt32] {
    var points: [UInt32] = []
    points.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let (scalar, length) = UTF8Scalar.decode(text, at: place)
      points.append(scalar ?? UInt32(text[place]))
      place += length
    }
    return points
  }
}
