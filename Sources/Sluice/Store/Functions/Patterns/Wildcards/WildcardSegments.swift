// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Ranges of pieces are made with them; places are those of the text.

/// The parts of a wildcard pattern between those that match any bytes. Immutable.
///
/// ```text
/// ab%c_d%e      head ab | middle c_d | tail e
/// ```
/// Each part has a fixed number of code points. So the first place where a part in the middle
/// matches is as good as any other, and the last part can only stand at the end.
final class WildcardSegments: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that the memory is not written to after `init`.

  /// A run of what has a fixed number of code points.
  private struct Segment: BitwiseCopyable {
    /// The first piece.
    var first = 0
    /// The number of pieces.
    var count = 0
    /// The number of code points.
    var points = 0
    /// The bytes that are looked for; `nil` if no piece is bytes.
    var anchor: Needle?
    /// The code points before these bytes.
    var anchorPoints = 0
  }

  /// A part of a segment: bytes, a code point of a set, or any code point.
  private struct Piece: BitwiseCopyable {
    var needle: Needle?
    var set: Int?
  }

  private let segments: UnsafeMutablePointer<Segment>
  private let segmentCount: Int
  private let pieces: UnsafeMutablePointer<Piece>
  private let sets: [CodePointSet]
  // What the needles are of.
  private let searches: [SubstringSearch]

  /// Parts a pattern at what matches any bytes.
  init(_ tokens: [WildcardToken]) {
    var segments = [Segment()]
    var pieces: [Piece] = []
    var sets: [CodePointSet] = []
    var searches: [SubstringSearch] = []
    for token in tokens {
      let last = segments.count - 1
      switch token {
      case .many:
        segments.append(Segment(first: pieces.count))
        continue
      case .one:
        pieces.append(Piece())
        segments[last].points += 1
      case .set(let set):
        pieces.append(Piece(set: sets.count))
        sets.append(set)
        segments[last].points += 1
      case .bytes(let bytes):
        let search = SubstringSearch(bytes)
        searches.append(search)
        pieces.append(Piece(needle: search.needle))
        if segments[last].anchor == nil {
          segments[last].anchor = search.needle
          segments[last].anchorPoints = segments[last].points
        }
        segments[last].points += bytes.count { !UTF8Scalar.isContinuation($0) }
      }
      segments[last].count += 1
    }
    self.segments = .allocate(capacity: segments.count)
    segmentCount = segments.count
    for (place, segment) in segments.enumerated() {
      (self.segments + place).initialize(to: segment)
    }
    self.pieces = .allocate(capacity: max(1, pieces.count))
    for (place, piece) in pieces.enumerated() { (self.pieces + place).initialize(to: piece) }
    self.sets = sets
    self.searches = searches
  }

  deinit {
    segments.deallocate()
    pieces.deallocate()
  }

  /// Whether a text matches. If it is folded, it counts as lower case, and has to be ASCII.
  func matches(_ text: UnsafeBufferPointer<UInt8>, isFolding: Bool) -> Bool {
    var place = end(of: segments, in: text, at: 0, isFolding)
    guard place >= 0 else { return false }
    guard segmentCount > 1 else { return place == text.count }
    let tail = segments + (segmentCount - 1)
    let tailStart = Self.back(tail.pointee.points, in: text, from: text.count)
    guard tailStart >= place, end(of: tail, in: text, at: tailStart, isFolding) == text.count else {
      return false
    }
    let rest = UnsafeBufferPointer(start: text.baseAddress, count: tailStart)
    for number in 1..<segmentCount - 1 {
      place = find(segments + number, in: rest, from: place, isFolding)
      if place < 0 { return false }
    }
    return true
  }

  /// The place behind a segment that stands at a place; -1 if it does not.
  private func end(
    of segment: UnsafeMutablePointer<Segment>,
    in text: UnsafeBufferPointer<UInt8>,
    at start: Int,
    _ isFolding: Bool
  ) -> Int {
    var place = start
    var piece = pieces + segment.pointee.first
    let last = piece + segment.pointee.count
    while piece < last {
      defer { piece += 1 }
      if let needle = piece.pointee.needle {
        guard needle.stands(in: text, at: place, isFolding: isFolding) else { return -1 }
        place += needle.count
        continue
      }
      guard place < text.count else { return -1 }
      if let set = piece.pointee.set {
        let (scalar, length) = UTF8Scalar.decode(text, at: place)
        guard let scalar, sets[set].contains(scalar) else { return -1 }
        place += length
      } else {
        place = UTF8Scalar.after(place, in: text)
      }
    }
    return place
  }

  /// The place some code points before another; -1 if there are too few.
  private static func back(
    _ points: Int,
    in text: UnsafeBufferPointer<UInt8>,
    from end: Int
  ) -> Int {
    var place = end
    for _ in 0..<points {
      guard place > 0 else { return -1 }
      place -= 1
      while place > 0, UTF8Scalar.isContinuation(text[place]) { place -= 1 }
    }
    return place
  }

  /// The place behind the first occurrence of a segment; -1 if there is none.
  private func find(
    _ segment: UnsafeMutablePointer<Segment>,
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    _ isFolding: Bool
  ) -> Int {
    guard let anchor = segment.pointee.anchor else {
      var place = start
      while place <= text.count {
        let end = end(of: segment, in: text, at: place, isFolding)
        if end >= 0 { return end }
        guard place < text.count else { break }
        place = UTF8Scalar.after(place, in: text)
      }
      return -1
    }
    var from = start
    for _ in 0..<segment.pointee.anchorPoints {
      guard from < text.count else { return -1 }
      from = UTF8Scalar.after(from, in: text)
    }
    while true {
      let found = anchor.place(in: text, from: from, isFolding: isFolding)
      if found < 0 { return -1 }
      // With bytes alone, this is it.
      if segment.pointee.count == 1 { return found + anchor.count }
      let begin = Self.back(segment.pointee.anchorPoints, in: text, from: found)
      if begin >= start {
        let end = end(of: segment, in: text, at: begin, isFolding)
        if end >= 0 { return end }
      }
      from = found + 1
    }
  }
}
