// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a diagram of a schema shows.
public struct DiagramOptions: Hashable, Sendable {
  /// Whether the tables are shown in which destinations keep account of loads.
  public var includesSystemTables = false
  /// Whether columns are shown that the library adds to the data, such as `_dlt_id`.
  public var includesSystemColumns = true

  /// Shows the tables with all their columns.
  public init() {}
}
