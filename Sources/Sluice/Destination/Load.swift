// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load that begins.
public struct Load: Hashable, Codable, Sendable {
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

/// What a run asks a dataset for.
public struct Recall: Hashable, Sendable {
  /// The name of the schema.
  public var schema: String
  /// The name of the pipeline.
  public var pipeline: String

  /// Asks for a schema, and for the state of a pipeline.
  public init(schema: String, pipeline: String) {
    self.schema = schema
    self.pipeline = pipeline
  }
}

/// What a dataset remembers of earlier loads.
public struct StoredState: Sendable {
  /// The schema as of the last load, or `nil` if there is none.
  public var schema: Schema?
  /// The state of the pipeline as of its last load, or `nil` if there is none.
  public var state: PipelineState?
  /// Whether there is such a dataset at all; `nil` if the destination remembers nothing of its loads.
  public var isThere: Bool?
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
  /// The state of the pipeline as of the load, or `nil` if it did not change.
  public var state: PipelineState?
  /// The tables in use, with the rows that came.
  public var tables: [LoadedTable] = []
  /// Whether earlier versions of the schema are forgotten, for it was begun anew.
  public var forgetsVersions = false

  /// The record of a load, for tests of a session.
  public init(load: Load, schema: Schema, schemaHash: String, committedAt: Timestamp) {
    self.load = load
    self.schema = schema
    self.schemaHash = schemaHash
    self.committedAt = committedAt
  }
}

/// What a load did with one table.
public struct LoadedTable: Hashable, Codable, Sendable {
  /// The name.
  public var name: String
  /// How the rows met those that were there.
  public var disposition: WriteDisposition
  /// How many rows came.
  public var rows: Int

  /// Describes what a load did with a table.
  public init(name: String, disposition: WriteDisposition, rows: Int) {
    self.name = name
    self.disposition = disposition
    self.rows = rows
  }
}

/// A load that is visible.
public struct CommittedLoad: Hashable, Sendable {
  /// The load.
  public var load: Load
  /// When it was committed.
  public var committedAt: Timestamp
  /// What it did, table by table.
  public var tables: [LoadedTable]
  /// Whether it brought another state of the pipeline.
  public var bringsState: Bool

  /// Describes a load.
  public init(load: Load, committedAt: Timestamp, tables: [LoadedTable], bringsState: Bool) {
    self.load = load
    self.committedAt = committedAt
    self.tables = tables
    self.bringsState = bringsState
  }
}
