// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables that a destination has refused for good, while a load goes on with the others.
struct FailureTally {
  private let choice: RetryPolicy.PermanentFailureChoice
  private var failures: [(table: String, error: LoadError)] = []

  /// Keeps failures as `choice` says.
  init(_ choice: RetryPolicy.PermanentFailureChoice) { self.choice = choice }

  /// Whether the table was refused, so that no more of it is to be tried.
  func hasRefused(_ table: String) -> Bool { failures.contains { $0.table == table } }

  /// Makes a call for `table`, unless the table was refused before.
  ///
  /// Throws at once if others are not to be tried, and if what is thrown is no matter of the table: a
  /// cancellation, or a destination or disk that refuses for now.
  mutating func attempt(_ table: String, _ body: () async throws -> Void) async throws {
    guard !hasRefused(table) else { return }
    do {
      try await body()
    } catch let error as LoadError {
      failures.append((table, error))
      if choice == .stop || error.code.isTransient { try settle() }
    }
  }

  /// Throws if any table was refused: one error that tells of all, with the code of the first.
  ///
  /// Called before the commit.
  func settle() throws(LoadError) {
    guard let first = failures.first else { return }
    guard failures.count > 1 else { throw first.error }
    let list = failures.map { "'\($0.table)': \($0.error.message)" }
    throw LoadError(
      first.error.code,
      "\(failures.count) tables are refused, so that nothing of the load is visible. "
        + list.joined(separator: " "),
      at: first.error.location,
      violation: first.error.violation,
      cause: first.error
    )
  }
}
