// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression in place of a text, which it has to match as a whole, or must not.
struct Pattern {
  private let source: String
  private let isWanted: Bool

  /// The pattern that `text` writes, or `nil` if it is a plain text.
  init?(_ text: String) {
    for (mark, isWanted) in [("<REGEX>:", true), ("<!REGEX>:", false)] where text.hasPrefix(mark) {
      source = String(text.dropFirst(mark.count))
      self.isWanted = isWanted
      return
    }
    return nil
  }

  func accepts(_ text: String) throws(Malformed) -> Bool {
    let isMatch: Bool
    do {
      let expression = try Regex(source).dotMatchesNewlines().matchingSemantics(.unicodeScalar)
      isMatch = try expression.wholeMatch(in: text) != nil
    } catch {
      throw Malformed("'\(source)' is no regular expression: \(error)")
    }
    return isMatch == isWanted
  }
}
