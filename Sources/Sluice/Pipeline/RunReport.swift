// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run did.
public struct RunReport: Sendable {
  /// What a run did with one table.
  public struct Table: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The rows that were loaded.
    public internal(set) var rows = 0
    /// The memory that the rows took on their way.
    public internal(set) var bytes = 0
    /// Whether the run made the table.
    public internal(set) var isNew = false
    /// The columns that the run made, unless it made the table.
    public internal(set) var columnsAdded: [Column] = []
    /// The columns that got another type in the run.
    public internal(set) var typesChanged: [TypeChange] = []
    /// The json column for fields that got no column, if there were any in the run.
    public internal(set) var overflow: String?
    /// How many values of each column a stage left out.
    public internal(set) var discardedValues: [String: Int] = [:]
    /// Fields that were null in every record, and so have no column.
    public internal(set) var onlyNulls: [String] = []
    /// What became of rows in the destination, or `nil` if it does not say.
    public internal(set) var changes: RowChanges?
    /// Rows that a stage left out.
    public internal(set) var discardedRows = 0
    /// Records that went to quarantine for something in this table.
    public internal(set) var quarantinedRecords = 0
    private var tally = DiscardTally()
    /// Why declarations were left out, by the column; the empty name stands for the table.
    public internal(set) var ignoredHints: [String: Violation] = [:]

    /// What was left out, reason by reason: whole records first, then rows, then values.
    public var leftOut: [DiscardGroup] { tally.sorted }

    init(_ name: String) { self.name = name }

    /// A column that got another type.
    public struct TypeChange: Sendable, Hashable {
      /// The name of the column.
      public let column: String
      /// The type before the run.
      public let from: DataType
      /// The type after it.
      public internal(set) var to: DataType
    }

    fileprivate mutating func noteType(of column: Column, from old: DataType) {
      guard let new = column.type else { return }
      if let index = typesChanged.firstIndex(where: { $0.column == column.name }) {
        typesChanged[index].to = new
      } else {
        typesChanged.append(TypeChange(column: column.name, from: old, to: new))
      }
    }

