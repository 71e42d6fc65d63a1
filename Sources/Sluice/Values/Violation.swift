// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why data is refused: which rule it breaks, how, and what to do.
///
/// A string literal is a violation of which nothing else is known.
public struct Violation: Hashable, Codable, Sendable {
  /// What is wrong, in one sentence without values of rows.
  public var reason: String
  /// What to do about it, in one sentence. Empty where nobody knows.
  public var advice: String
  /// The rule that is broken, or `nil` where it has no name.
  public var clause: Clause?
  /// What the rule asks for.
  public var expected: String?
  /// What came instead, without values of rows.
  public var found: String?

  /// A violation for a reason.
  public init(
    _ reason: String,
    advice: String = "",
    clause: Clause? = nil,
    expected: String? = nil,
    found: String? = nil
  ) {
    self.reason = reason
    self.advice = advice
    self.clause = clause
    self.expected = expected
    self.found = found
  }

  /// The name of a rule: `columns: freeze`, `check: total is positive`.
  public struct Clause: Hashable, Codable, Sendable, CustomStringConvertible {
    /// What the rule is about.
    public let subject: String
    /// What it says.
    public let rule: String

    /// Names a rule.
    public init(_ subject: String, _ rule: String) {
      self.subject = subject
      self.rule = rule
    }

    /// Subject and rule.
    public var description: String { "\(subject): \(rule)" }
  }
}

extension Violation: ExpressibleByStringInterpolation {
  /// A violation for the reason that the literal gives.
  public init(stringLiteral reason: String) { self.init(reason) }
}

extension Violation: CustomStringConvertible {
  /// Reason and advice.
  public var description: String { advice.isEmpty ? reason : "\(reason) \(advice)" }
}
