// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A destination that knows what another remembers, and loads nothing.
struct PlanningDestination: Destination {
  let base: any Destination
  let folder: PipelineFolder
  let collector: PlanCollector

  var capabilities: Capabilities { base.capabilities }
  var kind: String { base.kind }
  var place: String { base.place }

  func open(dataset: String) async throws -> any DestinationSession {
    PlanningSession(self, dataset)
  }

  func inspect(_ question: Recall, dataset: String) async throws -> StoredState {
    try await base.inspect(question, dataset: dataset)
  }
}

/// Counts rows, and forgets them.
private final class PlanningSession: DestinationSession {
  private let destination: PlanningDestination
  private let dataset: String
  /// Is asked for rows and loads. It is opened only if something was loaded before, and loads nothing.
  private var base: (any DestinationSession)?
  private var hasLoads = false
  private var storedHash: String?

  init(_ destination: PlanningDestination, _ dataset: String) {
    self.destination = destination
    self.dataset = dataset
  }

  func recall(_ question: Recall) async throws -> StoredState {
    var stored = try await destination.base.inspect(question, dataset: dataset)
    if stored.isThere == nil {
      stored.schema = try stored.schema ?? destination.folder.schema(question.schema)
      stored.state = try stored.state ?? destination.folder.state()
    }
    destination.collector.recall(stored, in: dataset)
    storedHash = stored.schema?.contentHash
    hasLoads = stored.lastLoadID != nil
    return stored
  }

  func contains(_ load: Load) async throws -> Bool {
    try await reading()?.contains(load) ?? false
  }

  func begin(_ load: Load) async throws {}
  func migrate(to schema: Schema) async throws {}

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType { type }

  func load(_ batch: Batch, into table: Table) async throws {}
  func finish(_ table: Table) async throws {}

  func commit(_ record: LoadRecord) async throws {
    let changes = try SystemRows.changes(record)
    destination.collector.commit(
      (changes == nil ? [] : [SystemTable.changes])
        + (record.schemaHash == storedHash ? [] : [SystemTable.versions])
        + (record.state == nil ? [] : [SystemTable.state])
        + [SystemTable.ledger, SystemTable.loads]
    )
    await abandon()
  }

  func abandon() async {
    await base?.abandon()
    base = nil
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    guard let session = try await reading() else { return AsyncThrowingStream { nil } }
    return try await session.scan(table, columns: columns)
  }

  /// A session that is only asked, or `nil` if there is nothing to ask for.
  private func reading() async throws -> (any DestinationSession)? {
    guard hasLoads else { return nil }
    if let base { return base }
    let session = try await destination.base.open(dataset: dataset)
    base = session
    return session
  }
}
