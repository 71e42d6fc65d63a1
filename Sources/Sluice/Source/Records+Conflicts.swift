// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Says what becomes of values that do not fit their column, in this table and those below it.
  ///
  /// What a column says of itself counts more, and so does what is said of a nested table.
  public func onConflict(_ policy: ConflictPolicy) -> Self {
    with { $0.hints.conflictPolicy = policy }
  }

  /// Lets the table have `limit` columns of data; fields beyond go into one json column.
  ///
  /// That column is called `_sluice_overflow`. Columns that are declared count, and always stay: if
  /// more are declared than there may be, the run fails. Nested tables have limits of their own.
  public func maximumColumns(_ limit: Int) -> Self {
    precondition(limit >= 0, "A number of columns cannot be negative.")
    return with { $0.hints.maximumColumns = limit }
  }
}
