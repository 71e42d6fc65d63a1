// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  struct CreateView: Sendable {
    var name: QualifiedName
    var isTemporary = false
    var isRecursive = false
    var existence = Existence.fail
    var columns: [Name] = []
    var query: Query
  }

  struct CreateSchema: Sendable {
    var name: QualifiedName
    var existence = Existence.fail
  }

  struct CreateSequence: Sendable {
    var name: QualifiedName
    var isTemporary = false
    var existence = Existence.fail
    var options: [SequenceOption] = []
  }

  struct SequenceOption: Sendable {
    enum Kind: Sendable {
      case start(Expression)
      case restart(Expression?)
      case increment(Expression)
      /// `nil` for `NO MINVALUE`.
      case minimum(Expression?)
      /// `nil` for `NO MAXVALUE`.
      case maximum(Expression?)
      case cycle(Bool)
      case cache(Expression)
      case type(TypeName)
      /// `nil` for `OWNED BY NONE`.
      case owned(QualifiedName?)
    }

    var kind: Kind
    var range: SourceRange
  }

  struct CreateType: Sendable {
    enum Definition: Sendable {
      /// Another name of a type, `ENUM ('a', 'b')` among them.
      case type(TypeName)
      /// `ENUM (SELECT …)`.
      case query(Query)
    }

    var name: QualifiedName
    var isTemporary = false
    var existence = Existence.fail
    var definition: Definition
  }

  /// `CREATE MACRO` and `CREATE FUNCTION`.
  struct CreateMacro: Sendable {
    struct Parameter: Sendable {
      var name: Name
      var type: TypeName?
      var defaultValue: Expression?
    }

    enum Body: Sendable {
      case expression(Expression)
      /// `AS TABLE SELECT …`.
      case table(Query)
    }

    struct Overload: Sendable {
      var parameters: [Parameter]
      var body: Body
      var range: SourceRange
    }

    var name: QualifiedName
    var isTemporary = false
    var existence = Existence.fail
    /// At least one.
    var overloads: [Overload]
  }

  struct CreateIndex: Sendable {
    /// `nil` leaves it to the store.
    var name: Name?
    var isUnique = false
    var existence = Existence.fail
    var table: QualifiedName
    /// What stands after `USING`.
    var method: Name?
    var keys: [OrderItem]
    var options: [Option] = []
  }

  struct Drop: Sendable {
    var kind: ObjectKind
    var ifExists: Bool
    /// At least one.
    var names: [QualifiedName]
    var behavior: DropBehavior?
  }

  /// What `DROP`, `ALTER` and `COMMENT ON` can be about.
  enum ObjectKind: String, Hashable, Sendable {
    case table = "TABLE"
    case view = "VIEW"
    case schema = "SCHEMA"
    case sequence = "SEQUENCE"
    case type = "TYPE"
    case macro = "MACRO"
    case tableMacro = "MACRO TABLE"
    case index = "INDEX"
    case database = "DATABASE"
    case column = "COLUMN"
  }

  /// What happens to what depends on something that is dropped.
  enum DropBehavior: String, Hashable, Sendable {
    case cascade = "CASCADE"
    case restrict = "RESTRICT"
  }

  struct Comment: Sendable {
    var kind: ObjectKind
    var name: QualifiedName
    /// `nil` takes the comment away.
    var text: String?
  }
}
