// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run would do, worked out without loading anything.
///
/// It can be printed, compared, stored as JSON and approved: ``Pipeline/run(_:approving:)-(Source,_)``
/// does what is in it and nothing else.
public struct LoadPlan: Hashable, Codable, Sendable {
  /// What a run would do with the rows of one table.
  public struct UsedTable: Hashable, Codable, Sendable {
    /// The name.
    public var table: String
    /// How the rows would meet those that are there.
    public var disposition: WriteDisposition
    /// How many rows would be loaded.
    public var rows: Int
    /// How many rows a replacement would remove; `nil` where none is meant, or nobody knows.
    public var removes: Int?
  }

  /// Something that would make the run fail.
  public struct Failure: Hashable, Codable, Sendable {
    /// The name of the kind of ``LoadError``.
    public var code: String
    /// What is wrong, and what to do.
    public var message: String
    /// The rule that is broken, where it is one.
    public var violation: Violation?
    /// How many records would do so, each taken alone.
    public var count: Int
    /// Where it would happen first.
    public var first: LoadError.Location
  }

  /// Records of one resource that cannot be read.
  public struct Malformed: Hashable, Codable, Sendable {
    /// The resource.
    public var resource: String
    /// How many there are.
    public var count: Int
    /// What is wrong with the first.
    public var reason: String
    /// Where the first is.
    public var first: LoadError.Location
    /// Whether they would make the run fail, or be skipped.
    public var failsRun: Bool
  }

  /// Which records of a resource would be new along a cursor, as texts for people.
  public struct Window: Hashable, Codable, Sendable {
    /// The resource.
    public var resource: String
    /// The path of the cursor.
    public var cursor: String
    /// Where the run would start, after its lag; `nil` where all records are new.
    public var from: String?
    /// Where the range ends, if it does.
    public var until: String?
    /// How far the cursor would come; `nil` without an end that is remembered, or without records.
    public var to: String?
    /// How many records would be new.
    public var new: Int
    /// How many would be left out.
    public var leftOut: Int
    /// How many of all lie before where the cursor is: they come late, or are sent once more.
    public var late: Int
  }

  /// The pipeline.
  public internal(set) var pipeline: String
  /// The source.
  public internal(set) var source: String
  /// The type of the destination.
  public internal(set) var destination: String
  /// The dataset, as the destination names it.
  public internal(set) var dataset: String
  /// How many records of each resource were looked at, or `nil` for all.
  public internal(set) var recordLimit: Int?
  /// What would change in the destination, each with the record that brings it.
  public internal(set) var changes: [LoggedChange] = []
  /// What the destination would do, in order.
  public internal(set) var statements: [String] = []
  /// The tables in use, roots before those below.
  public internal(set) var tables: [UsedTable] = []
  /// What would be left out, reason by reason.
  public internal(set) var leftOut: [DiscardGroup] = []
  /// What would make the run fail.
  public internal(set) var failures: [Failure] = []
  /// Records that cannot be read.
  public internal(set) var malformed: [Malformed] = []
  /// Where the cursors of the resources would start, and how far they would come.
  public internal(set) var windows: [Window] = []
  /// Names that would become the same.
  public internal(set) var collisions: [RunReport.Collision] = []

  /// Whether a run would fail on the data that the plan has seen.
  public var isFailing: Bool { !failures.isEmpty || malformed.contains(where: \.failsRun) }

  /// What a run would do with the table called `name`, or `nil` if it would not touch it.
  public subscript(name: String) -> UsedTable? { tables.first { $0.table == name } }
}
