// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A place that can take tables and commit a load.
public protocol Destination: Sendable {
  /// What the place can do.
  var capabilities: Capabilities { get }

  /// Starts a session that loads into the dataset called `dataset`, which is made where it is missing.
  func open(dataset: String) async throws -> any DestinationSession
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

  /// Takes rows of `table`. Their columns are some of those of the table, in any order; where a
  /// column is missing, its rows have no value.
  func load(_ batch: Batch, into table: Table) async throws

  /// Says that all rows of `table` have been loaded, none perhaps.
  ///
  /// The disposition of the table decides what ``commit(_:)`` does with the rows of earlier loads.
  func finish(_ table: Table) async throws

  /// Makes the load visible, and keeps the record of it as the last thing.
  func commit(_ record: LoadRecord) async throws

  /// Forgets the load. Called after a failure; must not throw.
  func abandon() async
}

extension DestinationSession {
  /// Nothing is remembered.
  public func recall(_ schema: String) async throws -> StoredState { StoredState() }
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

  /// Says that everything is possible.
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
