// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A database system that scripts can be run against.
///
/// Write ``open(_:)``; the other requirement has a default.
protocol SQLLogicEngine: Sendable {
  /// Opens a database: a fresh one at the start of every script, others where a script says so.
  ///
  /// Throw ``Unsupported`` for what the engine has no notion of: the rest of the script is skipped.
  func open(_ location: DatabaseLocation) async throws -> any SQLLogicDatabase

  /// Whether the engine has the extension that a script asks for with `require`, such as `json`.
  ///
  /// The name is in lower case. No extension is there by default: what needs one is skipped.
  func provides(_ extensionName: String) -> Bool
}

extension SQLLogicEngine {
  func provides(_ extensionName: String) -> Bool { false }
}

/// Where a database is.
enum DatabaseLocation: Equatable, Sendable {
  /// In memory: a fresh database each time.
  case memory
  /// In a file. The same path may be opened again after a `restart`, with all that was committed.
  case file(path: String, isReadOnly: Bool)
}

/// An open database. It is used by one task at a time.
protocol SQLLogicDatabase {
  /// Opens one more session, which sees what the others have committed.
  func connect() async throws -> any SQLLogicSession

  /// Closes the database, after all of its sessions are gone.
  func close() async throws
}

/// A connection to a database, with transactions and settings of its own.
protocol SQLLogicSession {
  /// Runs the statements in `sql`, which may be several, and returns the result of the last.
  ///
  /// Whatever is thrown counts as an error of the statement; its description is the message. A
  /// statement that fails leaves the session usable.
  func run(_ sql: String) async throws -> SQLLogicResult

  /// Ends the session, and with it a transaction that is still open.
  func close() async
}

/// The engine has no notion of what a script asks for.
struct Unsupported: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
