// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunReport {
  /// What the run did along the cursor of `resource` at `path`; the path may be left out if there is one.
  public func cursor(of resource: String, at path: String? = nil) -> CursorReport? {
    cursors.last { $0.resource == resource && (path == nil || $0.path == path) }
  }

  /// How many records came late along all cursors: they lie before where the cursor was.
  public var lateRecords: Int { cursors.reduce(0) { $0 + $1.late } }
}
