// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  struct Insert: Sendable {
    /// What happens to rows whose key is there already.
    enum Replacement: String, Hashable, Sendable {
      case replace = "REPLACE"
      case ignore = "IGNORE"
    }

    enum Rows: Sendable {
      case query(Query)
      case defaultValues
    }

    var with: With?
    /// `INSERT OR REPLACE`, `INSERT OR IGNORE`.
    var replacement: Replacement?
    var table: QualifiedName
    var alias: Name?
    /// Empty for all columns in their order.
    var columns: [Name] = []
    /// Whether columns find each other by name, not by place.
    var isByName = false
    var rows: Rows
    var conflict: OnConflict?
    var returning: [SelectItem] = []
  }

  /// `ON CONFLICT (…) WHERE … DO …`.
  struct OnConflict: Sendable {
    enum Action: Sendable {
      case nothing
      case update([Assignment], filter: Expression?)
    }

    /// The columns of the key; empty for any key.
    var columns: [Name]
    var filter: Expression?
    var action: Action
    var range: SourceRange
  }

  /// `a = 1`, and `(a, b) = (1, 2)`.
  struct Assignment: Sendable {
    /// The columns, or the fields of columns.
    var targets: [QualifiedName]
    /// Whether parentheses stand around the targets, so that the value is a row.
    var isTuple: Bool
    var value: Expression
    var range: SourceRange
  }

  struct Update: Sendable {
    var with: With?
    var table: QualifiedName
    var alias: Name?
    var assignments: [Assignment]
    var from: [TableReference] = []
    var filter: Expression?
    var returning: [SelectItem] = []
  }

  struct Delete: Sendable {
    var with: With?
    var table: QualifiedName
    var alias: Name?
    var using: [TableReference] = []
    var filter: Expression?
    var returning: [SelectItem] = []
  }

  struct Merge: Sendable {
    enum Match: String, Hashable, Sendable {
      case matched = "MATCHED"
      /// A row of the source has none of the target; `NOT MATCHED` alone says so too.
      case notMatchedByTarget = "NOT MATCHED BY TARGET"
      /// A row of the target has none of the source.
      case notMatchedBySource = "NOT MATCHED BY SOURCE"
    }

    enum Action: Sendable {
      case update([Assignment])
      /// All columns, by place or by name: `UPDATE SET *`, `UPDATE BY NAME`.
      case updateAll(isByName: Bool)
      case delete
      case insert(columns: [Name], values: [Expression])
      /// All columns, by place or by name: `INSERT *`, `INSERT BY NAME`.
      case insertAll(isByName: Bool)
      case insertDefaults
      case nothing
      /// Ends the statement with a message.
      case error(Expression?)

      /// Whether it is about a row that the table has.
      var needsRow: Bool {
        switch self {
        case .update, .updateAll, .delete: true
        case .insert, .insertAll, .insertDefaults, .nothing, .error: false
        }
      }
    }

    struct Clause: Sendable {
      var match: Match
      var condition: Expression?
      var action: Action
      var range: SourceRange
    }

    var with: With?
    var table: QualifiedName
    var alias: Name?
    var source: TableReference
    var condition: JoinCondition
    var clauses: [Clause]
    var returning: [SelectItem] = []
  }
}
