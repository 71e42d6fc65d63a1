// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why a pattern cannot be used, and where in it the reason stands.
struct PatternError: Error, Hashable, Sendable {
  /// What is wrong. Texts follow those of RE2, which users of other engines know.
  enum Reason: String, Sendable {
    case missingBracket = "missing ]"
    case missingParenthesis = "missing )"
    case unexpectedParenthesis = "unexpected )"
    case trailingBackslash = "trailing \\"
    case missingRepeatArgument = "no argument for repetition operator"
    case badRepeatOperator = "bad repetition operator"
    case badRepeatSize = "invalid repetition size"
    case badEscape = "invalid escape sequence"
    case badRange = "invalid character class range"
    case badGroup = "invalid perl operator"
    case badName = "invalid named capture group"
    case badUTF8 = "invalid UTF-8"
    case nestedTooDeeply = "expression nests too deeply"
    case tooLarge = "pattern too large - compile failed"
    case badOption = "unrecognized regex option"
    case badRewriteEscape = "rewrite schema error: '\\' must be followed by a digit or '\\'"
    case badRewriteGroup = "rewrite schema requests a group that the pattern does not have"
    case escapeAtEnd = "like pattern must not end with escape character"
    case escapeTooLong = "invalid escape string: it must be empty or one character"
  }

  /// What is wrong.
  var reason: Reason
  /// The part of the pattern that is wrong.
  var fragment: String
  /// The byte of the pattern where that part begins.
  var offset: Int
}

extension PatternError: CustomStringConvertible {
  var description: String {
    fragment.isEmpty
      ? "The pattern cannot be used: \(reason.rawValue) (at byte \(offset))."
      : "The pattern cannot be used: \(reason.rawValue): '\(fragment)' (at byte \(offset))."
  }
}