    fileprivate mutating func count(_ discard: Discard, resource: String) {
      tally.count(discard, resource: resource)
      switch discard.extent {
      case .value: discardedValues[discard.column ?? "", default: 0] += 1
      case .row: discardedRows += 1
      case .record: quarantinedRecords += 1
      }
    }
  }

  /// Two names of the source that became the same.
  public struct Collision: Hashable, Codable, Sendable {
    /// The table.
    public let table: String
    /// The name that both became.
    public let name: String
    /// The first, as fields of the source.
    public let first: [String]
    /// The second, as fields of the source; its value wins.
    public let second: [String]
  }

  /// What became of the rows that one check has looked at.
  public struct Check: Sendable, Hashable {
    /// The name of the check.
    public let name: String
    /// The table.
    public let table: String
    /// The resource that asks for it.
    public let resource: String
    /// What becomes of rows that break the check.
    public let outcome: Sluice.Check.Outcome
    /// Rows that were checked.
    public internal(set) var rows = 0
    /// Rows that broke the check; 1 for a table that is not fresh.
    public internal(set) var failed = 0
    /// Rows that passed because a value is missing.
    public internal(set) var unknown = 0
    /// The numbers of the first records that broke the check.
    public internal(set) var records: [Int] = []
    /// Columns that the check has read and the table does not have, with the nearest name, if any.
    public internal(set) var missingColumns: [String: String?] = [:]
  }

  /// What became of records that had been put aside, in a replay.
  public struct Replay: Sendable, Hashable {
    /// How many passed: they are loaded, and put aside no more.
    public internal(set) var passed = 0
    /// How many were refused again, and stay.
    public internal(set) var refused = 0
    /// How many stay because they were not meant, or because the source has no such resource.
    public internal(set) var untouched = 0

    /// How many stay.
    public var remaining: Int { refused + untouched }
  }

  /// What the run did along the cursors of its resources.
  public internal(set) var cursors: [CursorReport] = []
  /// The checks of the run, in the order of tables and of their declaration.
  public internal(set) var checks: [Check] = []
  /// What became of records that had been put aside; `nil` unless the run was a replay.
  public internal(set) var replay: Replay?
  /// The pipeline.
  public internal(set) var pipeline = ""
  /// The source.
  public internal(set) var source = ""
  /// The id of the load.
  public internal(set) var loadID = ""
  /// The tables that got rows or changed, in order of appearance.
  public internal(set) var tables: [Table] = []
  /// Figures that resources have gathered, by the resource.
  public internal(set) var metrics: [String: Record] = [:]
  /// Names that became the same.
  public internal(set) var collisions: [Collision] = []
  /// How many records could not be read and were skipped.
  public internal(set) var skippedCount = 0
  /// The first thousand of them, as they were; the events carry all.
  public internal(set) var skipped: [SkippedRecord] = []
  private static let skippedLimit = 1_000
  /// Whether the load is visible.
  public internal(set) var isCommitted = false
  /// The schema as of the load, or `nil` if there was none.
  public internal(set) var schema: Schema?
  /// What the load changed in the schema, each with the record that brought it.
  public internal(set) var schemaChanges: [LoggedChange] = []
  /// How long the run took.
  public internal(set) var duration = Duration.zero
  /// How many calls were made again because the destination refused them for now.
  public internal(set) var retries = 0
  /// How long the run waited before these calls, all together.
  public internal(set) var retryDelay = Duration.zero

  /// All loads that the run made visible, those of earlier packages first.
  public internal(set) var loads: [String] = []
  /// Packages of earlier runs that this one has loaded first.
  public internal(set) var finishedPackages: [FinishedPackage] = []
  /// The package that holds what was extracted, if the workspace keeps packages.
  public internal(set) var package: String?
  /// Whether the dataset was gone, so that everything began anew.
  public internal(set) var hasForgottenState = false
  /// What could not be written to the workspace, and why.
  public internal(set) var notKept: [String: String] = [:]

  /// A package of an earlier run that was loaded.
  public struct FinishedPackage: Hashable, Sendable {
    /// The id of the package and of its load.
    public let id: String
    /// What was loaded.
    public let tables: [LoadedTable]
  }

  /// Reports nothing yet. Feed it with ``record(_:)``.
  public init() {}

  /// The rows that were loaded, all tables together.
  public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
  /// How many records went to the table `_sluice_quarantine`.
  public var quarantined: Int { tables.reduce(0) { $0 + $1.quarantinedRecords } }
  /// The memory that the rows took on their way, all tables together.
  public var bytes: Int { tables.reduce(0) { $0 + $1.bytes } }

  /// What the run did with the table called `name`, or `nil` if it was not touched.
  public subscript(name: String) -> Table? { tables.first { $0.name == name } }

  /// Takes one event into account.
  public mutating func record(_ event: Event) {
    switch event {
    case .runStarted(let pipeline, let source, let loadID):
      self.pipeline = pipeline
      self.source = source
      self.loadID = loadID
    case .tableAdded(let table, _):
      change(table) { $0.isNew = true }
    case .columnAdded(let column, let table, _):
      change(table) { if !$0.isNew { $0.columnsAdded.append(column) } }
    case .columnTypeChanged(let column, let old, let table, _):
      change(table) { $0.noteType(of: column, from: old) }
    case .columnsFull(let table, let overflow, _):
      change(table) { $0.overflow = overflow }
    case .namesCollide(let name, let table, let first, let second, _):
      collisions.append(Collision(table: table, name: name, first: first, second: second))
    case .hintIgnored(let column, let table, let violation, _):
      change(table) { $0.ignoredHints[column ?? ""] = violation }
    case .discarded(let discard, let resource):
      change(discard.table) { $0.count(discard, resource: resource) }
    case .recordSkipped(let record):
      skippedCount += 1
      if skipped.count < Self.skippedLimit { skipped.append(record) }
    case .batchLoaded(let table, let rows, let bytes):
      change(table) {
        $0.rows += rows
        $0.bytes += bytes
      }
    case .rowsChanged(let table, let changes, let loadID):
      if loadID == self.loadID { change(table) { $0.changes = changes } }
    case .committed(let loadID, let schema):
      loads.append(loadID)
      guard loadID == self.loadID else { break }
      isCommitted = true
      self.schema = schema
      schemaChanges += schema.history.last.flatMap { $0.loadID == loadID ? $0.changes : nil } ?? []
    case .cursorFinished(let cursor): note(cursor)
    case .boundaryIsLarge: break
    case .replayed(let replay): self.replay = replay
    case .runFinished(let duration): self.duration = max(.zero, duration)
    case .retrying(let retry):
      retries += 1
      retryDelay += retry.delay
    case .onlyNulls(let column, let table, _):
      change(table) { $0.onlyNulls.append(column) }
    case .checked(let check): checks.append(check)
    case .measured(let figures, let resource):
      // A run that is cut asks a resource several times: the figures of one do not replace the other's.
      metrics[resource, default: [:]].add(figures)
    case .resourceStarted, .resourceFinished, .failed, .checkFailed: break
    case .schemaImported, .schemaExported, .schemaNotExported: break
    case .packageSealed(let id): package = id
    case .packageLoaded(let id, let tables):
      finishedPackages.append(FinishedPackage(id: id, tables: tables))
    case .stateWiped: hasForgottenState = true
    case .undone: break
    case .notKept(let what, let error): notKept[what] = "\(error)"
    }
  }

  private mutating func note(_ cursor: CursorReport) {
    cursors.append(cursor)
    cursors.sort { ($0.resource, $0.path) < ($1.resource, $1.path) }
  }

  private mutating func change(_ table: String, _ body: (inout Table) -> Void) {
    let index = tables.firstIndex { $0.name == table } ?? tables.count
    if index == tables.count { tables.append(Table(table)) }
    body(&tables[index])
  }
}

extension Record {
  /// Adds whole numbers to those of the same names; anything else takes the place of what there was.
  fileprivate mutating func add(_ figures: Record) {
    for (name, figure) in figures {
      if case .int(let before) = self[name], case .int(let more) = figure {
        let (sum, isTooLarge) = before.addingReportingOverflow(more)
        self[name] = .int(isTooLarge ? .max : sum)
      } else {
        self[name] = figure
      }
    }
  }
}
