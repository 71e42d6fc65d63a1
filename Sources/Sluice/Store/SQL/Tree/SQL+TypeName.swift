// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A type as it was written, but for the forms of several words.
  ///
  /// `DOUBLE PRECISION` is `double`, `CHARACTER VARYING` is `varchar`, `TIMESTAMP WITH TIME ZONE` is
  /// `timestamptz`, `TIME WITH TIME ZONE` is `timetz`, `BIT VARYING` is `varbit`.
  struct TypeName: Sendable {
    var kind: Kind
    var range: SourceRange

    init(_ kind: Kind, at range: SourceRange = .none) {
      self.kind = kind
      self.range = range
    }

    indirect enum Kind: Sendable {
      /// `INTEGER`, `DECIMAL(10, 2)`, `schema.type`.
      case named(QualifiedName, modifiers: [Expression])
      /// `T[]`.
      case list(TypeName)
      /// `T[3]`.
      case array(TypeName, count: Int)
      /// `STRUCT(a INTEGER, b VARCHAR)`.
      case structure([Field])
      /// `MAP(K, V)`.
      case map(key: TypeName, value: TypeName)
      /// `UNION(a INTEGER, b VARCHAR)`.
      case union([Field])
      /// `ENUM('a', 'b')`.
      case enumeration([String])
    }

    struct Field: Sendable {
      var name: Name
      var type: TypeName
    }
  }
}
