// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// What can be executed.
  struct Statement: Sendable {
    var kind: Kind
    var range: SourceRange

    init(_ kind: Kind, at range: SourceRange = .none) {
      self.kind = kind
      self.range = range
    }

    indirect enum Kind: Sendable {
      case query(Query)

      case insert(Insert)
      case update(Update)
      case delete(Delete)
      case merge(Merge)
      case truncate(QualifiedName)

      case createTable(CreateTable)
      case createView(CreateView)
      case createSchema(CreateSchema)
      case createSequence(CreateSequence)
      case createType(CreateType)
      case createMacro(CreateMacro)
      case createIndex(CreateIndex)
      case drop(Drop)
      case alter(Alter)
      case comment(Comment)

      case begin(Begin)
      case commit
      case rollback
      case checkpoint(Checkpoint)

      case prepare(Prepare)
      case execute(Execute)
      /// `nil` for `DEALLOCATE ALL`.
      case deallocate(Name?)

      case explain(Explain)
      case set(SetVariable)
      case reset(ResetVariable)
      case pragma(Pragma)
      case use(QualifiedName)
      /// `CALL f(…)`.
      case call(TableFunction)
      case vacuum(Vacuum)

      case copy(Copy)
      case copyDatabase(CopyDatabase)
      case export(Export)
      case importDatabase(Expression)
      case attach(Attach)
      case detach(Detach)
      /// `INSTALL x` and `LOAD x`.
      case load(LoadExtension)
    }
  }
}
