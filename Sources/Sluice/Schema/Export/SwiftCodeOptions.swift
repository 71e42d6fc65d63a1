// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What Swift code for a schema looks like.
public struct SwiftCodeOptions: Hashable, Sendable {
  /// Whether the types are public.
  public var isPublic = false
  /// Whether there are properties for columns that the library adds, such as `_dlt_id`.
  public var includesSystemColumns = false

  /// Makes types that only their module sees, with properties for the data.
  public init() {}
}
