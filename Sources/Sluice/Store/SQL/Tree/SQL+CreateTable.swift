// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// What happens if something of that name is there.
  enum Existence: Sendable {
    case fail
    /// `OR REPLACE`.
    case replace
    /// `IF NOT EXISTS`.
    case keep
  }

  struct CreateTable: Sendable {
    enum Content: Sendable {
      case columns([ColumnDefinition], constraints: [TableConstraint])
      /// `AS SELECT …`, with the names of the columns if they are written.
      case query(Query, columns: [Name], hasData: Bool)
    }

    var name: QualifiedName
    var isTemporary = false
    var existence = Existence.fail
    var content: Content
    /// What `COMMENT ON` said of the table: a statement of its own.
    var comment: String?
  }

  struct ColumnDefinition: Sendable {
    /// More than one part names a field of a column: only `ALTER TABLE` takes that.
    var name: QualifiedName
    /// `nil` where the type is left to the expression of a generated column.
    var type: TypeName?
    var constraints: [ColumnConstraint] = []
    var range: SourceRange
    /// What `COMMENT ON` said of the column: a statement of its own.
    var comment: String?
  }

  struct ColumnConstraint: Sendable {
    enum Kind: Sendable {
      case notNull
      case null
      case `default`(Expression)
      case primaryKey
      case unique
      case check(Expression)
      case references(ForeignKey)
      /// `AS (…)`, `GENERATED ALWAYS AS (…) STORED`.
      case generated(Expression, isStored: Bool)
      case collate(QualifiedName)
      case compression(Name)
    }

    /// What stands after `CONSTRAINT`.
    var name: Name?
    var kind: Kind
    var range: SourceRange
  }

  struct TableConstraint: Sendable {
    enum Kind: Sendable {
      case primaryKey([Name])
      case unique([Name])
      case check(Expression)
      case foreignKey([Name], ForeignKey)
    }

    /// What stands after `CONSTRAINT`.
    var name: Name?
    var kind: Kind
    var range: SourceRange
  }

  /// `REFERENCES table (columns) ON DELETE … ON UPDATE …`.
  struct ForeignKey: Sendable {
    enum Action: String, Hashable, Sendable {
      case noAction = "NO ACTION"
      case restrict = "RESTRICT"
      case cascade = "CASCADE"
      case setNull = "SET NULL"
      case setDefault = "SET DEFAULT"
    }

    var table: QualifiedName
    /// Empty for the primary key.
    var columns: [Name] = []
    var onDelete: Action?
    var onUpdate: Action?
  }
}
