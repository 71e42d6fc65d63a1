// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// One `SELECT` with its clauses. `FROM t` alone selects a star.
  struct Select: Sendable {
    enum Distinction: Sendable {
      /// `DISTINCT`.
      case rows
      /// `DISTINCT ON (…)`.
      case on([Expression])
    }

    var distinct: Distinction?
    var items: [SelectItem]
    /// The tables between commas.
    var from: [TableReference] = []
    var filter: Expression?
    var group: GroupBy?
    var having: Expression?
    var windows: [NamedWindow] = []
    var qualify: Expression?
    /// `USING SAMPLE …`.
    var sample: Sample?
    var range: SourceRange
  }

  /// An expression, and the name of its column if it has one.
  struct SelectItem: Sendable {
    var expression: Expression
    var alias: Name?
    var range: SourceRange
  }

  /// `WINDOW name AS (…)`.
  struct NamedWindow: Sendable {
    var name: Name
    var definition: WindowDefinition
  }

  struct GroupBy: Sendable {
    enum Items: Sendable {
      /// `GROUP BY ALL`: by everything that is selected and is no aggregate.
      case all
      case items([GroupingItem])
    }

    var items: Items
    var range: SourceRange
  }

  /// What rows are grouped by. Several items stand for every combination of their groupings.
  indirect enum GroupingItem: Sendable {
    /// An expression, or the number of what is selected.
    case expression(Expression)
    /// `()`: all rows in one group.
    case empty
    case rollup([Expression])
    case cube([Expression])
    case sets([GroupingItem])
  }

  /// `TABLESAMPLE` and `USING SAMPLE`.
  struct Sample: Sendable {
    var amount: Expression
    /// Whether the amount counts in hundredths of all rows.
    var isPercent: Bool
    /// `reservoir`, `bernoulli`, `system`.
    var method: Name?
    /// What makes the choice the same each time.
    var seed: Expression?
    var range: SourceRange
  }
}
