// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// How tightly operators bind, from loose to tight.
  enum Precedence: Int, Comparable, Sendable {
    /// `->`, so that the body of a lambda is as long as can be.
    case arrow
    case or
    case and
    case not
    case `is`
    case comparison
    /// `LIKE`, `IN`, `BETWEEN`.
    case membership
    /// `!`
    case postfix
    /// `||`, `->>`, `&`, `~` and all others without a level of their own.
    case other
    case sum
    case product
    case power
    case timeZone
    case collate
    case sign
    /// `::`, `[…]`, `.`, and what needs no parentheses at all.
    case primary

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }
}

extension SQL.BinaryOperator {
  var precedence: SQL.Precedence {
    switch self {
    case .plus, .minus: .sum
    case .multiply, .divide, .integerDivide, .modulo: .product
    case .power: .power
    case .arrow: .arrow
    default: .other
    }
  }
}

extension SQL.PatternKind {
  var precedence: SQL.Precedence {
    self == .regex || self == .regexIgnoringCase ? .other : .membership
  }
}

extension SQL.UnaryOperator {
  var precedence: SQL.Precedence {
    switch self {
    case .plus, .minus: .sign
    case .complement, .magnitude: .other
    case .factorial: .postfix
    }
  }
}
