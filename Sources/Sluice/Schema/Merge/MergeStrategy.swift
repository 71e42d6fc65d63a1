// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How a merge treats rows whose key a table has already. More may be added in any release.
public struct MergeStrategy: Hashable, Sendable, CustomStringConvertible {
  /// The name in a schema document.
  public let description: String

  private init(_ name: String) { description = name }

  /// Rows with a key of the load go, with all below them, and those of the load come.
  public static let deleteInsert = MergeStrategy("delete-insert")
  /// Rows with a key of the load get its values and keep their ids; others are added.
  public static let upsert = MergeStrategy("upsert")
  /// Rows with new keys are added; those that are there stay as they are.
  public static let insertOnly = MergeStrategy("insert-only")
  /// Versions are kept: what is not in the load any more is closed, what is new is opened.
  public static let history = MergeStrategy("scd2")
  /// The load is all there is: like ``upsert``, and rows whose key is not in it go.
  public static let snapshot = MergeStrategy("cdc")

  /// All strategies there are.
  public static let all: [MergeStrategy] = [
    .deleteInsert, .upsert, .insertOnly, .history, .snapshot,
  ]

  /// The strategy that a schema document calls `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let strategy = Self.all.first(where: { $0.description == name }) else { return nil }
    self = strategy
  }

  /// Whether the id of a row is a hash of its key.
  var hashesKeys: Bool { self == .upsert || self == .insertOnly || self == .snapshot }
}
