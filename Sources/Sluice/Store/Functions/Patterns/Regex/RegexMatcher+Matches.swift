// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RegexMatcher {
  /// Calls `body` with each match that a replacement of all matches replaces.
  ///
  /// A match without bytes does not follow another one directly. Inside `body` groups are known if
  /// `needsGroups`.
  func forEachMatch(
    in text: UnsafeBufferPointer<UInt8>,
    needsGroups: Bool = false,
    _ body: (Range<Int>) -> Void
  ) {
    var (place, lastEnd) = (0, -1)
    var pause = Pause(interruption)
    while place <= text.count, pause.goesOn(at: place),
      let match = nextMatch(in: text, from: place, needsGroups)
    {
      if match.isEmpty, match.lowerBound == lastEnd {
        place += place < text.count ? Self.step(in: text, at: place) : 1
        continue
      }
      body(match)
      place = match.upperBound
      lastEnd = place
    }
  }

  /// Calls `body` with each match that extracting all matches extracts.
  ///
  /// These differ from those of ``forEachMatch(in:needsGroups:_:)``: a match without bytes may
  /// follow another one directly.
  func forEachExtraction(
    in text: UnsafeBufferPointer<UInt8>,
    needsGroups: Bool = false,
    _ body: (Range<Int>) -> Void
  ) {
    var place = 0
    var pause = Pause(interruption)
    while place <= text.count, pause.goesOn(at: place),
      let match = nextMatch(in: text, from: place, needsGroups)
    {
      body(match)
      place = match.upperBound
      if match.isEmpty {
        place = place < text.count ? UTF8Scalar.after(place, in: text) : place + 1
      }
    }
  }

  /// Calls `body` with the parts of a text between matches; without matches with the whole text.
  ///
  /// A match without bytes where a part begins parts its first code point from what follows.
  func forEachPart(of text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    var start = 0
    var pause = Pause(interruption)
    while start < text.count, pause.goesOn(at: start), let match = firstMatch(in: text, from: start)
    {
      var (end, next) = (match.lowerBound, match.upperBound)
      if next == start {
        end = UTF8Scalar.after(start, in: text)
        next = end
        if end == text.count { break }
      }
      body(start..<end)
      start = next
    }
    body(start..<text.count)
  }

  /// The length of the code point at a place, or one if there is none.
  private static func step(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    UTF8Scalar.decode(text, at: place).length
  }

  private func nextMatch(
    in text: UnsafeBufferPointer<UInt8>,
    from place: Int,
    _ needsGroups: Bool
  ) -> Range<Int>? {
    guard needsGroups else { return firstMatch(in: text, from: place) }
    return findGroups(in: text, from: place) ? range(ofGroup: 0) : nil
  }
}

/// Looks now and then whether anyone waits for more matches.
private struct Pause {
  private static let length = 1 << 18
  private let interruption: Interruption?
  private var next = length

  init(_ interruption: Interruption?) { self.interruption = interruption }

  mutating func goesOn(at place: Int) -> Bool {
    guard place >= next else { return true }
    next = place + Self.length
    return interruption?.isRequested != true
  }
}
