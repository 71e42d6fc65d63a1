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
  }

  /// What is new.
  public let kind: Kind
  /// The table: as the schema has it, or as it would be made.
  public let table: Table
  /// The column as it would be made; for a misfit, the column made beside the one that does not fit.
  ///
  /// `nil` for a new table. A stage may change type and hints.
  public var column: Column?
  /// The column that a misfit does not fit.
  public let existing: Column?
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
  /// The value is left out, the row stays. For a new table: its rows are left out.
  case discardValue
  /// The whole row is left out, with the rows below it.
  case discardRow
  /// The run fails, for this reason.
  case fail(reason: String)
}
