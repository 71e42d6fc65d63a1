// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Checks each row as `holds` says, which passes where it says yes or cannot know.
  ///
  /// Comparing with a value that is missing is unknown, as in SQL.
  public func check<Result: CheckResult>(
    _ name: String,
    otherwise outcome: Check.Outcome = .fail,
    _ holds: @escaping @Sendable (CheckedRow) throws -> Result
  ) -> Self {
    with { $0.hints.check(name, otherwise: outcome, holds) }
  }

  /// Checks each row by one of the ready-made checks.
  public func check(_ check: Check, otherwise outcome: Check.Outcome = .fail) -> Self {
    with { $0.hints.check(check, otherwise: outcome) }
  }
}
