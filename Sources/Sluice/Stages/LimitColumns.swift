// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Puts the fields for which a table has no room as a column into one json column.
///
/// Columns count that hold data: not those that every table has, nor the json column. Columns that
/// were declared, or came with earlier loads, always stay; lists become tables all the same.
/// Put the stage behind ``EvolveSchema``.
public struct LimitColumns: Stage {
  /// The name that the json column has unless another is given.
  public static let overflow = "_sluice_overflow"

  /// How many columns a table may have where it does not say so itself.
  public let limit: Int
  /// The name of the json column.
  public let overflow: String

  /// Lets tables have `limit` columns; fields beyond go into the json column called `overflow`.
  public init(to limit: Int, overflow: String = Self.overflow) {
    precondition(limit >= 0, "A number of columns cannot be negative.")
    self.limit = limit
    self.overflow = overflow
  }

  /// Sends a column that was accepted to the json column if its table is full.
  public func review(_ change: inout SchemaChange) throws {
    change.limitColumns(to: change.table.maximumColumns ?? limit, overflow: overflow)
  }
}

extension SchemaChange {
  /// Sends the value of an accepted column to the json column `overflow` if the table is full.
  mutating func limitColumns(to limit: Int, overflow: String) {
    guard decision == .accept, let column else { return }
    // What was declared, if only by its name, has its place.
    guard table[column.name] == nil, table.dataColumnCount >= limit else { return }
    decision = .overflow(into: overflow)
  }
}
