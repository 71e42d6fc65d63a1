// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The parts of a wildcard pattern between those that match any bytes.
///
/// ```text
/// ab%c_d%e      head ab | middle c_d | tail e
/// ```
/// Each part has a fixed number of code points. So the first place where a part in the middle
/// matches is as good as any other, and the last part can only stand at the end.
final class WildcardSegments: Sendable {
  /// A run of what has a fixed number of code points.
  private struct Segment: Sendable {
    var pieces: [Piece] = []
    /// The number of code points.
    var points = 0
    /// The piece that is looked for first, and the code points before it; `nil` if none is bytes.
    var anchor: (search: SubstringSearch, points: Int)?
  }

  private enum Piece: Sendable {
    case bytes(SubstringSearch)
    case one
    case set(CodePointSet)
  }

  private let head: Segment
  private let middle: [Segment]
  /// The part at the end; `nil` if the head is the whole pattern.
  private let tail: Segment?

  /// Parts a pattern at what matches any bytes.
  init(_ tokens: [WildcardToken]) {
    var segments = [Segment()]
    for token in tokens {
      let last = segments.count - 1
      switch token {
      case .many: segments.append(Segment())
      case .one:
        segments[last].pieces.append(.one)
        segments[last].points += 1
      case .set(let set):
        segments[last].pieces.append(.set(set))
        segments[last].points += 1
      case .bytes(let bytes):
        let search = SubstringSearch(bytes)
        if segments[last].anchor == nil { segments[last].anchor = (search, segments[last].points) }
        segments[last].pieces.append(.bytes(search))
        segments[last].points += bytes.count { !UTF8Scalar.isContinuation($0) }
      }
    }
    head = segments[0]
    tail = segments.count > 1 ? segments[segments.count - 1] : nil
    middle = segments.count > 2 ? Array(segments[1..<segments.count - 1]) : []
  }

  /// Whether a text matches.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = Self.end(of: head, in: text, at: 0)
    guard place >= 0 else { return false }
    guard let tail else { return place == text.count }
    let tailStart = Self.start(of: tail, in: text)
    guard tailStart >= place, Self.end(of: tail, in: text, at: tailStart) == text.count else {
      return false
    }
    let rest = UnsafeBufferPointer(rebasing: text[..<tailStart])
    for segment in middle {
      place = Self.find(segment, in: rest, from: place)
      if place < 0 { return false }
    }
    return true
  }

  /// The place behind a segment that stands at a place; -1 if it does not.
  private static func end(
    of segment: Segment,
    in text: UnsafeBufferPointer<UInt8>,
    at start: Int
  ) -> Int {
    var place = start
    for piece in segment.pieces {
      switch piece {
      case .bytes(let search):
        guard search.stands(in: text, at: place) else { return -1 }
        place += search.count
      case .one:
        guard place < text.count else { return -1 }
        place = UTF8Scalar.after(place, in: text)
      case .set(let set):
        guard place < text.count else { return -1 }
        let (scalar, length) = UTF8Scalar.decode(text, at: place)
        guard let scalar, set.contains(scalar) else { return -1 }
        place += length
      }
    }
    return place
  }

  /// The place of a segment that ends where the text does; -1 if the text is too short.
  private static func start(of segment: Segment, in text: UnsafeBufferPointer<UInt8>) -> Int {
    back(segment.points, in: text, from: text.count)
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
  private static func find(
    _ segment: Segment,
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) -> Int {
    guard let anchor = segment.anchor else {
      var place = start
      while place <= text.count {
        let end = end(of: segment, in: text, at: place)
        if end >= 0 { return end }
        guard place < text.count else { break }
        place = UTF8Scalar.after(place, in: text)
      }
      return -1
    }
    var from = start
    for _ in 0..<anchor.points {
      guard from < text.count else { return -1 }
      from = UTF8Scalar.after(from, in: text)
    }
    while true {
      let found = anchor.search.place(in: text, from: from)
      if found < 0 { return -1 }
      // With bytes alone, this is it.
      if segment.pieces.count == 1 { return found + anchor.search.count }
      let begin = back(anchor.points, in: text, from: found)
      if begin >= start {
        let end = end(of: segment, in: text, at: begin)
        if end >= 0 { return end }
      }
      from = found + 1
    }
  }
}
