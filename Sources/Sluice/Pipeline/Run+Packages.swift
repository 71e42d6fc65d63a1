// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Loads all packages that wait, the oldest first.
  func finishPending(_ emit: @escaping @Sendable (Event) -> Void) async throws {
    for id in try folder.pendingIDs() {
      // The first one may have found that the dataset is gone, and all of them with it.
      if folder.isWaiting(id) { try await finish(id, emit) }
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
    let loaded = try await withSession(in: manifest.dataset, package: manifest.load.id) {
      try await commit(package, into: $0, emit)
    }
    guard let loaded else {
      if manifest.isBase { try folder.wipe() } else { try folder.remove(manifest.load.id) }
      return emit(.stateWiped(pipeline: pipeline))
    }
    remember(loaded.record, loaded.state, after: loaded.previousHash, emit)
    emit(.packageLoaded(manifest.load.id, tables: manifest.tables))
  }

  /// Loads a package, unless it was loaded before; returns the record of the load, the state after it, and
  /// the hash of the schema before it, if that is known.
  ///
  /// `nil` if the dataset has vanished that the package builds upon: then it is not loaded.
  private func commit(
    _ package: PackageReader,
    into session: any DestinationSession,
    _ emit: (Event) -> Void
  ) async throws -> (record: LoadRecord, state: PipelineState, previousHash: String?)? {
    let manifest = package.manifest
    let load = manifest.load
    let stored = try await recall(load.schema, session, package: load.id)
    if stored.isThere != nil && stored.state == nil && manifest.continues { return nil }
    let local = try? folder.state()
    if try await isLoaded(manifest, stored, local, session, package: load.id) {
      // If it could not be put away, later loads may have been made: the last one counts. What is
      // remembered of it has the types that columns have got, and the changes.
      let schema = try stored.schema ?? folder.schema(load.schema)
      var loaded = manifest
      loaded.schema = schema ?? manifest.schema
      loaded.changes = schema == nil ? manifest.changes : []
      let state = stored.state ?? local ?? manifest.state
      return (loaded.record(at: settings.clock.now), state, nil)
    }
    try await blamed("begin", package: load.id) { try await session.begin(load) }
    try await blamed("drop", package: load.id) { try await session.drop(manifest.dropped) }
    try await blamed("empty", package: load.id) { try await session.empty(manifest.emptied) }
    let given = try await migrate(manifest, over: stored, session)
    let record = given.record(at: settings.clock.now)
    try await deliver(package, record, session)
    try await blamed("commit", package: load.id) { try await session.commit(record) }
    tellCleanUp(of: session, emit)
    session.tellChanges(load.id, emit)
    return (record, manifest.state, stored.schema?.contentHash)
  }

  /// Brings the destination in line with the schema of a package; returns what the package says of
  /// itself, with the types that columns have got.
  private func migrate(
    _ manifest: PackageManifest,
    over stored: StoredState,
    _ session: any DestinationSession
  ) async throws -> PackageManifest {
    let id = manifest.load.id
    try destination.capabilities.check(manifest.schema)
    var given = manifest
    for (table, column, type) in manifest.retypedColumns(since: stored.schema) {
      let got = try await blamed("change the type of a column", table.name, package: id) {
        try await session.changeType(of: column, in: table, to: type)
      }
      given.note(got, of: column, in: table.name)
    }
    given.schema.settleVersion(after: manifest.schema, over: stored.schema)
    given.schema.history = stored.schema?.history ?? []
    let schema = given.schema
    try await blamed("migrate", package: id) { try await session.migrate(to: schema) }
    return given
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
  /// The columns that are of another type than in the `stored` schema, with that type, where they have
  /// rows that stay.
  fileprivate func retypedColumns(
    since stored: Schema?
  ) -> [(table: Table, column: String, type: DataType)] {
    schema.tables.flatMap { table -> [(table: Table, column: String, type: DataType)] in
      guard let old = stored?[table.name], old.hasSeenData, !dropped.contains(table.name),
        let table = schema.resolved(table.name)
      else { return [] }
      return table.columns.compactMap { column in
        guard let type = column.type, let known = old[column.name]?.type, known.kind != type.kind
        else { return nil }
        return (table, column.name, type)
      }
    }
  }

  /// Notes the type that a column has got.
  fileprivate mutating func note(_ type: DataType, of column: String, in table: String) {
    guard schema[table]?[column]?.type != type else { return }
    schema[table]?[column]?.type = type
    for index in changes.indices
    where changes[index].table == table && changes[index].column == column {
      changes[index].after = schema[table]?[column]?.words
    }
    changes.removeAll { $0.kind == .typeChanged && $0.before == $0.after }
  }

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
