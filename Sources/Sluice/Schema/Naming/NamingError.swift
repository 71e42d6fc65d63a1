// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A name that a naming convention cannot turn into one for a table or column.
public struct NamingError: Error, Hashable, Sendable {
  /// What kind of failure this is.
  public var code: Code
  /// The name as it was given.
  public var name: String
  /// One sentence or two: what was attempted, why it failed, and what to do.
  public var message: String

  /// Makes an error about `name`.
  public init(_ code: Code, name: String, message: String) {
    self.code = code
    self.name = name
    self.message = message
  }
}

extension NamingError {
  /// A kind of failure. New kinds may be added in any release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Kind: String { case emptyIdentifier, refused, unknownConvention }
    private let kind: Kind

    /// The name is empty or blank.
    public static let emptyIdentifier = Code(kind: .emptyIdentifier)
    /// The convention does not take this name; for conventions made by users.
    public static let refused = Code(kind: .refused)
    /// No convention has this name.
    public static let unknownConvention = Code(kind: .unknownConvention)

    public var description: String { kind.rawValue }
  }

  static func emptyIdentifier(_ name: String) -> NamingError {
    NamingError(
      .emptyIdentifier,
      name: name,
      message: """
        The name '\(name)' is blank, so no table or column can be called after it. \
        Give it a character that is not white space.
        """
    )
  }

  static func unknownConvention(_ name: String, known: [String]) -> NamingError {
    let list = known.map { "'\($0)'" }.joined(separator: ", ")
    return NamingError(
      .unknownConvention,
      name: name,
      message: "There is no naming convention called '\(name)'. Choose one of \(list)."
    )
  }
}

extension NamingError: CustomStringConvertible {
  public var description: String { message }
}
