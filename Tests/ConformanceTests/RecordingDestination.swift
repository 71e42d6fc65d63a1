// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A destination that hands everything to a store, and keeps what a run handed over.
struct RecordingDestination: Destination {
  let store: ColumnStore
  var capabilities: Capabilities
  let recorder = Recorder()

  init(_ store: ColumnStore) {
    self.store = store
    capabilities = store.capabilities
  }

  func open(dataset: String) async throws -> any DestinationSession {
    RecordingSession(try await store.open(dataset: dataset), recorder)
  }
}

/// The rows that a run handed over, by table.
final class Recorder: Sendable {
  private let tables = Locked<[String: [Batch]]>([:])

  /// Adds rows of the table called `name`.
  func add(_ batch: Batch, to name: String) {
    tables.withLock { $0[name, default: []].append(batch) }
  }

  /// Takes all rows so far.
  func take() -> [String: [Batch]] {
    tables.withLock { tables in
      defer { tables = [:] }
      return tables
    }
  }
}

private final class RecordingSession: DestinationSession {
  private let base: any DestinationSession
  private let recorder: Recorder

  init(_ base: any DestinationSession, _ recorder: Recorder) {
    self.base = base
    self.recorder = recorder
  }

  func recall(_ question: Recall) async throws -> StoredState { try await base.recall(question) }
  func begin(_ load: Load) async throws { try await base.begin(load) }
  func drop(_ tables: [String]) async throws { try await base.drop(tables) }
  func empty(_ tables: [String]) async throws { try await base.empty(tables) }
  func migrate(to schema: Schema) async throws { try await base.migrate(to: schema) }

  func load(_ batch: Batch, into table: Table) async throws {
    recorder.add(batch, to: table.name)
    try await base.load(batch, into: table)
  }

  func finish(_ table: Table) async throws { try await base.finish(table) }
  func commit(_ record: LoadRecord) async throws { try await base.commit(record) }
  func abandon() async { await base.abandon() }
  var rowChanges: [String: RowChanges] { base.rowChanges }
}
