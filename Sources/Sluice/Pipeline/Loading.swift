// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One load on its way: into the destination, into a package, or into both at the same time.
///
/// The destination gets the rows while they are extracted, and the package gets them, too, before
/// that. The package is sealed before the destination commits: from then on the load will be made,
/// whatever happens. If the destination refuses it earlier, the package still takes all rows.
final class Loading {
  /// The load.
  let load: Load
  private let run: Run
  private let context: RunContext
  private let start: Run.Start
  private let folder: PipelineFolder
  /// Into which rows are loaded, unless the destination has refused them or is not to have them.
  private var session: (any DestinationSession)?
  private var package: PackageWriter?
  private var machine = RunMachine()
  private var rows: [String: Int] = [:]
  /// Why the destination refused the load, while the package goes on.
  private var refusal: (any Error)?

  /// A load of `run` into the session that was opened for it.
  init(_ prepared: PreparedLoad, of run: Run) throws {
    load = prepared.load
    start = prepared.start
    context = prepared.context
    self.run = run
    session = run.onlyExtracts ? nil : prepared.session
    folder = run.folder
    let needsPackage = run.onlyExtracts || run.workspace.keepsPackages
    if needsPackage && run.planning == nil { package = try PackageWriter(for: load, in: folder) }
    machine.opened()
  }

  /// Begins the load.
  func begin() async throws {
    try await deliver("begin") { try await $0.begin(load) }
    if !start.dropped.isEmpty { try await deliver("drop") { try await $0.drop(start.dropped) } }
    if !start.emptied.isEmpty { try await deliver("empty") { try await $0.empty(start.emptied) } }
    machine.begun()
  }

  /// Takes one batch, after the tables that it needs.
  func take(_ batch: LoadableBatch) async throws {
    let table = batch.table
    context.keeper.withSchema { schema in
      if schema[table.name]?.hasSeenData == false { schema[table.name]?.hasSeenData = true }
    }
    var schema = try context.makeRoom(for: batch)
    for action in machine.received(table.name, revision: schema.revision) {
      switch action {
      case .migrate:
        schema = try await migrate(to: schema)
      default:
        let (rows, table) = context.cast(batch, as: schema)
        try tolerated { try table.requireValues(in: rows) }
        try tolerated { try table.requireScope(in: rows) }
        try run.approval?.check()
        try package?.append(rows, to: table.name)
        try await deliver("load rows", table.name) { try await $0.load(rows, into: table) }
        self.rows[table.name, default: 0] += rows.rowCount
        context.emit(
          .batchLoaded(table: table.name, rows: rows.rowCount, bytes: rows.byteCount)
        )
      }
    }
  }

  /// Finishes all tables in use, seals the package, and makes the load visible.
  func finish(_ plans: [ExtractionPlan]) async throws {
    try run.settleChecks(in: context)
    let touched = machine.tables.union(context.materialized.withLock { $0 })
    context.keeper.withSchema { schema in
      for name in touched where schema[name]?.hasSeenData == false {
        schema[name]?.hasSeenData = true
      }
      for name in touched where schema[name]?.evolvesColumnsOnce == true {
        schema[name]?.evolvesColumnsOnce = false
      }
    }
    var schema = context.keeper.schema
    for table in schema.tables where touched.contains(table.name) {
      try tolerated { try table.requireTypes() }
    }
    let replacing = plans.flatMap(\.sinks).filter {
      $0.hints.losesRowsToNothing && !context.isReplay
    }
    for sink in replacing { try sink.sayHowRowsMeet(unless: touched) }
    schema = context.keeper.schema
    let found = schema.tablesInUse(touched, replacedBy: Set(replacing.map(\.name)))
    let isPart = context.isReplay || run.recordLimit != nil
    var tables = found
    try tolerated { if !isPart { tables = try schema.guardedTables(found, rows) } }
    try run.approval?.check(context.keeper.changes(onlyUsed: true), tables)
    run.planning?.finish(context.keeper, tables)
    for action in machine.drained(revision: schema.revision, inUse: tables.map(\.name)) {
      try Task.checkCancellation()
      switch action {
      case .migrate:
        schema = try await migrate(to: schema)
      case .finish(let name):
        guard let table = context.resolved(name, in: schema) else { continue }
        try await deliver("finish the table", name) { try await $0.finish(table) }
      default:
        try await commit(schema, tables)
      }
    }
  }

  /// Forgets what was extracted, unless its package was sealed: then it waits.
  func discard() {
    package?.discard()
    package = nil
  }

  // MARK: - The end

