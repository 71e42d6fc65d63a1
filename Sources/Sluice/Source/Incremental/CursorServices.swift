// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What cursors need of the run besides the state of their resource.
struct CursorServices: Sendable {
  /// The id of the load.
  var loadID: String
  /// Hears what was done along a cursor, when its resource is through.
  var report: @Sendable (CursorReport) -> Void
  /// The hashes that a table of the dataset has of a boundary.
  var boundary: @Sendable (_ table: String) -> Set<String>
  /// Puts the hashes of a boundary into a table of the dataset, in the place of those that it has.
  ///
  /// Returns the name of the table; `nil` where the destination cannot read one back.
  var keepBoundary: @Sendable (Set<String>, Incremental) async throws -> String?
  /// Sends rows to a table in which the library keeps account; `false` where they cannot go there.
  var account: @Sendable (Batch, Table) async throws -> Bool
}
