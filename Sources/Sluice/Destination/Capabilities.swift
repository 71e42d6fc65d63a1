// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a destination can do.
public struct Capabilities: Sendable {
  /// The longest name of a table that it takes, in bytes. `nil` is no limit.
  public var maximumTableNameLength: Int?
  /// The longest name of a column that it takes, in bytes. `nil` is no limit.
  public var maximumColumnNameLength: Int?
  /// Whether names that differ only in case are different.
  public var isCaseSensitive = true
  /// The dispositions that it can carry out.
  public var dispositions: Set<WriteDisposition> = [.append, .replace]
  /// The strategies by which it can merge. None by default.
  public var mergeStrategies: Set<MergeStrategy> = []
  /// How deep nested data may become tables. `nil` is no limit.
  public var maximumNesting: Int?
  /// Whether sessions can read rows back, as a replay of quarantined records and some checks need.
  public var canScan = false
  /// Whether columns that are there can get a wider type.
  public var canChangeTypes = false

  /// Says that there are no limits, and that rows cannot be read back.
  public init() {}
}
