// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a test expected and did not find, with a difference that people can read.
public struct ExpectationFailure: Error, Hashable, CustomStringConvertible {
  /// What was expected, and what was found instead.
  public let description: String

  /// Says what was expected, and what was found instead.
  public init(_ description: String) { self.description = description }
}