  /// Seals the package, and makes the load visible.
  private func commit(_ schema: Schema, _ tables: [Table]) async throws {
    let manifest = manifest(schema, tables)
    if manifest.isEmpty && manifest.schema.contentHash == context.previousHash {
      return pass(manifest.schema)
    }
    if let package {
      try package.seal(manifest)
      self.package = nil
      context.emit(.packageSealed(load.id))
    }
    if let refusal { throw run.keeping(load.id, refusal) }
    guard let session else { return machine.committed() }
    let record = manifest.record(at: manifest.sealedAt)
    let kept = run.workspace.keepsPackages ? load.id : nil
    try await run.blamed("commit", package: kept) { try await session.commit(record) }
    machine.committed()
    run.tellCleanUp(of: session, context.emit)
    session.tellChanges(load.id, context.emit)
    run.remember(record, manifest.state, after: context.previousHash, context.emit)
  }

  /// What the load has come to: schema, state and tables as they are at its end.
  private func manifest(_ schema: Schema, _ tables: [Table]) -> PackageManifest {
    var schema = schema
    var state = context.state.withLock { $0 }
    let bringsState = state.differs(from: start.storedState)
    if bringsState {
      state.version += 1
      schema.noteState()
    }
    schema.commitVersion(after: context.previousHash)
    var manifest = PackageManifest(
      load: load,
      dataset: start.place.dataset,
      sealedAt: run.settings.clock.now,
      schema: schema,
      state: state
    )
    manifest.changes = context.keeper.changes()
    manifest.bringsState = bringsState
    manifest.continues = start.storedState != nil
    manifest.tables = tables.map { table in
      LoadedTable(
        name: table.name,
        disposition: context.resolved(table.name, in: schema)?.disposition ?? .append,
        rows: rows[table.name] ?? 0
      )
    }
    manifest.isBase = start.place.isBase
    manifest.isPart = context.isReplay
    (manifest.dropped, manifest.emptied) = (start.dropped, start.emptied)
    manifest.forgetsVersions = start.forgetsVersions
    return manifest
  }

  /// Ends a load that has nothing to load.
  private func pass(_ schema: Schema) {
    machine.committed()
    if run.planning == nil {
      if !run.onlyExtracts { run.kept("schema", context.emit) { try folder.save(schema) } }
      run.kept("package", context.emit) { try folder.close(load.id, at: run.settings.clock.now) }
    }
    discard()
  }

  // MARK: - The destination

  /// Asks the destination for something; once it has refused, the package alone goes on.
  private func deliver(
    _ attempt: String,
    _ table: String? = nil,
    _ body: (any DestinationSession) async throws -> Void
  ) async throws {
    guard let session else { return }
    do {
      try await run.blamed(attempt, table) { try await body(session) }
    } catch {
      guard package != nil, !(error is CancellationError), !Task.isCancelled else { throw error }
      refusal = error
      await session.abandon()
      self.session = nil
    }
  }

  /// Brings the destination in line with `schema`, and returns it with the types that it has got.
  private func migrate(to schema: Schema) async throws -> Schema {
    for table in schema.tables where table.hasSeenData {
      try tolerated { try table.requireSingleHints() }
    }
    try tolerated { try run.destination.capabilities.check(schema) }
    try run.approval?.check(context.keeper.changes(onlyUsed: true))
    let schema = try await changeTypes(to: schema)
    try await deliver("migrate") { try await $0.migrate(to: schema) }
    context.keeper.noteMigration(to: schema)
    return schema
  }

  /// Changes the types of columns that the destination has by others than `schema`.
  ///
  /// Returns the schema with the types that they have got.
  private func changeTypes(to schema: Schema) async throws -> Schema {
    var schema = schema
    for (key, type) in context.keeper.staleColumns(for: schema) {
      guard let table = schema.resolved(key.table) else { continue }
      var given = type
      try await deliver("change the type of a column", key.table) {
        given = try await $0.changeType(of: key.column, in: table, to: type)
      }
      guard given.kind != type.kind else { continue }
      try context.changeType(of: key.column, in: key.table, to: given)
      schema[key.table]?[key.column]?.type = given
    }
    return schema
  }

  /// Throws what `check` does, unless it is only a plan, which notes it.
  private func tolerated(_ check: () throws -> Void) throws {
    do {
      try check()
    } catch let error as LoadError {
      guard let planning = run.planning else { throw error }
      planning.fail(error)
    }
  }
}

extension Schema {
  /// The tables that were touched, and those that a replacement clears, roots before those below.
  fileprivate func tablesInUse(_ touched: Set<String>, replacedBy resources: Set<String>) -> [Table]
  {
    let touchedRoots = Set(touched.map { root(of: $0) })
    return tables.filter { table in
      if touched.contains(table.name) { return true }
      guard table.hasSeenData, let root = self[root(of: table.name)],
        root.losesRowsToNothing
      else { return false }
      return touchedRoots.contains(root.name) || root.resource.map(resources.contains) ?? false
    }
  }
}
