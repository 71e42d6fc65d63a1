// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunContext {
  /// What the cursors of the resource called `name` need of the run.
  func cursorServices(of name: String) -> CursorServices {
    CursorServices(
      loadID: loadID,
      report: { [emit] report in
        if report.isLarge {
          emit(
            .boundaryIsLarge(
              resource: report.resource,
              cursor: report.path,
              records: report.boundary,
              table: report.boundaryTable
            )
          )
        }
        emit(.cursorFinished(report))
      },
      boundary: { table in boundaries.withLock { $0[table] } ?? [] },
      keepBoundary: { hashes, rule in
        try await keepBoundary(hashes, of: rule.name, resource: name)
      },
      account: { batch, table in try await account(batch, in: table) }
    )
  }

  /// Puts hashes into the table of a boundary, in the place of those that it has.
  private func keepBoundary(
    _ hashes: Set<String>,
    of cursor: String,
    resource: String
  ) async throws -> String? {
    guard capabilities.canScan, capabilities.dispositions.contains(.replace), raw == nil else {
      return nil
    }
    let owner = "\(state.withLock { $0.pipeline })/\(keeper.schema.name)/\(resource)"
    let table = BoundaryTable.table(of: cursor, resource: resource, owner: owner)
    materialized.withLock { _ = $0.insert(table.name) }
    for batch in BoundaryTable.batches(of: hashes) { _ = try await account(batch, in: table) }
    if hashes.isEmpty { keeper.withSchema { $0.ensure(table) } }
    return table.name
  }

  /// Sends rows to a table of the library; `false` where pages are only written down.
  private func account(_ batch: Batch, in table: Table) async throws -> Bool {
    guard raw == nil else { return false }
    keeper.withSchema { $0.ensure(table) }
    guard let table = resolved(table.name, in: keeper.schema) else { return false }
    let loadable = LoadableBatch(table: table, batch: batch)
    try await channel.send(loadable, cost: max(1, batch.byteCount))
    return true
  }
}

extension Run {
  /// Reads the boundaries that are too large for the state, for the resources of `plans`.
  func readBoundaries(
    of plans: [ExtractionPlan],
    in context: RunContext,
    _ session: any DestinationSession
  ) async throws {
    let source = context.keeper.schema.name
    let kept = context.state.withLock { $0.sources[source]?["resources"]?.fields } ?? Record()
    for name in plans.flatMap(\.names) {
      guard let resource = kept[name]?.fields else { continue }
      for cursor in (resource[CursorMemory.key]?.fields ?? Record()).keys {
        guard let table = CursorMemory(in: resource, of: cursor)?.table else { continue }
        var hashes: Set<String> = []
        let rows = try await blamed("read", table) {
          try await session.scan(BoundaryTable.table(named: table), columns: [BoundaryTable.hash])
        }
        for try await batch in rows {
          guard let vector = batch[BoundaryTable.hash] else { continue }
          for row in 0..<batch.rowCount {
            if let hash = vector[row].string { hashes.insert(hash) }
          }
        }
        let found = hashes
        context.boundaries.withLock { $0[table] = found }
      }
    }
  }
}

extension Schema {
  /// Makes sure that a table of the library is there.
  fileprivate mutating func ensure(_ table: Table) {
    if self[table.name]?.hasSeenData != true { self[table.name] = table }
  }
}
