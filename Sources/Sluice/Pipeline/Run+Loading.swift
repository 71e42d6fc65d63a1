// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Loads one batch, after the tables that it needs.
  func load(
    _ batch: LoadableBatch,
    in context: RunContext,
    _ session: any DestinationSession,
    _ machine: inout RunMachine
  ) async throws {
    let table = batch.table
    context.keeper.withSchema { schema in
      if schema[table.name]?.hasSeenData == false { schema[table.name]?.hasSeenData = true }
    }
    var schema = try context.makeRoom(for: batch)
    for action in machine.received(table.name, revision: schema.revision) {
      switch action {
      case .migrate:
        schema = try await migrate(to: schema, in: context, session)
      default:
        let (rows, table) = context.cast(batch, as: schema)
        try tolerated { try table.requireValues(in: rows) }
        try approval?.check()
        try await blamed("load rows", table.name) {
          try await session.load(rows, into: table)
        }
        context.emit(
          .batchLoaded(table: table.name, rows: rows.rowCount, bytes: rows.byteCount)
        )
      }
    }
  }

  /// Finishes all tables in use and makes the load visible.
  func finish(
    _ plans: [ExtractionPlan],
    _ load: Load,
    in context: RunContext,
    _ session: any DestinationSession,
    _ machine: inout RunMachine
  ) async throws {
    try settleChecks(in: context)
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
      $0.hints.disposition == .replace && !context.isReplay
    }
    let tables = schema.tablesInUse(touched, replacedBy: Set(replacing.map(\.name)))
    try approval?.check(context.keeper.changes(onlyUsed: true), tables)
    planning?.finish(context.keeper, tables)
    for action in machine.drained(revision: schema.revision, inUse: tables.map(\.name)) {
      try Task.checkCancellation()
      switch action {
      case .migrate:
        schema = try await migrate(to: schema, in: context, session)
      case .finish(let name):
        guard let table = context.resolved(name, in: schema) else { continue }
        try await blamed("finish the table", name) { try await session.finish(table) }
      default:
        let now = settings.clock.now
        var schema = schema
        schema.commitVersion(after: context.previousHash)
        let hash = schema.contentHash
        schema.log(context.keeper.changes(), of: load.id, hash: hash, at: now)
        let record = LoadRecord(
          load: load,
          schema: schema,
          schemaHash: hash,
          committedAt: now
        )
        try await blamed("commit") { try await session.commit(record) }
        machine.committed()
        workspace?.remember(schema)
        context.emit(.committed(loadID: load.id, schema: schema))
        exportSchema(schema, hasChanged: hash != context.previousHash, in: context)
      }
    }
  }

  /// Brings the destination in line with `schema`, and returns it with the types that it has got.
  private func migrate(
    to schema: Schema,
    in context: RunContext,
    _ session: any DestinationSession
  ) async throws -> Schema {
    for table in schema.tables where table.hasSeenData {
      try tolerated { try table.requireSingleHints() }
    }
    try tolerated { try destination.capabilities.check(schema) }
    try approval?.check(context.keeper.changes(onlyUsed: true))
    let schema = try await changeTypes(to: schema, in: context, session)
    try await blamed("migrate") { try await session.migrate(to: schema) }
    context.keeper.noteMigration(to: schema)
    return schema
  }

  /// Throws what `check` does, unless it is only a plan, which notes it.
  private func tolerated(_ check: () throws -> Void) throws {
    do {
      try check()
    } catch let error as LoadError {
      guard let planning else { throw error }
      planning.fail(error)
    }
  }

  /// Wraps what the destination throws, unless it says what is wrong itself.
  func blamed<Result>(
    _ attempt: String,
    _ table: String? = nil,
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as LoadError {
      throw error
    } catch let error as CancellationError {
      throw error
    } catch {
      throw LoadError(
        .destinationFailed,
        "The destination failed to \(attempt): \(error)",
        at: LoadError.Location(table: table),
        cause: error
      )
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
        root.disposition == .replace
      else { return false }
      return touchedRoots.contains(root.name) || root.resource.map(resources.contains) ?? false
    }
  }
}

extension Table {
  /// Throws if a row of `batch` lacks a value that it has to have.
  fileprivate func requireValues(in batch: Batch) throws(LoadError) {
    guard batch.rowCount > 0 else { return }
    for column in columns where !column.isNullable && column.type != nil {
      if let vector = batch[column.name], vector.validity.missing == 0 { continue }
      throw LoadError(
        .missingValue,
        "A row has no value in a column that has to have one. Send the value, or declare the column "
          + "'nullable: true'.",
        at: LoadError.Location(resource: resource, table: name, column: column.name)
      )
    }
  }

  /// Throws if several columns say the same of the whole row.
  fileprivate func requireSingleHints() throws(LoadError) {
    let columns = completeColumns
    let deleting = columns.filter { $0.hints.contains(.hardDelete) }.map(\.name)
    let sorted = columns.filter { $0.deduplicationOrder != nil }.map(\.name)
    for (hint, names) in [("hard_delete", deleting), ("dedup_sort", sorted)]
    where names.count > 1 {
      throw LoadError(
        .invalidSchema,
        "Only one column of a table can be '\(hint)', and there are \(names.count): "
          + "'\(names.joined(separator: "', '"))'. Take the hint from all others.",
        at: LoadError.Location(resource: resource, table: name, column: names[1])
      )
    }
  }

  /// Throws if a column that has to have values has no type, for there were no values.
  fileprivate func requireTypes() throws(LoadError) {
    for column in columns where !column.isNullable && column.type == nil {
      throw LoadError(
        .columnWithoutData,
        "The column has to have values, but none came and no type is declared. Check the name, or "
          + "declare a type.",
        at: LoadError.Location(resource: resource, table: name, column: column.name)
      )
    }
  }
}
