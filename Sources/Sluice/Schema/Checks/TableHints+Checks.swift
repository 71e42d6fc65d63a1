// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableHints {
  /// Adds a check of each row: one of the ready-made ones.
  public mutating func check(_ check: Check, otherwise outcome: Check.Outcome = .fail) {
    checks.append(check.otherwise(outcome))
  }

  /// Adds a check of each row, which passes where `holds` says yes or cannot know.
  public mutating func check<Result: CheckResult>(
    _ name: String,
    otherwise outcome: Check.Outcome = .fail,
    _ holds: @escaping @Sendable (CheckedRow) throws -> Result
  ) {
    check(Check(name, holds), otherwise: outcome)
  }
}
