// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One value of a query outside of cells: a constant, a limit, the least value of a column.
///
/// What it means depends on its type, as with cells: a date is a number of days.
enum Datum: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Whole numbers, dates and times, the digits of decimals, places in enumerations.
  case integer(Int128)
  case double(Double)
  case bytes([UInt8])
  case interval(Interval)
  /// The elements of a list or an array, or for a map, structures of key and value.
  case list([Datum])
  /// The values of all fields.
  case structure([Datum])

  /// A text.
  static func text(_ text: String) -> Datum { .bytes(Array(text.utf8)) }

  /// Whether there is no value.
  var isNull: Bool { self == .null }
}

/// A value and its type.
struct TypedDatum: Hashable, Sendable {
  var value: Datum
  var type: SQLType

  init(_ value: Datum, _ type: SQLType) {
    self.value = value
    self.type = type
  }

  /// NULL that can become a value of any type.
  static let null = TypedDatum(.null, .null)
}
