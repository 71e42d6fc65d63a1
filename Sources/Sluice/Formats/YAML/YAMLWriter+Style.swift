// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension YAMLWriter {
  /// How a text is written.
  enum Style {
    case plain, single, singleManyLines, double, doubleManyLines

    var isManyLines: Bool { self == .singleManyLines || self == .doubleManyLines }

    /// The simplest style that means `text` and nothing else.
    init(_ text: String) {
      let scalars = Array(text.unicodeScalars)
      let isManyLines = scalars.contains(where: Self.isBreak)
      var needsQuotes = YAMLScalar(text) != .text || isManyLines
      var needsEscapes = false
      if text.hasPrefix("---") || text.hasPrefix("...") { needsQuotes = true }
      for (index, scalar) in scalars.enumerated() {
        let isFollowedByBlank = index + 1 >= scalars.count || Self.isBlank(scalars[index + 1])
        let isPrecededByBlank = index == 0 || Self.isBlank(scalars[index - 1])
        switch scalar {
        case " ":
          if index == 0 || index == scalars.count - 1 { needsQuotes = true }
          if index > 0 && Self.isBreak(scalars[index - 1]) { needsEscapes = true }
          if index + 1 < scalars.count && Self.isBreak(scalars[index + 1]) { needsEscapes = true }
        case "#" where isPrecededByBlank, ":" where isFollowedByBlank:
          needsQuotes = true
        case ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
          if index == 0 { needsQuotes = true }
        case "?" where isFollowedByBlank && index == 0, "-" where isFollowedByBlank && index == 0:
          needsQuotes = true
        case "\n", "\u{85}", "\u{2028}", "\u{2029}", " "..."~":
          break
        default:
          if !Self.isPrintable(scalar) { needsEscapes = true }
        }
      }
      if needsEscapes || isManyLines && scalars.contains(where: { $0 != "\n" && Self.isBreak($0) })
      {
        self = isManyLines ? .doubleManyLines : .double
      } else if needsQuotes {
        self = isManyLines ? .singleManyLines : .single
      } else {
        self = .plain
      }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "\n" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "\0" || scalar == " " || scalar == "\t" || scalar == "\r" || isBreak(scalar)
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "\u{FEFF}": false
      case "\u{85}", "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        true
      default: false
      }
    }
  }
}
