// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why a load failed, where, and what to do.
public struct LoadError: Error, Sendable {
  /// What kind of failure this is.
  public var code: Code
  /// One sentence or two: what was attempted, why it failed, and what to do. Never holds a value of a row.
  public var message: String
  /// Where in the data the failure happened.
  public var location: Location
  /// The value that was refused, or the start of a long one. Left out of ``description`` on purpose.
  public var offendingValue: String?
  /// The failure underneath, if this error wraps another.
  public var cause: (any Error)?

  /// Makes an error, which keeps the first 200 characters of the value.
  public init(
    _ code: Code,
    _ message: String,
    at location: Location = Location(),
    offendingValue: String? = nil,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.offendingValue = offendingValue.map { String($0.prefix(200)) }
    self.cause = cause
  }
}

extension LoadError {
  /// A place in the data. What is not known is `nil`.
  public struct Location: Hashable, Sendable {
    /// The resource.
    public var resource: String?
    /// The table.
    public var table: String?
    /// The column.
    public var column: String?
    /// The fields that lead to the value, in the names of the source.
    public var path: [String] = []
    /// The number of the record in its resource, from 1.
    public var record: Int?
    /// The line of the input, from 1.
    public var line: Int?
    /// The byte of the input, from 0.
    public var offset: Int?

    /// Makes a place of which nothing is known but what is given.
    public init(
      resource: String? = nil,
      table: String? = nil,
      column: String? = nil,
      path: [String] = [],
      record: Int? = nil,
      line: Int? = nil,
      offset: Int? = nil
    ) {
      self.resource = resource
      self.table = table
      self.column = column
      self.path = path
      self.record = record
      self.line = line
      self.offset = offset
    }
  }

  /// A kind of failure. More may be added in any release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind.
    public let description: String
    /// Whether the same run may succeed if it is tried again.
    public let isTransient: Bool

    private init(_ name: String, isTransient: Bool = false) {
      description = name
      self.isTransient = isTransient
    }

    /// The bytes are not what the format promises.
    public static let malformedInput = Code("malformedInput")
    /// A stage refused a change of shape, or none decided about it.
    public static let contractViolation = Code("contractViolation")
    /// A column that has to have values got none.
    public static let missingValue = Code("missingValue")
    /// A value fits neither its column nor the column beside it.
    public static let cannotCoerce = Code("cannotCoerce")
    /// A column that has to have values has no type, for no value was seen.
    public static let columnWithoutData = Code("columnWithoutData")
    /// A value lies outside of what its column can store.
    public static let valueOutOfRange = Code("valueOutOfRange")
    /// A value cannot be loaded at all.
    public static let invalidValue = Code("invalidValue")
    /// Two names of tables or columns are the same for the destination.
    public static let identifierCollision = Code("identifierCollision")
    /// A name becomes empty under the naming convention.
    public static let invalidName = Code("invalidName")
    /// Hints of a resource contradict each other.
    public static let inconsistentHints = Code("inconsistentHints")
    /// Hints that one column of a table can carry stand at several.
    public static let invalidSchema = Code("invalidSchema")
    /// Hints of a resource contradict what is known of a table.
    public static let tableConflict = Code("tableConflict")
    /// A hint that depends on the record could not be worked out.
    public static let dynamicHintFailed = Code("dynamicHintFailed")
    /// Hints are given for a nested table whose parent has none.
    public static let parentTableMissing = Code("parentTableMissing")
    /// Pipeline, source or resource are set up in a way that cannot work.
    public static let invalidConfiguration = Code("invalidConfiguration")
    /// The destination cannot do what the load asks for.
    public static let unsupported = Code("unsupported")
    /// A resource, map or filter of the user threw.
    public static let resourceFailed = Code("resourceFailed")
    /// The destination refused for good.
    public static let destinationFailed = Code("destinationFailed")
    /// The destination refused for now.
    public static let destinationBusy = Code("destinationBusy", isTransient: true)
  }
}

extension LoadError: CustomStringConvertible {
  /// Place and message, without values of rows.
  public var description: String {
    var place: [String] = []
    if let resource = location.resource { place.append("resource '\(resource)'") }
    if let table = location.table { place.append("table '\(table)'") }
    if let column = location.column { place.append("column '\(column)'") }
    if !location.path.isEmpty { place.append("field '\(location.path.joined(separator: "."))'") }
    if let record = location.record { place.append("record \(record)") }
    if let line = location.line { place.append("line \(line)") }
    if let offset = location.offset { place.append("byte \(offset)") }
    return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
  }
}

extension LoadError: CustomDebugStringConvertible {
  /// What ``description`` says, with the code and the value that was refused.
  public var debugDescription: String {
    let value = offendingValue.map { " Value: \($0)." } ?? ""
    let below = cause.map { " Cause: \($0)" } ?? ""
    return "\(code): \(description)\(value)\(below)"
  }
}
