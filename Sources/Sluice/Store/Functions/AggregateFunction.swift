// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A function of many rows, for arguments of certain types.
struct AggregateFunction: Sendable {
  let name: String
  let result: SQLType
  /// What it makes of no rows: zero for a count.
  var ofNothing: Datum = .null
  /// Whether rows without a value in the first argument are left out before they come.
  var skipsNulls = false
  /// Makes a state that has seen no row.
  let makeState: @Sendable () -> any AggregateState
}
