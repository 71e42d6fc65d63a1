// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a merge does, beside the key: a strategy and its options.
public struct MergeRule: Hashable, Sendable {
  /// How rows with known keys are treated.
  public var strategy: MergeStrategy
  /// Whether no two rows of a load have the same key, so that nobody need look.
  ///
  /// If that is not so, all of them stay.
  public var isDeduplicated = false
  /// Whether rows that have not changed stay untouched, with the id of the load that brought them.
  ///
  /// For ``MergeStrategy/upsert`` and ``MergeStrategy/snapshot``. What hangs below a row counts.
  public var skipsUnchanged = false
  /// Which rows of a load take part; the others are left out. `nil` means all.
  public var sourceFilter: RowCondition?
  /// Which rows of the table a load takes the place of, whatever their key. `nil` means by key only.
  ///
  /// Where missing rows go, only those go that meet it.
  public var scope: RowCondition?
  /// Whether rows of a load that do not meet ``scope`` are an error.
  public var requiresScope = false
  /// Whether rows go whose key is not in the load, which then is all there is.
  public var deletesMissing = false
  /// Whether a load without rows is believed: then all rows in question go. Otherwise nothing does.
  public var believesEmptyLoads = false
  /// The column that marks rows as deleted which otherwise would go, and that keep their values.
  ///
  /// The moment of the load in a timestamp, as which it is made; in a bool it is `true`.
  public var softDelete: String?
  /// How versions are told apart, and which columns say when they were valid.
  public var history = History()

  /// A merge with a strategy, and nothing else said.
  public init(_ strategy: MergeStrategy = .deleteInsert) { self.strategy = strategy }

  /// How versions of rows are kept by ``MergeStrategy/history``.
  public struct History: Hashable, Sendable {
    /// The column with the moment from which a version is valid.
    public var validFrom = "_dlt_valid_from"
    /// The column with the moment from which a version is not valid any more.
    public var validTo = "_dlt_valid_to"
    /// A column of the data that tells versions apart. `nil` means by all that a record holds.
    public var version: String?
    /// What stands in ``validTo`` while a version is valid. `nil` means no value.
    public var active: Timestamp?
    /// The moment at which versions begin and end. `nil` means the one at which the load began.
    public var boundary: Timestamp?
    /// Whether versions stay open that are not in the load, for it is only a part.
    public var keepsMissing = false

    /// What dlt does if nothing is said.
    public init() {}
  }
}

/// What becomes of the rows of a table that is replaced by nothing, or by too little.
public struct ReplaceRule: Hashable, Sendable {
  /// What to do if no row comes.
  public var onEmpty = EmptyLoad.clear
  /// How many rows have to come, if any; fewer end the run. None by default.
  public var minimumRows = 0

  /// An empty load clears the table, as in dlt.
  public init() {}
}

/// What a load without rows does to a table that it replaces. More may be added in any release.
public struct EmptyLoad: Hashable, Sendable, CustomStringConvertible {
  /// The name in a schema document.
  public let description: String

  private init(_ name: String) { description = name }

  /// The rows stay as if the resource had not been extracted.
  public static let keep = EmptyLoad("keep")
  /// All rows go.
  public static let clear = EmptyLoad("clear")
  /// The run ends with an error, and nothing is loaded.
  public static let fail = EmptyLoad("fail")

  /// The rule that a schema document calls `name`, or `nil` if there is none.
  public init?(name: String) {
    let all: [EmptyLoad] = [.keep, .clear, .fail]
    guard let rule = all.first(where: { $0.description == name }) else { return nil }
    self = rule
  }
}
