// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is known of a column: its name, its type and its hints.
public struct Column: Hashable, Sendable {
  /// The name in the destination.
  public var name: String
  /// The type, or `nil` while no value has been seen and none was declared.
  public var type: DataType?
  /// Whether rows may lack a value. `nil` where nothing was said, which means that they may.
  public var nullable: Bool?
  /// How precise the type is to be, said before the type is known: it takes this over.
  public var typeDetails = DataType.Details()
  /// What else holds for the column.
  public var hints: Set<ColumnHint>
  /// Hints that were said not to hold, whatever was said before.
  public var deniedHints: Set<ColumnHint> = []
  /// Which of several rows with the same key is kept: the one with the first or the last value here.
  public var deduplicationOrder: SortOrder?
  /// What becomes of values that do not fit; `nil` leaves that to the contract.
  public var conflictPolicy: ConflictPolicy?
  /// The fields that lead to the values, in the names of the source; empty where it is the name.
  public var sourcePath: [String] = []
  /// A sentence for people.
  public var description: String?
  /// Notes of the user, by names that begin with `x-`.
  public var annotations: Record

  /// Makes a column.
  public init(
    _ name: String,
    _ type: DataType? = nil,
    nullable: Bool? = nil,
    hints: Set<ColumnHint> = []
  ) {
    self.name = name
    self.type = type
    self.nullable = nullable
    self.hints = hints
    annotations = Record()
  }

  /// Whether rows may lack a value.
  public var isNullable: Bool { nullable ?? true }
}

/// The order of values.
public enum SortOrder: String, Hashable, Sendable {
  /// The smallest value first.
  case ascending = "asc"
  /// The largest value first.
  case descending = "desc"
}

/// Something that holds for a column. More may be added in any release.
public struct ColumnHint: Hashable, Sendable, CustomStringConvertible {
  /// The name in a schema document.
  public let description: String

  private init(_ name: String) { description = name }

  /// Part of the primary key.
  public static let primaryKey = ColumnHint("primary_key")
  /// Part of the key that decides which rows a merge replaces.
  public static let mergeKey = ColumnHint("merge_key")
  /// No two rows have the same value.
  public static let unique = ColumnHint("unique")
  /// The destination sorts by the column.
  public static let sort = ColumnHint("sort")
  /// The destination partitions by the column.
  public static let partition = ColumnHint("partition")
  /// The destination clusters by the column.
  public static let cluster = ColumnHint("cluster")
  /// The id of the row.
  public static let rowKey = ColumnHint("row_key")
  /// The id of the row above.
  public static let parentKey = ColumnHint("parent_key")
  /// The id of the row of the root table.
  public static let rootKey = ColumnHint("root_key")
  /// A value here says that the row is to be deleted.
  public static let hardDelete = ColumnHint("hard_delete")
  /// The cursor of an incremental load.
  public static let incremental = ColumnHint("incremental")
  /// Made for values that did not fit another column.
  public static let variant = ColumnHint("variant")

  /// All hints there are.
  public static let all: [ColumnHint] = [
    .primaryKey, .mergeKey, .unique, .sort, .partition, .cluster, .rowKey, .parentKey, .rootKey,
    .hardDelete, .incremental, .variant,
  ]

  /// The hint that a schema document calls `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let hint = Self.all.first(where: { $0.description == name }) else { return nil }
    self = hint
  }

  /// Hints that are set for a table as a whole: new ones replace all that were there.
  package static let compound: Set<ColumnHint> = [
    .primaryKey, .mergeKey, .partition, .cluster, .incremental,
  ]
}
