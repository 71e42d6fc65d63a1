// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The type of an expression or a column in SQL.
///
/// Columns of tables have a ``DataType`` as well, which says how their values are kept; see
/// `SQLType+Storage.swift`.
indirect enum SQLType: Hashable, Sendable {
  /// The type of NULL before anything else is known.
  case null
  case boolean
  case tinyint, smallint, integer, bigint, hugeint
  case utinyint, usmallint, uinteger, ubigint, uhugeint
  case float, double
  case decimal(width: Int, scale: Int)
  case varchar, blob, json, uuid, bit
  case date, time, timeNS, timeTZ, interval
  /// Moments in microseconds; those of the first two are whole seconds and milliseconds.
  case timestampS, timestampMS, timestamp, timestampTZ
  /// Moments in nanoseconds.
  case timestampNS, timestampTZNS
  /// One of some texts, which are ordered as they are written.
  case enumeration(EnumerationNames)
  case list(SQLType)
  case array(SQLType, count: Int)
  case structure([Field])
  case map(SQLType, SQLType)
  case union([Field])

  /// A field of a structure, or a member of a union.
  struct Field: Hashable, Sendable {
    var name: String
    var type: SQLType
  }
}

/// The texts of an enumeration: an object, so that types are small and compared fast.
final class EnumerationNames: Hashable, Sendable {
  /// The name of the type, if it has one.
  let typeName: String?
  /// The texts, in order.
  let names: [String]
  private let places: [String: Int32]

  init(_ names: [String], typeName: String? = nil) {
    self.names = names
    self.typeName = typeName
    places = Dictionary(
      names.enumerated().map { ($1, Int32($0)) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The place of a text; `nil` if it is none of them.
  func place(of name: String) -> Int32? { places[name] }

  static func == (left: EnumerationNames, right: EnumerationNames) -> Bool {
    left === right || left.names == right.names
  }

  func hash(into hasher: inout Hasher) { hasher.combine(names) }
}
