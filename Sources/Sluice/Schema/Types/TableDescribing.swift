// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A type that has a say in the table of its values.
///
/// Columns come from the type itself: what it encodes, and what may be missing. Conform where that
/// is not all there is to say, or where it cannot be found out. Nothing has to be written; each
/// requirement says nothing by default.
///
/// ```swift
/// struct Order: Codable, TableDescribing {
///   var number: String
///   var total: ExactDecimal
///
///   static func describe(_ table: inout TableHints) {
///     table.primaryKey = ["number"]
///     table.columns.append(Column("total", .decimal(precision: 12, scale: 2)))
///   }
/// }
/// ```
public protocol TableDescribing: Codable {
  /// Adds to what was found out about the table of the values, or changes it.
  ///
  /// What is said of a column again replaces what was said before. Of a type that is a single value
  /// when it is encoded, the table has one column, `value`. Where values of the type are part of
  /// others, or stand in a list there, columns and nested tables count, and keys do not.
  static func describe(_ table: inout TableHints)

  /// Values that, together, have every field that there is, with every list filled.
  ///
  /// Needed only where none can be made up: the decoding of the type checks what it reads, or it is
  /// an enumeration whose cases carry values. What one of them lacks may be missing. Nothing of them
  /// is loaded.
  static var examples: [Self] { get }
}

extension TableDescribing {
  public static func describe(_ table: inout TableHints) {}
  public static var examples: [Self] { [] }
}
