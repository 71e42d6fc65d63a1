// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// `ALTER TABLE`, `ALTER VIEW`, `ALTER SEQUENCE`, `ALTER SCHEMA`.
  struct Alter: Sendable {
    enum Action: Sendable {
      case addColumn(ColumnDefinition, ifNotExists: Bool)
      case dropColumn(QualifiedName, ifExists: Bool, DropBehavior?)
      case renameColumn(QualifiedName, to: Name)
      case rename(Name)
      /// `nil` leaves the type to the expression after `USING`.
      case setType(QualifiedName, TypeName?, using: Expression?)
      case setDefault(QualifiedName, Expression)
      case dropDefault(QualifiedName)
      case setNotNull(QualifiedName)
      case dropNotNull(QualifiedName)
      case addConstraint(TableConstraint)
      case dropConstraint(Name, ifExists: Bool, DropBehavior?)
      case setSchema(Name)
      case sequenceOptions([SequenceOption])
    }

    var kind: ObjectKind
    var name: QualifiedName
    var ifExists: Bool
    /// At least one.
    var actions: [Action]
  }
}
