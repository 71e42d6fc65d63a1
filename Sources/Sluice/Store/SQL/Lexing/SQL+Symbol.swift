// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A sign of the grammar that is made of punctuation.
  enum Symbol: String, CaseIterable, Sendable {
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case comma = ","
    case semicolon = ";"
    case point = "."
    case colon = ":"
    case doubleColon = "::"
    case colonEquals = ":="
    case rightArrow = "=>"
    case arrow = "->"
    case longArrow = "->>"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case doubleSlash = "//"
    case percent = "%"
    case caret = "^"
    case doubleStar = "**"
    case equals = "="
    case doubleEquals = "=="
    case notEquals = "<>"
    case exclamationEquals = "!="
    case less = "<"
    case lessOrEquals = "<="
    case greater = ">"
    case greaterOrEquals = ">="
    case concatenate = "||"
    case ampersand = "&"
    case bar = "|"
    case leftShift = "<<"
    case rightShift = ">>"
    case tilde = "~"
    case tildeStar = "~*"
    case doubleTilde = "~~"
    case doubleTildeStar = "~~*"
    case tripleTilde = "~~~"
    case exclamation = "!"
    case exclamationTilde = "!~"
    case exclamationTildeStar = "!~*"
    case exclamationDoubleTilde = "!~~"
    case exclamationDoubleTildeStar = "!~~*"
    case at = "@"
    case startsWith = "^@"
    case overlaps = "&&"
    case contains = "@>"
    case containedIn = "<@"
    case distance = "<->"
    case cosineDistance = "<=>"
  }
}

extension SQL.Symbol {
  /// What closes it, if it opens something.
  var closing: SQL.Symbol? {
    switch self {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    default: nil
    }
  }

  /// The symbols that begin with each byte, the longest first.
  static let byFirstByte: [[(symbol: SQL.Symbol, bytes: [UInt8])]] = {
    var table: [[(symbol: SQL.Symbol, bytes: [UInt8])]] = Array(repeating: [], count: 256)
    for symbol in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let bytes = Array(symbol.rawValue.utf8)
      table[Int(bytes[0])].append((symbol, bytes))
    }
    return table
  }()
}
