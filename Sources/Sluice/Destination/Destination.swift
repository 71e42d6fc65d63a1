// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A place that can take tables and commit a load.
public protocol Destination: Sendable {
  /// What the place can do.
  var capabilities: Capabilities { get }

  /// Starts a session that loads into the dataset called `dataset`, which is made where it is missing.
  func open(dataset: String) async throws -> any DestinationSession

  /// What the dataset remembers of earlier loads, without changing anything there.
  ///
  /// Plans ask this. By default a session is opened and abandoned: write it if opening leaves traces.
  func inspect(_ schema: String, dataset: String) async throws -> StoredState

  /// What the destination would do for a load, in order, each in one line for people to read.
  ///
  /// By default statements of SQL as most databases have it.
  func statements(for load: PlannedLoad) -> [String]
}

extension Destination {
  /// Opens a session, asks it, and abandons it.
  public func inspect(_ schema: String, dataset: String) async throws -> StoredState {
    let session = try await open(dataset: dataset)
    do {
      let state = try await session.recall(schema)
      await session.abandon()
      return state
    } catch {
      await session.abandon()
      throw error
    }
  }
}

/// One load into one dataset of a destination.
///
/// A run calls, from one task at a time: ``recall(_:)``, ``begin(_:)``, then ``migrate(to:)`` and
/// ``load(_:into:)`` by turns, ``finish(_:)`` for each table in use, and at last
/// ``commit(_:)`` — or ``abandon()`` at any point. Nothing is visible to readers before the commit,
/// and everything is after it. What is thrown ends the run.
public protocol DestinationSession: AnyObject {
  /// What the dataset remembers of earlier loads with the schema called `schema`.
  ///
  /// Nothing by default: then a pipeline remembers as long as its ``Workspace`` lives.
  func recall(_ schema: String) async throws -> StoredState

  /// Begins a load, and clears away what is left of loads that were never committed.
  func begin(_ load: Load) async throws

  /// Makes the tables and columns of `schema` that are missing. Called before the first rows that
  /// need them, and not again until the schema changes.
  func migrate(to schema: Schema) async throws

  /// Gives a column that is there another type, `type`, and converts the values that it has.
  ///
  /// Called before ``migrate(to:)``, and only if ``Capabilities/canChangeTypes`` says that it may
  /// be. Returns the type that the column has got: text where `type` would lose values. Like all of
  /// a load, it is not visible before the commit.
  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType

  /// Takes rows of `table`. Their columns are some of those of the table, in any order; where a
  /// column is missing, its rows have no value.
  func load(_ batch: Batch, into table: Table) async throws

  /// Says that all rows of `table` have been loaded, none perhaps.
  ///
  /// The disposition of the table decides what ``commit(_:)`` does with the rows of earlier loads.
  func finish(_ table: Table) async throws

  /// The rows that readers of `table` see now, in pieces, with at least those of `columns` that it has.
  ///
  /// Called after ``begin(_:)`` and before any rows are loaded; a plan calls it without beginning a
  /// load. The rows are taken by another task, while rows are loaded; they stay what they were. There
  /// are none where there is no such table. If the table is replaced by the same load,
  /// ``commit(_:)`` throws should anyone else have changed it meanwhile. Throws ``LoadError`` with the
  /// code `unsupported` by default; see ``Capabilities/canScan``.
  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error>

  /// Makes the load visible, and keeps the record of it as the last thing.
  func commit(_ record: LoadRecord) async throws

  /// Forgets the load. Called after a failure; must not throw.
  func abandon() async
}

extension DestinationSession {
  /// Nothing is remembered.
  public func recall(_ schema: String) async throws -> StoredState { StoredState() }

  /// Nothing can be read back.
  public func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    throw LoadError(
      .unsupported,
      "The destination cannot read rows back. Load into one that can, such as a ColumnStore or files.",
      at: LoadError.Location(table: table.name)
    )
  }

  /// Fails: types cannot be changed.
  public func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    throw LoadError(
      .unsupported,
      "The destination cannot change the type of a column that it has. Declare the type before the "
        + "first load, or choose the policy 'variant'.",
      at: LoadError.Location(table: table.name, column: column)
    )
  }
}

/// What a destination can do.
public struct Capabilities: Sendable {
  /// The longest name of a table that it takes, in bytes. `nil` is no limit.
  public var maximumTableNameLength: Int?
  /// The longest name of a column that it takes, in bytes. `nil` is no limit.
  public var maximumColumnNameLength: Int?
  /// Whether names that differ only in case are different.
  public var isCaseSensitive = true
  /// The dispositions that it can carry out.
  public var dispositions: Set<WriteDisposition> = [.append, .replace]
  /// How deep nested data may become tables. `nil` is no limit.
  public var maximumNesting: Int?
  /// Whether sessions can read rows back, as a replay of quarantined records and some checks need.
  public var canScan = false
  /// Whether columns that are there can get a wider type.
  public var canChangeTypes = false

  /// Says that there are no limits, and that rows cannot be read back.
  public init() {}
}

/// A load that begins.
public struct Load: Hashable, Sendable {
  /// The id: seconds since 1970, with microseconds.
  public let id: String
  /// The name of the pipeline.
  public let pipeline: String
  /// The name of the schema.
  public let schema: String

  /// A load, for tests of a session.
  public init(id: String, pipeline: String, schema: String) {
    self.id = id
    self.pipeline = pipeline
    self.schema = schema
  }
}

/// What a dataset remembers of earlier loads.
public struct StoredState: Sendable {
  /// The schema as of the last load, or `nil` if there is none.
  public var schema: Schema?
  /// The id of the latest load, or `nil` if there is none.
  public var lastLoadID: String?
  /// The rows of each table, as far as they are known. Plans say with it what a replacement removes.
  public var rowCounts: [String: Int] = [:]

  /// What is given.
  public init(schema: Schema? = nil, lastLoadID: String? = nil) {
    self.schema = schema
    self.lastLoadID = lastLoadID
  }
}

/// The record of a load, which stands in the table `_dlt_loads` once the load is visible.
public struct LoadRecord: Sendable {
  /// The load.
  public let load: Load
  /// The schema as of the load.
  public let schema: Schema
  /// A hash of what the schema says.
  public let schemaHash: String
  /// When the load was committed.
  public let committedAt: Timestamp
  /// 0: everything was loaded.
  public let status = 0

  /// The record of a load, for tests of a session.
  public init(load: Load, schema: Schema, schemaHash: String, committedAt: Timestamp) {
    self.load = load
    self.schema = schema
    self.schemaHash = schemaHash
    self.committedAt = committedAt
  }
}
