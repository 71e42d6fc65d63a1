// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The order of what a run asks of a session, with no waiting in it: events go in, actions come out.
struct RunMachine {
  /// What to do next.
  enum Action: Equatable {
    /// Bring the tables of the destination in line with the schema.
    case migrate
    /// Load the batch at hand.
    case load
    /// Say that a table has all its rows.
    case finish(String)
    /// Make the load visible.
    case commit
  }

  private enum State { case idle, open, loading, finishing, done }

  private var state = State.idle
  private var migratedRevision: Int?
  /// The tables that got rows.
  private(set) var tables: Set<String> = []

  /// A session was opened.
  mutating func opened() {
    precondition(state == .idle, "A run opens one session.")
    state = .open
  }

  /// The load has begun.
  mutating func begun() {
    precondition(state == .open, "A load begins in an open session.")
    state = .loading
  }

  /// Rows of `table` came, made with the schema in this revision.
  mutating func received(_ table: String, revision: Int) -> [Action] {
    precondition(state == .loading, "Rows are loaded after the beginning and before the end.")
    tables.insert(table)
    return migration(to: revision) + [.load]
  }

  /// No more rows come. `tables` are all that are in use, in the order in which they are finished.
  mutating func drained(revision: Int, inUse tables: [String]) -> [Action] {
    precondition(state == .loading, "A load ends once.")
    state = .finishing
    let migration = tables.isEmpty ? [] : migration(to: revision)
    return migration + tables.map { .finish($0) } + [.commit]
  }

  /// The load is visible.
  mutating func committed() {
    precondition(state == .finishing, "A load is committed at its end.")
    state = .done
  }

  private mutating func migration(to revision: Int) -> [Action] {
    guard migratedRevision != revision else { return [] }
    migratedRevision = revision
    return [.migrate]
  }
}
