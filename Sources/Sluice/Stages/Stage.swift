// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A say in what a change of shape means.
///
/// Stages run in order whenever data brings a table, a column or a value that the schema does not
/// know; while the shape of the data holds they hear nothing. Each sees what those before it decided
/// and may change it. Write ``review(_:)``.
public protocol Stage: Sendable {
  /// Looks at `change` and sets its decision, or leaves it as it is.
  ///
  /// Throwing ends the run.
  func review(_ change: inout SchemaChange) throws
}

/// Something in the data that the schema does not have: stages decide what becomes of it.
public struct SchemaChange: Sendable {
  /// What is new.
  public enum Kind: Sendable {
    /// A table. Nested tables are told by their parent.
    case newTable
    /// A column, with the first value seen in it.
    case newColumn(Value)
    /// A value that does not fit the type of its column.
    case misfit(Value)
    /// A column that is declared for a table that is there, and does not have it with a type.
    ///
    /// What leaves out value, row or record leaves out the declaration.
    case declaredColumn
    /// A column that is declared with another type, or nullable otherwise, than the table has it.
    ///
    /// What leaves out value, row or record leaves out the declaration.
    case redeclaredColumn
  }

  /// What is new.
  public let kind: Kind
  /// The table: as the schema has it, or as it would be made.
  public let table: Table
  /// The column as it would be made; for a misfit, the column made beside the one that does not fit.
  ///
  /// `nil` for a new table. A stage may change type and hints.
  public var column: Column?
  /// The column that a misfit does not fit, or that is declared again.
  public let existing: Column?
  /// Whether the table came with this row; a table that has hints, with this load.
  public let isTableNew: Bool
  /// Where the value stands in the record, in the names of the source.
  public let sourcePath: [String]
  /// The resource that sent the record.
  public let resource: String
  /// The number of the record in its resource, from 1.
  public let recordNumber: Int
  /// Everything the schema knows at this point.
  public let schema: Schema
  /// How names of the source become names of the destination.
  public let naming: any NamingConvention
  /// The time of the run.
  public let now: Timestamp
  /// What the stages so far decided.
  public var decision = Decision.undecided

  init(
    kind: Kind,
    table: Table,
    column: Column?,
    existing: Column?,
    origin: SchemaKeeper.Origin,
    schema: Schema,
    naming: any NamingConvention,
    now: Timestamp
  ) {
    isTableNew = origin.isFirstRow || table.evolvesColumnsOnce
    self.kind = kind
    self.table = table
    self.column = column
    self.existing = existing
    sourcePath = origin.path
    resource = origin.resource
    recordNumber = origin.record
    self.schema = schema
    self.naming = naming
    self.now = now
  }

  /// The value that a new column or a misfit is about.
  public var value: Value? {
    switch kind {
    case .newTable, .declaredColumn, .redeclaredColumn: nil
    case .newColumn(let value), .misfit(let value): value
    }
  }

  /// Whether table or column belong to the library itself: no contract is about them.
  public var isReserved: Bool {
    SystemColumn.isReserved(table.name)
      || (existing ?? column).map { SystemColumn.isReserved($0.name) } ?? false
  }

  /// Whether the table, or the column where the change is about one, was declared beforehand.
  public var isDeclared: Bool {
    guard let name = column?.name else {
      return !table.columns.isEmpty || schema[table.name] != nil
    }
    return table[name] != nil
  }

  /// The name of the column for values of the type `typeName` that do not fit the column `name`.
  static func variantName(
    of name: String,
    for typeName: String,
    naming: any NamingConvention
  ) -> String {
    naming.shortenFragments([name, "v_" + typeName])
  }
}

/// What becomes of a change of shape.
public enum Decision: Hashable, Sendable {
  /// No stage has said anything. Left so to the end, the run fails.
  case undecided
  /// The table or column is made; a misfit gets the column beside the one it does not fit.
  case accept
  /// For a misfit: the column becomes of this type, and the values that it has are converted.
  ///
  /// The type has to take them all: text, json, or floating point for integers. Where integers are
  /// too large for that, the column becomes text.
  case changeType(DataType)
  /// For a column that would be made: it is not, and the value becomes a field of this json column.
  case overflow(into: String)
  /// The value is left out, the row stays. For a new table: its rows are left out.
  case discardValue(Violation)
  /// The whole row is left out, with the rows below it.
  case discardRow(Violation)
  /// The whole record goes to the table `_sluice_quarantine`.
  case quarantine(Violation)
  /// The run fails.
  case fail(Violation)
}
