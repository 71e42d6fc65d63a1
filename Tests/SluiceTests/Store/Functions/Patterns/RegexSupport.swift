// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Calls `body` with bytes, which are gone afterwards.
func withBytes<Result>(
  _ bytes: some Sequence<UInt8>,
  _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
) rethrows -> Result {
  try Array(bytes).withUnsafeBufferPointer(body)
}

/// Calls `body` with the bytes of a text, which are gone afterwards.
func withBytes<Result>(
  _ text: String,
  _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
) rethrows -> Result {
  try withBytes(text.utf8, body)
}

extension RegexMatcher {
  /// A matcher of a pattern.
  convenience init(_ pattern: String, _ letters: String = "") throws {
    self.init(try RegexPattern(pattern, try withBytes(letters) { try RegexOptions(letters: $0) }))
  }

  /// The match and its groups; a group that took no part is `nil`. Empty if nothing matches.
  func groups(_ text: String, from start: Int = 0) -> [Range<Int>?] {
    guard withBytes(text, { findGroups(in: $0, from: start) }) else { return [] }
    return (0...pattern.groupCount).map { range(ofGroup: $0) }
  }

  /// Whether anything in a text matches.
  func contains(_ text: String) -> Bool { withBytes(text) { contains($0) } }

  /// Whether all of a text matches.
  func isFullMatch(_ text: String) -> Bool { withBytes(text) { isFullMatch($0) } }
}

/// Makes expressions of a few letters, in which all that an expression can be made of is found.
struct RandomExpressions {
  var random: SplitMix
  /// Whether loops may hold what may be empty: there simple models and engines differ.
  var hasEmptyLoops = false

  init(seed: UInt64) { random = SplitMix(state: seed) }

  private static let atoms = [
    "a", "b", "c", "A", "é", "日", ".", "[ab]", "[^a]", "[^b-é]", "\\w", "\\W", "[[:upper:]]",
    "\\pL",
    "(?i:a)", "(?i:É)", "(?s:.)", "\\n",
  ]
  private static let assertions = ["^", "$", "\\b", "\\B", "(?m:^)", "(?m:$)"]
  private static let operators = [
    "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "{0}",
  ]

  /// An expression of a depth.
  mutating func next(_ depth: Int) -> String {
    switch depth == 0 ? 0 : Int.random(in: 0..<9, using: &random) {
    case 0, 1: return Self.atoms.randomElement(using: &random) ?? ""
    case 2: return Self.assertions.randomElement(using: &random) ?? ""
    case 3, 4: return next(depth - 1) + next(depth - 1)
    case 5: return "(?:\(next(depth - 1))|\(next(depth - 1)))"
    case 6: return "(\(next(depth - 1))|\(next(depth - 1)))"
    case 7: return "(\(next(depth - 1)))"
    default:
      let inner = "(?:\(next(depth - 1)))"
      let repeated = inner + (Self.operators.randomElement(using: &random) ?? "")
      if !hasEmptyLoops, let matcher = try? RegexMatcher(inner), matcher.isFullMatch("") {
        return inner
      }
      // A boundary or an anchor takes nothing either, though it does not match an empty text.
      return hasEmptyLoops || !Self.mayBeEmpty(inner) ? repeated : inner
    }
  }

  /// A text of up to `count` letters.
  mutating func text(_ count: Int) -> String {
    let letters: [Character] = ["a", "b", "c", "A", "é", "É", "日", "\n", " ", "_"]
    return String(
      (0..<Int.random(in: 0...count, using: &random)).compactMap { _ in
        letters.randomElement(using: &random)
      }
    )
  }

  private static func mayBeEmpty(_ expression: String) -> Bool {
    let tree = withBytes(expression) { try? RegexParser.parse($0, RegexOptions()) }
    guard let tree else { return true }
    return tree.isNullable[tree.root]
  }
}
