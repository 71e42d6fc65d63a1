// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Something in `FROM`.
  struct TableReference: Sendable {
    var kind: Kind
    var alias: TableAlias?
    /// `TABLESAMPLE …`.
    var sample: Sample?
    var range: SourceRange

    indirect enum Kind: Sendable {
      /// A table, a view or a common table.
      case table(QualifiedName)
      /// `'trips.csv'`.
      case file(String)
      /// `range(10)`.
      case function(TableFunction)
      /// `(SELECT …)`, perhaps with `LATERAL` before it; `VALUES …` is one as well.
      case query(Query, isLateral: Bool)
      /// Joins, to be made from left to right; none around a table with an alias inside parentheses.
      case join(TableReference, [JoinStep])
      /// `t PIVOT (…)`.
      case pivot(Pivot)
      /// `t UNPIVOT (…)`.
      case unpivot(Unpivot)
    }
  }

  struct TableAlias: Sendable {
    var name: Name
    /// New names of the first columns.
    var columns: [Name] = []
  }

  struct TableFunction: Sendable {
    var name: QualifiedName
    /// Here `name = value` names an argument as well.
    var arguments: [Argument]
    /// Whether a column counts the rows: `WITH ORDINALITY`.
    var hasOrdinality: Bool
    var isLateral: Bool
  }

  /// A join with what stands on its right.
  struct JoinStep: Sendable {
    enum Kind: String, Hashable, Sendable {
      case inner = "INNER"
      case left = "LEFT"
      case right = "RIGHT"
      case full = "FULL"
      case semi = "SEMI"
      case anti = "ANTI"
      case cross = "CROSS"
      case positional = "POSITIONAL"
      /// All rows of the left, with a column that says whether they have a partner.
      case mark = "MARK"
      /// As `LEFT`, and more than one partner is an error.
      case single = "SINGLE"
      case rightSemi = "RIGHT_SEMI"
      case rightAnti = "RIGHT_ANTI"

      /// Whether it is written as `JOIN BY (TYPE …)`.
      var isNamedByType: Bool {
        switch self {
        case .mark, .single, .rightSemi, .rightAnti: true
        default: false
        }
      }
    }

    var kind: Kind
    /// `ASOF`: with the nearest row, not with all.
    var isAsof: Bool
    var table: TableReference
    var condition: JoinCondition
    /// Where the words of the join stand.
    var range: SourceRange
  }

  enum JoinCondition: Sendable {
    /// None, as `CROSS` and `POSITIONAL` joins have it.
    case none
    case natural
    case on(Expression)
    case using([Name])
    /// `NEAREST 3 BY DISTANCE …`.
    indirect case nearest(NearestRows)
  }

  /// The rows that come nearest to one on the left.
  struct NearestRows: Sendable {
    /// `EXACT` or `APPROX`; `nil` if nothing is written.
    var isExact: Bool?
    /// How many; `nil` for one.
    var count: Int64?
    /// Whether the greatest values are the nearest ones: `SIMILARITY`, not `DISTANCE`.
    var isSimilarity: Bool
    var measure: Expression
    var range: SourceRange
  }
}
