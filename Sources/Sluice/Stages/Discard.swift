// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Something that was left out, and why.
public struct Discard: Hashable, Sendable {
  /// How much was left out.
  public enum Extent: String, Hashable, Codable, Sendable {
    /// One value, nested data included.
    case value
    /// A row with the rows below it.
    case row
    /// A whole record, which went to the table `_sluice_quarantine`.
    case record
  }

  /// How much was left out.
  public var extent: Extent
  /// The table.
  public var table: String
  /// The column that the reason lies in, if it lies in one.
  public var column: String?
  /// The fields that lead to the place, in the names of the source.
  public var sourcePath: [String]
  /// The number of the record in its resource, from 1.
  public var record: Int
  /// Why.
  public var violation: Violation

  /// Describes what was left out.
  public init(
    _ extent: Extent,
    table: String,
    column: String? = nil,
    sourcePath: [String] = [],
    record: Int,
    violation: Violation
  ) {
    self.extent = extent
    self.table = table
    self.column = column
    self.sourcePath = sourcePath
    self.record = record
    self.violation = violation
  }
}

/// What the stages refuse, and why.
enum Refusal: Hashable, Sendable {
  /// The value is left out.
  case value(Violation)
  /// The row is left out.
  case row(Violation)
  /// The whole record goes to quarantine.
  case record(Violation)

  var extent: Discard.Extent {
    switch self {
    case .value: .value
    case .row: .row
    case .record: .record
    }
  }

  var violation: Violation {
    switch self {
    case .value(let violation), .row(let violation), .record(let violation): violation
    }
  }
}
