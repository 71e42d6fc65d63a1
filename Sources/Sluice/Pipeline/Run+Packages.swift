// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Loads all packages that wait, the oldest first.
  func finishPending(_ emit: @escaping @Sendable (Event) -> Void) async throws {
    for id in try folder.pendingIDs() {
      // The first one may have found that the dataset is gone, and all of them with it.
      if folder.disk.exists(folder.sealedPackage(id)) { try await finish(id, emit) }
    }
  }

  /// Loads the package called `id`; that it is loaded already is fine.
  func finish(_ id: String, _ emit: @escaping @Sendable (Event) -> Void) async throws {
    try Task.checkCancellation()
    let package = try folder.package(id)
    do {
      try folder.noteAttempt(id)
      try await load(package, emit)
    } catch {
      if error is CancellationError || Task.isCancelled { throw error }
      kept("package", emit) { try folder.noteAttempt(id, failure: "\(error)") }
      throw error
    }
  }

  private func load(
    _ package: PackageReader,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws {
    let manifest = package.manifest
    let load = manifest.load
    let session = try await blamed("open", package: manifest.load.id) {
      try await destination.open(dataset: manifest.dataset)
    }
    do {
      let stored = try await blamed("read", package: load.id) {
        try await session.recall(Recall(schema: load.schema, pipeline: pipeline))
      }
      if stored.isThere != nil && stored.state == nil && manifest.continues {
        await session.abandon()
        if manifest.isBase { try folder.wipe() } else { try folder.remove(load.id) }
        return emit(.stateWiped(pipeline: pipeline))
      }
      var record = manifest.record(at: settings.clock.now)
      if try await blamed("read", package: load.id, { try await session.contains(load) }) {
        await session.abandon()
      } else {
        try await blamed("begin", package: load.id) { try await session.begin(load) }
        try await blamed("drop", package: load.id) { try await session.drop(manifest.dropped) }
        try await blamed("empty", package: load.id) { try await session.empty(manifest.emptied) }
        record = try await migrate(record, over: stored, after: manifest, session)
        try await deliver(package, record, session)
        try await blamed("commit", package: load.id) { try await session.commit(record) }
        tellCleanUp(of: session, emit)
        session.tellChanges(load.id, emit)
      }
      remember(record, manifest.state, emit)
      emit(.packageLoaded(load.id, tables: manifest.tables))
    } catch {
      await session.abandon()
      throw error
    }
  }

  /// Brings the destination in line with the schema of a package; returns the record with the types
  /// that columns have got.
  private func migrate(
    _ record: LoadRecord,
    over stored: StoredState,
    after manifest: PackageManifest,
    _ session: any DestinationSession
  ) async throws -> LoadRecord {
    var schema = record.schema
    try destination.capabilities.check(schema)
    let kept = schema.tables.filter { table in
      stored.schema?[table.name]?.hasSeenData == true && !manifest.dropped.contains(table.name)
    }
    for table in kept {
      for column in table.columns {
        guard let old = stored.schema?[table.name]?[column.name]?.type, let new = column.type,
          old.kind != new.kind, let table = schema.resolved(table.name)
        else { continue }
        let given = try await blamed(
          "change the type of a column",
          table.name,
          package: record.load.id
        ) {
          try await session.changeType(of: column.name, in: table, to: new)
        }
        schema[table.name]?[column.name]?.type = given
      }
    }
    schema.history = stored.schema?.history ?? []
    let final = schema
    try await blamed("migrate", package: record.load.id) { try await session.migrate(to: final) }
    var manifest = manifest
    manifest.schema = final
    return manifest.record(at: record.committedAt)
  }

  private func deliver(
    _ package: PackageReader,
    _ record: LoadRecord,
    _ session: any DestinationSession
  ) async throws {
    let id = record.load.id
    var failures = FailureTally(settings.retries.onPermanentFailure)
    let tables = package.manifest.tables.compactMap { entry -> Table? in
      var table = record.schema[entry.name]
      table?.disposition = entry.disposition
      return package.manifest.isPart ? table?.forPartOfLoad() : table
    }
    for chain in record.schema.chains(of: tables) {
      try await failures.attempt(chain[0].name) {
        var batches = package.batches(of: chain)
        while let (table, batch) = try batches.next() {
          try Task.checkCancellation()
          let rows = batch.cast(to: table)
          try await blamed("load rows", table.name, package: id) {
            try await session.load(rows, into: table)
          }
        }
      }
    }
    for table in tables {
      try await failures.attempt(table.name) {
        try await blamed("finish the table", table.name, package: id) {
          try await session.finish(table)
        }
      }
    }
    try failures.settle()
  }
}

extension PackageManifest {
  /// The tables in use, and those that lose rows: what they lose cannot be had back by an undo.
  private var tablesInLedger: [LoadedTable] {
    let losing = dropped + emptied
    let used = tables.map { table in
      var table = table
      if losing.contains(table.name) { table.disposition = .replace }
      return table
    }
    let unused = losing.filter { name in !tables.contains { $0.name == name } }
    return used + unused.map { LoadedTable(name: $0, disposition: .replace, rows: 0) }
  }

  /// The record of the load, committed at a moment.
  func record(at now: Timestamp) -> LoadRecord {
    var schema = schema
    let hash = schema.contentHash
    schema.log(changes, of: load.id, hash: hash, at: now)
    var record = LoadRecord(load: load, schema: schema, schemaHash: hash, committedAt: now)
    record.state = bringsState ? state : nil
    record.tables = tablesInLedger
    record.forgetsVersions = forgetsVersions
    return record
  }
}

extension Batch {
  /// The rows with the types that `table` has in the end, where that loses nothing.
  fileprivate func cast(to table: Table) -> Batch {
    var types: [String: DataType] = [:]
    for (name, vector) in zip(names, vectors) {
      guard let type = table[name]?.type, type.kind != vector.type.kind,
        vector.isCastable(to: type)
      else { continue }
      types[name] = type
    }
    return types.isEmpty ? self : cast(types)
  }
}
