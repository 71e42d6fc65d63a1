// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a load did to the rows of a table.
public struct RowChanges: Hashable, Codable, Sendable {
  /// Rows that are new.
  public var inserted = 0
  /// Rows that came in the place of others with the same key.
  public var updated = 0
  /// Rows that went, or were marked as deleted, and have none in their place.
  ///
  /// Versions that were closed are among them.
  public var deleted = 0
  /// Rows that came and were there already, and so were left untouched.
  public var unchanged = 0

  /// Nothing was done.
  public init() {}
}
