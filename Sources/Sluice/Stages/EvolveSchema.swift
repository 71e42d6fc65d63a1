// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets the schema grow: new tables and columns are made, misfits get a column of their own.
///
/// Where column or table say what becomes of misfits, or how many columns there may be, that is
/// done. New columns get the default hints of the schema that their names match. Without this stage,
/// or one that decides in its place, a schema does not grow at all.
public struct EvolveSchema: Stage {
  /// Makes the stage.
  public init() {}

  /// Accepts `change` unless a stage before has decided.
  public func review(_ change: inout SchemaChange) throws {
    guard change.decision == .undecided else { return }
    change.decision = .accept
    switch change.kind {
    case .newTable, .declaredColumn, .redeclaredColumn: return
    case .newColumn, .misfit: break
    }
    if let policy = change.conflictPolicy { change.resolve(by: policy) }
    if let limit = change.table.maximumColumns {
      change.limitColumns(to: limit, overflow: LimitColumns.overflow)
    }
    guard change.decision == .accept, var column = change.column else { return }
    change.schema.settings.addDefaultHints(to: &column)
    change.column = column
  }
}
