// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Something that has rows: a body, with what is done to all of its rows at the end.
  struct Query: Sendable {
    var with: With?
    var body: QueryBody
    var order: [OrderItem] = []
    var limit: Limit?
    var offset: Expression?
    var range: SourceRange
  }

  /// Where the rows of a query come from.
  indirect enum QueryBody: Sendable {
    case select(Select)
    case values(Values)
    case setOperation(SetOperation)
    /// A query in parentheses, where they matter.
    case query(Query)
    /// `PIVOT t ON …`.
    case pivot(Pivot)
    /// `UNPIVOT t ON …`.
    case unpivot(Unpivot)
    /// `DESCRIBE`, `SHOW` and `SUMMARIZE`.
    case description(Description)
  }

  /// `VALUES (1, 2), (3, 4)`.
  struct Values: Sendable {
    var rows: [[Expression]]
    var range: SourceRange
  }

  /// Operations of one precedence, to be applied from left to right: `a UNION b EXCEPT c`.
  struct SetOperation: Sendable {
    enum Kind: String, Hashable, Sendable {
      case union = "UNION"
      case intersect = "INTERSECT"
      case except = "EXCEPT"
    }

    var first: QueryBody
    /// At least one.
    var steps: [SetOperationStep]
  }

  /// A set operation with what stands on its right.
  struct SetOperationStep: Sendable {
    var kind: SetOperation.Kind
    /// Whether rows that occur several times do so in the result.
    var isAll: Bool
    /// Whether columns find each other by name, not by place.
    var isByName: Bool
    var body: QueryBody
    /// Where the words of the operation stand.
    var range: SourceRange
  }

  struct With: Sendable {
    var isRecursive: Bool
    var tables: [CommonTable]
    var range: SourceRange
  }

  /// `name (columns) AS (query)` of a clause `WITH`.
  struct CommonTable: Sendable {
    var name: Name
    var columns: [Name] = []
    /// `USING KEY (…)`: by what rows of a recursion replace each other.
    var key: [SelectItem] = []
    /// `MATERIALIZED` or `NOT MATERIALIZED`; `nil` leaves it open.
    var isMaterialized: Bool?
    /// A query, or a statement that returns rows.
    var statement: Statement
    var range: SourceRange
  }

  /// What rows are ordered by, first.
  struct OrderItem: Sendable {
    enum Target: Sendable {
      case expression(Expression)
      /// `ORDER BY ALL`: all columns from left to right.
      case all
    }

    enum Direction: String, Hashable, Sendable {
      case ascending = "ASC"
      case descending = "DESC"
    }

    var target: Target
    /// `nil` if nothing is written.
    var direction: Direction?
    /// `NULLS FIRST` or `NULLS LAST`; `nil` if nothing is written.
    var areNullsFirst: Bool?
    var range: SourceRange
  }

  /// How many rows there may be.
  struct Limit: Sendable {
    /// `nil` for `LIMIT ALL`.
    var amount: Expression?
    /// Whether the amount counts in hundredths of all rows.
    var isPercent: Bool
    var range: SourceRange
  }

  /// `DESCRIBE t`, `SHOW TABLES`, `SUMMARIZE SELECT …`.
  struct Description: Sendable {
    enum Kind: String, Hashable, Sendable {
      case describe = "DESCRIBE"
      case show = "SHOW"
      case summarize = "SUMMARIZE"
    }

    enum Target: Sendable {
      /// A table, or with `SHOW`, perhaps a setting.
      case name(QualifiedName)
      case query(Query)
      /// `SHOW TABLES`, with the schema of `FROM schema`; also `DESCRIBE` with nothing after it.
      case tables(QualifiedName?)
      /// `SHOW ALL TABLES`.
      case allTables
      case databases
      case schemas
      /// `SHOW ALL`: the settings.
      case settings
      case variables
    }

    var kind: Kind
    var target: Target
    var range: SourceRange
  }
}
