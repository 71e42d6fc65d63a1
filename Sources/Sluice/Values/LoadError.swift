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
  /// The rule that the data broke, with what was expected and found, where it broke one.
  public var violation: Violation?
  /// The failure underneath, if this error wraps another.
  public var cause: (any Error)?

  /// Makes an error, which keeps the first 200 characters of the value.
  public init(
    _ code: Code,
    _ message: String,
    at location: Location = Location(),
    offendingValue: String? = nil,
    violation: Violation? = nil,
    cause: (any Error)? = nil
  ) {
    self.violation = violation
    self.code = code
    self.message = message
    self.location = location
    self.offendingValue = offendingValue.map { String($0.prefix(200)) }
    self.cause = cause
  }
}

extension LoadError {
  /// A place in the data. What is not known is `nil`.
  public struct Location: Hashable, Codable, Sendable {
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
    /// A row breaks a check that fails the load.
    public static let checkFailed = Code("checkFailed")
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
    /// Names of tables with rows would change, for the naming convention did.
    public static let identifiersFrozen = Code("identifiersFrozen")
    /// A name becomes empty under the naming convention.
    public static let invalidName = Code("invalidName")
    /// A type does not show the columns of its values.
    public static let unreadableType = Code("unreadableType")
    /// Hints of a resource contradict each other.
    public static let inconsistentHints = Code("inconsistentHints")
    /// Hints that one column of a table can carry stand at several.
    public static let invalidSchema = Code("invalidSchema")
    /// A schema document says something that a schema cannot be, or is not a document at all.
    public static let invalidDocument = Code("invalidDocument")
    /// A schema document is of a version that this library cannot read.
    public static let unsupportedDocument = Code("unsupportedDocument")
    /// A state of a pipeline says something that a state cannot be, or is not a state at all.
    public static let invalidState = Code("invalidState")
    /// A stored schema is not as it was stored: someone else changed it.
    public static let schemaModified = Code("schemaModified")
    /// Hints of a resource contradict what is known of a table.
    public static let tableConflict = Code("tableConflict")
    /// A hint that depends on the record could not be worked out.
    public static let dynamicHintFailed = Code("dynamicHintFailed")
    /// A record has nothing where its cursor is looked for.
    public static let cursorMissing = Code("cursorMissing")
    /// A record has null where its cursor is looked for.
    public static let cursorNull = Code("cursorNull")
    /// Two values of a cursor cannot be compared, for they are of different types.
    public static let cursorNotComparable = Code("cursorNotComparable")
    /// A record at the boundary of a cursor lacks the key by which it is known again.
    public static let cursorKeyMissing = Code("cursorKeyMissing")
    /// Hints are given for a nested table whose parent has none.
    public static let parentTableMissing = Code("parentTableMissing")
    /// Pipeline, source or resource are set up in a way that cannot work.
    public static let invalidConfiguration = Code("invalidConfiguration")
    /// The load would do what the plan that was approved does not have.
    public static let notApproved = Code("notApproved")
    /// The destination cannot do what the load asks for.
    public static let unsupported = Code("unsupported")
    /// A resource, map or filter of the user threw.
    public static let resourceFailed = Code("resourceFailed")
    /// There is no room left on the disk.
    public static let noSpace = Code("noSpace", isTransient: true)
    /// The process may not read or write a file or folder.
    public static let accessDenied = Code("accessDenied")
    /// A file or folder is not there any more.
    public static let fileMissing = Code("fileMissing")
    /// A file or folder cannot be read or written.
    public static let fileFailed = Code("fileFailed")
    /// A file is not as it was written.
    public static let fileDamaged = Code("fileDamaged")
    /// Another run of the same pipeline is going on.
    public static let alreadyRunning = Code("alreadyRunning", isTransient: true)
    /// A load cannot be undone.
    public static let notUndoable = Code("notUndoable")
    /// The destination refused for good.
    public static let destinationFailed = Code("destinationFailed")
    /// The destination refused for now.
    public static let destinationBusy = Code("destinationBusy", isTransient: true)
  }
}

extension LoadError: CustomStringConvertible {
  /// Place and message, without values of rows.
  public var description: String {
    let place = location.description
    return place.isEmpty ? message : "\(place): \(message)"
  }
}

extension LoadError.Location: CustomStringConvertible {
  /// What is known of the place, in words; empty if nothing is.
  public var description: String {
    var place: [String] = []
    if let resource { place.append("resource '\(resource)'") }
    if let table { place.append("table '\(table)'") }
    if let column { place.append("column '\(column)'") }
    if !path.isEmpty { place.append("field '\(path.joined(separator: "."))'") }
    if let record { place.append("record \(record)") }
    if let line { place.append("line \(line)") }
    if let offset { place.append("byte \(offset)") }
    return place.joined(separator: ", ")
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
