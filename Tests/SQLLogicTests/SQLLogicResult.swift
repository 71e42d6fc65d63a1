// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows of a query, as text.
struct SQLLogicResult: Equatable, Sendable {
  /// What kind of type a column has: it decides how its cells are compared.
  enum Kind: Equatable, Sendable {
    /// Cells are `true` or `false`.
    case boolean
    /// Integers of any width, signed or not.
    case integer
    /// Numbers with a fixed count of digits behind the point.
    case decimal
    /// `FLOAT` and `DOUBLE`.
    case floating
    /// Text.
    case text
    /// Everything else: dates, lists, blobs, …
    case other
  }

  struct Column: Equatable, Sendable {
    var name: String
    var kind: Kind
  }

  var columns: [Column]
  /// The cells row by row, as DuckDB's cast to `VARCHAR` writes them; `nil` is null.
  ///
  /// Nothing is replaced by the engine: an empty text is empty, a boolean is `true` or `false`.
  var cells: [String?]

  init(columns: [Column] = [], cells: [String?] = []) {
    precondition(
      columns.isEmpty ? cells.isEmpty : cells.count.isMultiple(of: columns.count),
      "Each row has a cell for each column."
    )
    self.columns = columns
    self.cells = cells
  }

  var rowCount: Int { columns.isEmpty ? 0 : cells.count / columns.count }
}
