// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a resource says of its table beforehand. What is not said is worked out from the data.
public struct TableHints: Sendable {
  /// The table that records go to, where it is not named after the resource.
  public var table: TableName?
  /// The tables whose records are kept, in the names that they are sent to. `nil` keeps all.
  public var selectedTables: Set<String>?
  /// Changes the hints of a table that a record names, when the first record for it comes.
  ///
  /// For tables that are named by record only. Throwing ends the run.
  public var forFirstRecord: (@Sendable (Record, inout TableHints) throws -> Void)?
  /// How rows meet those that the table has already. `nil` means that they are added.
  public var disposition: WriteDisposition?
  /// How rows are merged, if they are. `nil` leaves what was said of the table before.
  public var mergeRule: MergeRule?
  /// What becomes of rows that are replaced by nothing. `nil` leaves what was said before.
  public var replaceRule: ReplaceRule?
  /// Columns, named as in the source or as in the destination, in order.
  public var columns: [Column] = []
  /// The columns of the primary key, which may not lack a value. Empty says nothing.
  public var primaryKey: [String] = []
  /// The columns that decide which rows a merge replaces. Empty says nothing.
  public var mergeKey: [String] = []
  /// How the ids of rows come about. `nil` means that they are drawn.
  public var rowIDs: RowIDRule?
  /// How deep nested data becomes tables. `nil` leaves that to the source.
  public var maximumNesting: Int?
  /// Tables that the rows refer to.
  public var references: [TableReference] = []
  /// What may happen to the table. `nil` leaves that to the table above, or to the source.
  public var contract: Contract?
  /// Whether the table takes no new columns at all. `nil` says nothing.
  public var isSealed: Bool?
  /// Fields that are left out. `nil` says nothing.
  public var filters: FieldFilters?
  /// What becomes of values that do not fit their column, where the column itself does not say.
  public var conflictPolicy: ConflictPolicy?
  /// How many columns of data the table may have; the others go into one json column. `nil` is no limit.
  public var maximumColumns: Int?
  /// What the rows have to keep.
  public var checks: [Check] = []
  /// A sentence for people.
  public var description: String?
  /// Notes of the user, by names that begin with `x-`.
  public var annotations = Record()
  /// What is said of the tables below this one.
  public var nested: [NestedHints] = []
  /// What becomes of JSON that cannot be read.
  public var malformed = MalformedRecords.fail
  /// How JSON is laid out.
  public var jsonLayout = JSONLayout.automatic
  /// How long a record of JSON may be. A longer one ends the run.
  public var jsonRecordLimit = JSONReadOptions().recordLimit
  /// Whether a type declares the table, which then exists even if no row comes.
  var isTyped = false
  /// Why the type that declares the table could not be read: ends the run that uses the hints.
  var failure: LoadError?

  /// Says nothing.
  public init() {}

  /// Whether rows that are there go even if none come.
  var losesRowsToNothing: Bool {
    if disposition == .replace { return true }
    guard disposition == .merge, let rule = mergeRule else { return false }
    return rule.requiresScope || rule.believesEmptyLoads
  }

  /// Whether the rows of a load go in the place of all that are not in it, so that a part is not enough.
  var needsWholeLoad: Bool {
    if disposition == .replace { return true }
    guard disposition == .merge, let rule = mergeRule else { return false }
    return rule.deletesMissing || rule.scope != nil
      || rule.strategy == .snapshot || rule.strategy == .history
  }
}

/// Where the records of a resource go.
public enum TableName: Sendable {
  /// All to one table.
  case fixed(String)
  /// Each to the table that this names. Throwing ends the run.
  case byRecord(@Sendable (Record) throws -> String)
}

/// What is said of a table below that of a resource.
public struct NestedHints: Sendable {
  /// The fields that lead to the table, in the names of the source.
  public var path: [String]
  /// What is said of it. A key makes the table one of its own, without a parent.
  public var hints: TableHints
  /// What the path leads through.
  var origin = Origin.tables

  /// Whether nothing is known but that there are lists.
  var isBare = false

  /// What a path leads through before it comes to the lists that are meant.
  enum Origin {
    /// Lists: with each field begins a table below the one before.
    case tables
    /// Records that are part of the row.
    case records
    /// Nothing: the lists are elements of lists themselves, and the path is a name for them.
    case lists
  }

  /// Says `hints` of the table that `path` leads to.
  public init(_ path: [String], _ hints: TableHints) {
    self.path = path
    self.hints = hints
  }

  init(_ path: [String], _ hints: TableHints, _ origin: Origin) {
    self.init(path, hints)
    self.origin = origin
    isBare = hints.columns.isEmpty && hints.nested.isEmpty
  }
}
