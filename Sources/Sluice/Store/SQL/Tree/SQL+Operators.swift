// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// An operator with one operand.
  enum UnaryOperator: String, Hashable, Sendable {
    case plus = "+"
    case minus = "-"
    /// The bits of an integer, inverted.
    case complement = "~"
    /// The value without its sign.
    case magnitude = "@"
    /// Stands behind its operand: `5!`.
    case factorial = "!"
  }

  /// An operator that stands between operands and can follow another of its precedence.
  enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case multiply = "*"
    case divide = "/"
    case integerDivide = "//"
    case modulo = "%"
    /// Also written `**`.
    case power = "^"
    case concatenate = "||"
    case bitAnd = "&"
    case bitOr = "|"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case startsWith = "^@"
    case overlaps = "&&"
    case contains = "@>"
    case containedIn = "<@"
    case distance = "<->"
    case cosineDistance = "<=>"
    /// A part of JSON, or what looks like it: see ``Expression/lambda``.
    case arrow = "->"
    /// A part of JSON as a text.
    case longArrow = "->>"
  }

  /// An operator with the operand on its right.
  struct BinaryStep: Sendable {
    var `operator`: BinaryOperator
    var operand: Expression
    /// Where the operator stands.
    var range: SourceRange
  }

  /// An operator that says whether two values stand in some order.
  enum ComparisonOperator: String, Hashable, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// What `IS` asks for. `UNKNOWN` is the null of booleans.
  enum TruthTest: String, Hashable, Sendable {
    case null = "NULL"
    case `true` = "TRUE"
    case `false` = "FALSE"
    case unknown = "UNKNOWN"
  }

  /// A language of patterns.
  enum PatternKind: String, Hashable, Sendable {
    /// Also written `~~`.
    case like = "LIKE"
    /// Also written `~~*`.
    case ilike = "ILIKE"
    /// Also written `~~~`.
    case glob = "GLOB"
    case similar = "SIMILAR TO"
    /// A regular expression.
    case regex = "~"
    /// A regular expression to which case does not matter.
    case regexIgnoringCase = "~*"
  }

  /// Whether a text is as a pattern says.
  struct PatternTest: Sendable {
    var kind: PatternKind
    var operand: Expression
    var pattern: Expression
    /// What stands after `ESCAPE`.
    var escape: Expression?
    var isNegated: Bool
  }

  struct Between: Sendable {
    var operand: Expression
    var lower: Expression
    var upper: Expression
    /// Whether the bounds may stand in either order.
    var isSymmetric: Bool
    var isNegated: Bool
  }

  /// A comparison with many values.
  struct Quantified: Sendable {
    enum Test: Sendable {
      case comparison(ComparisonOperator)
      case pattern(PatternKind, isNegated: Bool)
    }

    enum Candidates: Sendable {
      case query(Query)
      /// A list.
      case value(Expression)
    }

    var operand: Expression
    var test: Test
    /// Whether all values must pass, not just one of them.
    var isForAll: Bool
    var candidates: Candidates
  }
}
