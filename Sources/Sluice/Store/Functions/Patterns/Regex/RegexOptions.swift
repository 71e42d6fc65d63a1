// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How a regular expression is read.
struct RegexOptions: Hashable, Sendable {
  /// Whether case matters not: `(?i)`.
  var ignoresCase = false
  /// Whether `.` matches a line feed too: `(?s)`.
  var dotMatchesNewline = false
  /// Whether `^` and `$` match at lines, not only at the ends of the text: `(?m)`.
  var isMultiLine = false
  /// Whether operators are lazy, and those with a `?` greedy: `(?U)`.
  var isLazy = false
  /// Whether the pattern is a text to look for, without operators.
  var isLiteral = false
  /// Whether a replacement replaces all matches. Matching does not ask for it.
  var isGlobal = false

  /// What a pattern means without options.
  init() {}

  /// Reads the letters that SQL functions take: `c i l m n p s g`, and spaces.
  ///
  /// - Throws: ``PatternError`` for other letters.
  init(letters: UnsafeBufferPointer<UInt8>) throws(PatternError) {
    for (place, letter) in letters.enumerated() {
      switch letter {
      case UInt8(ascii: "c"): ignoresCase = false
      case UInt8(ascii: "i"): ignoresCase = true
      case UInt8(ascii: "l"): isLiteral = true
      // Sensitive to line feeds: a dot does not match one. It does not move the anchors.
      case UInt8(ascii: "m"), UInt8(ascii: "n"), UInt8(ascii: "p"): dotMatchesNewline = false
      case UInt8(ascii: "s"): dotMatchesNewline = true
      case UInt8(ascii: "g"): isGlobal = true
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"): continue
      default:
        let fragment = String(decoding: letters[place...].prefix(1), as: UTF8.self)
        throw PatternError(reason: .badOption, fragment: fragment, offset: place)
      }
    }
  }
}
