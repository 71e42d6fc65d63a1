// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What all shredders of one resource in one run have in common.
struct ShredContext: Sendable {
  /// The resource whose records are shredded.
  var resource: String
  /// The schema, shared by all resources of the run.
  var schema: SchemaKeeper
  /// The id of the load, as it stands in every root row.
  var loadID: String
  /// Where the ids of rows come from.
  var seed: RowIDSeed
  /// How deep nested data becomes tables, unless a table says otherwise.
  var maximumNesting: Int?
  /// Levels of lists and records in JSON beyond which a record is malformed.
  var nestingLimit = 1_000
  /// Whether nested rows name their root row. `nil` leaves that to how the root rows are written.
  var addsRootKey: Bool?
  /// Values that rows hand down to the tables below them.
  var propagation = Propagation()
  /// Hears of what happens.
  var report: @Sendable (ShredEvent) -> Void
  /// Hears of records that would end the run: then they are passed over. `nil` ends the run.
  var passOver: (@Sendable (LoadError) -> Void)?
}

/// Values that rows hand down to the tables below them.
public struct Propagation: Hashable, Sendable {
  /// For all root tables: column of the root row → column in every table below.
  public var root: [String: String] = [:]
  /// For single tables: column → column in every table below.
  public var tables: [String: [String: String]] = [:]

  /// Hands nothing down.
  public init() {}
}

/// Something that happened while records became rows.
enum ShredEvent: Sendable {
  /// A table came into being.
  case tableAdded(String)
  /// A column came into being.
  case columnAdded(table: String, column: Column)
  /// A column has another type than it had.
  case typeChanged(table: String, column: Column, from: DataType)
  /// A table is full: fields that have no column go into this one.
  case columnsFull(table: String, overflow: String)
  /// Two names of the source became the same name: the later value of a record wins.
  case namesCollide(table: String, name: String, first: [String], second: [String])
  /// A field was null wherever it came: it has no column.
  case onlyNulls(table: String, column: String)
  /// A record was not what its format promises, and was passed over.
  case recordSkipped(MalformedRecord)
  /// A row breaks a check.
  case checkFailed(table: String, check: String, outcome: Check.Outcome, record: Int)
  /// A value or row was left out.
  case discarded(Discard)
}

/// Rows of one table, ready for a destination.
struct TableBatch: Sendable {
  /// The table.
  var table: String
  /// The rows.
  var batch: Batch
}
