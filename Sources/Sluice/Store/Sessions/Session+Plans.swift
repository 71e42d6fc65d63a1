// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// How a statement would run, or has run.
  func explain(_ explain: SQL.Explain) throws -> StatementResult {
    throw SQLError(.unsupported, "EXPLAIN is not there yet")
  }
}
