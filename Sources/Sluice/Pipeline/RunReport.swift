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
    /// How many values of each column a stage left out.
    public internal(set) var discardedValues: [String: Int] = [:]
    /// Fields that were null in every record, and so have no column.
    public internal(set) var onlyNulls: [String] = []
    /// Rows that a stage left out.
    public internal(set) var discardedRows = 0
  }

  /// Two names of the source that became the same.
  public struct Collision: Sendable, Hashable {
    /// The table.
    public let table: String
    /// The name that both became.
    public let name: String
    /// The first, as fields of the source.
    public let first: [String]
    /// The second, as fields of the source; its value wins.
    public let second: [String]
  }

  /// The pipeline.
  public internal(set) var pipeline = ""
  /// The source.
  public internal(set) var source = ""
  /// The id of the load.
  public internal(set) var loadID = ""
  /// The tables that got rows or changed, in order of appearance.
  public internal(set) var tables: [Table] = []
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
  /// How long the run took.
  public internal(set) var duration = Duration.zero

  /// Reports nothing yet. Feed it with ``record(_:)``.
  public init() {}

  /// The rows that were loaded, all tables together.
  public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
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
    case .namesCollide(let name, let table, let first, let second, _):
      collisions.append(Collision(table: table, name: name, first: first, second: second))
    case .discarded(let table, let column, let isRow, _):
      change(table) { table in
        if isRow || column == nil { table.discardedRows += 1 }
        if let column, !isRow { table.discardedValues[column, default: 0] += 1 }
      }
    case .recordSkipped(let record):
      skippedCount += 1
      if skipped.count < Self.skippedLimit { skipped.append(record) }
    case .batchLoaded(let table, let rows, let bytes):
      change(table) {
        $0.rows += rows
        $0.bytes += bytes
      }
    case .committed(_, let schema):
      isCommitted = true
      self.schema = schema
    case .runFinished(let duration): self.duration = duration
    case .onlyNulls(let column, let table, _):
      change(table) { $0.onlyNulls.append(column) }
    case .resourceStarted, .resourceFinished, .failed: break
    }
  }

  private mutating func change(_ table: String, _ body: (inout Table) -> Void) {
    let index = tables.firstIndex { $0.name == table } ?? tables.count
    if index == tables.count { tables.append(Table(name: table)) }
    body(&tables[index])
  }
}
