// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What the symbols are when they stand between two operands.

extension SQL.Symbol {
  var binaryOperator: SQL.BinaryOperator? {
    switch self {
    case .plus: .plus
    case .minus: .minus
    case .star: .multiply
    case .slash: .divide
    case .doubleSlash: .integerDivide
    case .percent: .modulo
    case .caret, .doubleStar: .power
    case .concatenate: .concatenate
    case .ampersand: .bitAnd
    case .bar: .bitOr
    case .leftShift: .shiftLeft
    case .rightShift: .shiftRight
    case .startsWith: .startsWith
    case .overlaps: .overlaps
    case .contains: .contains
    case .containedIn: .containedIn
    case .distance: .distance
    case .cosineDistance: .cosineDistance
    case .arrow: .arrow
    case .longArrow: .longArrow
    default: nil
    }
  }

  var comparison: SQL.ComparisonOperator? {
    switch self {
    case .equals, .doubleEquals: .equal
    case .notEquals, .exclamationEquals: .notEqual
    case .less: .less
    case .lessOrEquals: .lessOrEqual
    case .greater: .greater
    case .greaterOrEquals: .greaterOrEqual
    default: nil
    }
  }

  var pattern: (kind: SQL.PatternKind, isNegated: Bool)? {
    switch self {
    case .tilde: (.regex, false)
    case .exclamationTilde: (.regex, true)
    case .tildeStar: (.regexIgnoringCase, false)
    case .exclamationTildeStar: (.regexIgnoringCase, true)
    case .doubleTilde: (.like, false)
    case .exclamationDoubleTilde: (.like, true)
    case .doubleTildeStar: (.ilike, false)
    case .exclamationDoubleTildeStar: (.ilike, true)
    case .tripleTilde: (.glob, false)
    default: nil
    }
  }
}
