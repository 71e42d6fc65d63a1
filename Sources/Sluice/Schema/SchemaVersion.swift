// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A version of a schema: what changed in it, when, and because of what.
public struct SchemaVersion: Hashable, Sendable {
  /// The number of the version.
  public var version: Int
  /// The hash of the schema in this version.
  public var hash: String
  /// The load that brought it.
  public var loadID: String
  /// When the load was committed.
  public var date: Timestamp
  /// What changed, in the order in which it happened.
  public var changes: [LoggedChange]

  /// Describes a version.
  public init(
    version: Int,
    hash: String,
    loadID: String,
    date: Timestamp,
    changes: [LoggedChange]
  ) {
    self.version = version
    self.hash = hash
    self.loadID = loadID
    self.date = date
    self.changes = changes
  }
}

/// One change of a schema, and the record that brought it.
public struct LoggedChange: Hashable, Codable, Sendable {
  /// What a change does. More may be added in any release.
  public struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind.
    public let description: String

    private init(_ name: String) { description = name }

    /// A table is new.
    public static let tableAdded = Kind("table added")
    /// A column is new.
    public static let columnAdded = Kind("column added")
    /// A column has another type.
    public static let typeChanged = Kind("type changed")
    /// A table or column has other hints.
    public static let hintsChanged = Kind("hints changed")
    /// A table is gone.
    public static let tableRemoved = Kind("table removed")
    /// A column is gone.
    public static let columnRemoved = Kind("column removed")

    /// All kinds there are.
    public static let all: [Kind] = [
      .tableAdded, .columnAdded, .typeChanged, .hintsChanged, .tableRemoved, .columnRemoved,
    ]

    /// The kind called `name`, or `nil` if there is none.
    public init?(name: String) {
      guard let kind = Self.all.first(where: { $0.description == name }) else { return nil }
      self = kind
    }
  }

  /// What happened.
  public var kind: Kind
  /// The table.
  public var table: String
  /// The column, or `nil` where the table as a whole changed.
  public var column: String?
  /// What was there before, in words.
  public var before: String?
  /// What is there now, in words.
  public var after: String?
  /// The resource that brought the change.
  public var resource: String?
  /// The fields that lead to the value that brought it, in the names of the source.
  public var sourcePath: [String] = []
  /// The number of the record that brought it in its resource, from 1; `nil` where it was declared.
  public var record: Int?

  /// Describes a change.
  public init(_ kind: Kind, table: String, column: String? = nil) {
    self.kind = kind
    self.table = table
    self.column = column
  }
}

extension LoggedChange.Kind: Codable {
  /// Reads the name of a kind; throws `DecodingError` if there is none of that name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let kind = Self(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "There is no kind of change called '\(name)'."
      )
    }
    self = kind
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
