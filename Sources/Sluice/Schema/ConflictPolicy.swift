// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What becomes of a value that does not fit the type of its column. More may be added in any release.
public struct ConflictPolicy: Hashable, Sendable, CustomStringConvertible {
  /// The name in a schema document.
  public let description: String

  private init(_ name: String) { description = name }

  /// The value goes to a column beside its own, as dlt does.
  public static let variant = ConflictPolicy("variant")
  /// The column becomes wide enough: an integer column floating point, and anything else text.
  public static let widen = ConflictPolicy("widen")
  /// The column becomes json, which takes values of any type.
  public static let json = ConflictPolicy("json")
  /// The whole record goes to the table `_sluice_quarantine`.
  public static let quarantine = ConflictPolicy("quarantine")
  /// The run fails.
  public static let fail = ConflictPolicy("fail")

  /// All policies there are.
  public static let all: [ConflictPolicy] = [.variant, .widen, .json, .quarantine, .fail]

  /// The policy that a schema document calls `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let policy = Self.all.first(where: { $0.description == name }) else { return nil }
    self = policy
  }
}
