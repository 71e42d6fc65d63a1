// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Matches an expression by trying one way after the other, as it is written down in books.
///
/// It takes as long as it takes: for short texts only.
struct NaiveMatcher {
  private let tree: RegexTree
  private let bytes: [UInt8]
  private let scalars: [(place: Int, scalar: UInt32, length: Int)?]

  init(_ pattern: String, _ text: String) throws {
    tree = try withBytes(pattern) { try RegexParser.parse($0, RegexOptions()) }
    bytes = Array(text.utf8)
    var scalars = [(place: Int, scalar: UInt32, length: Int)?](
      repeating: nil,
      count: bytes.count + 1
    )
    var place = 0
    for scalar in text.unicodeScalars {
      let length = String(scalar).utf8.count
      scalars[place] = (place, scalar.value, length)
      place += length
    }
    self.scalars = scalars
  }

  private typealias Slots = [Range<Int>?]
  private typealias Rest = (Int, Slots) -> Slots?

  /// The first match and its groups; empty if nothing matches.
  func groups() -> [Range<Int>?] {
    for start in 0...bytes.count {
      let none = Slots(repeating: nil, count: tree.groupCount + 1)
      let found = match(tree.root, start, none) { end, slots in
        var slots = slots
        slots[0] = start..<end
        return slots
      }
      if let found { return found }
    }
    return []
  }

  /// Whether all of the text matches.
  func isFullMatch() -> Bool {
    let none = Slots(repeating: nil, count: tree.groupCount + 1)
    return match(tree.root, 0, none) { end, slots in end == bytes.count ? slots : nil } != nil
  }

  private func match(_ node: Int, _ place: Int, _ slots: Slots, _ rest: Rest) -> Slots? {
    switch tree.kinds[node] {
    case .empty: return rest(place, slots)
    case .scalar(let scalar):
      guard let at = scalars[place], at.scalar == scalar else { return nil }
      return rest(place + at.length, slots)
    case .set(let set):
      guard let at = scalars[place], set.contains(at.scalar) else { return nil }
      return rest(place + at.length, slots)
    case .anyByte: return place < bytes.count ? rest(place + 1, slots) : nil
    case .assertion(let assertion):
      return holds(assertion, at: place) ? rest(place, slots) : nil
    case .sequence(let children): return sequence(children[...], place, slots, rest)
    case .choice(let children):
      for child in children {
        if let found = match(child, place, slots, rest) { return found }
      }
      return nil
    case .repetition(let child, let least, let most, let isGreedy):
      return repetition(child, least, most, isGreedy, place, slots, rest)
    case .group(let child, let number):
      return match(child, place, slots) { end, slots in
        var slots = slots
        slots[number] = place..<end
        return rest(end, slots)
      }
    }
  }

  private func sequence(
    _ children: ArraySlice<Int>,
    _ place: Int,
    _ slots: Slots,
    _ rest: Rest
  ) -> Slots? {
    guard let first = children.first else { return rest(place, slots) }
    return match(first, place, slots) { sequence(children.dropFirst(), $0, $1, rest) }
  }

  private func repetition(
    _ child: Int,
    _ least: Int,
    _ most: Int?,
    _ isGreedy: Bool,
    _ place: Int,
    _ slots: Slots,
    _ rest: Rest
  ) -> Slots? {
    if least > 0 {
      return match(child, place, slots) {
        repetition(child, least - 1, most.map { $0 - 1 }, isGreedy, $0, $1, rest)
      }
    }
    if most == 0 { return rest(place, slots) }
    if !isGreedy, let found = rest(place, slots) { return found }
    let again = match(child, place, slots) { end, slots in
      end == place ? nil : repetition(child, 0, most.map { $0 - 1 }, isGreedy, end, slots, rest)
    }
    return again ?? (isGreedy ? rest(place, slots) : nil)
  }

  private func holds(_ assertion: RegexAssertion, at place: Int) -> Bool {
    func isWord(_ place: Int) -> Bool {
      guard bytes.indices.contains(place) else { return false }
      let character = Character(Unicode.Scalar(bytes[place]))
      return character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
    switch assertion {
    case .beginText: return place == 0
    case .endText: return place == bytes.count
    case .beginLine: return place == 0 || bytes[place - 1] == 0x0A
    case .endLine: return place == bytes.count || bytes[place] == 0x0A
    case .wordBoundary: return isWord(place - 1) != isWord(place)
    default: return isWord(place - 1) == isWord(place)
    }
  }
}
