// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A record that was put aside: whole, as it came, and why.
struct QuarantinedRecord: Hashable, Sendable {
  /// What the text of a record is.
  enum Format: String, Hashable, Sendable {
    /// The bytes of JSON as they came, malformed perhaps.
    case json
    /// Values as `TypedJSON` writes them.
    case values
    /// A line of CSV that cannot be read.
    case csv
    /// Bytes that are not UTF-8, in base 64.
    case base64
  }

  /// An id that stays the same for as long as the record stays.
  var id: String
  /// The load that put it aside.
  var loadID: String
  /// When that load began.
  var quarantinedAt: Timestamp
  /// The schema of the source that sent it.
  var schema: String
  /// The resource that sent it.
  var resource: String
  /// The table that it was for.
  var rootTable: String
  /// The table that the reason lies in: that one, or one below.
  var table: String
  /// The column that the reason lies in.
  var column: String?
  /// The fields that lead to the place.
  var path: [String]
  /// The number of the record in its resource, from 1.
  var record: Int
  /// The name of the rule that it breaks.
  var clause: String?
  /// Why it was put aside.
  var reason: String
  /// What the rule asks for.
  var expected: String?
  /// What came instead.
  var found: String?
  /// What the text is.
  var format: Format
  /// The record.
  var text: String
  /// How often it was tried to load the record.
  var attempts: Int

  /// The value that the text stands for, or `nil` if it cannot be read.
  var value: Value? {
    switch format {
    case .json: try? Value(json: text)
    case .values: try? TypedJSON.value(text)
    case .csv, .base64: nil
    }
  }
}
