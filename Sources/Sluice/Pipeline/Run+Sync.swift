// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// The dataset of the pipeline, in the names of the destination.
  ///
  /// Without a source, its naming convention is not known: that of the settings, or the usual one.
  func baseDataset() throws(LoadError) -> String {
    try datasetName(limited(settings.naming ?? SnakeCase()))
  }

  /// The dataset of a schema that was loaded before.
  func dataset(of schema: String, first: String?) throws(LoadError) -> String {
    settings.datasets.dataset(try baseDataset(), for: schema, first: first)
  }

  /// Makes the workspace remember what the destination does.
  func sync() async throws -> PipelineState? {
    let (stored, schemas) = try await remembered()
    guard stored.isThere != nil else {
      throw LoadError(
        .unsupported,
        "The destination remembers nothing of its loads, so that there is nothing to restore from it."
      )
    }
    try folder.forget()
    guard let state = stored.state else { return nil }
    for schema in schemas { try folder.save(schema) }
    try folder.save(state)
    return state
  }

  /// What the destination remembers of the pipeline, all datasets together, with the schemas.
  func remembered() async throws -> (StoredState, [Schema]) {
    let base = try baseDataset()
    var stored = try await inspect(base)
    guard let state = stored.state else { return (stored, []) }
    var schemas: [Schema] = []
    for schema in state.schemas {
      let dataset = try dataset(of: schema, first: state.defaultSchema)
      let found = try await inspect(dataset, schema)
      if let schema = found.schema { schemas.append(schema) }
      // Each dataset has the state of the sources that are loaded into it.
      if dataset != base { stored.state?.sources[schema] = found.state?.sources[schema] }
    }
    return (stored, schemas)
  }

  /// Drops what is selected of a source, or says what that would be.
  func drop(
    _ selection: DropSelection,
    from source: String?,
    isDryRun: Bool,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws -> DropPlan {
    let waiting = Set(try folder.pendingIDs() + folder.rawIDs()).count
    let base = try baseDataset()
    let first = try await inspect(base, source ?? "")
    let state = try first.state ?? (first.isThere == nil ? folder.state() : nil)
    let name = source ?? state?.defaultSchema
    try DropPlan.check(
      pipeline: pipeline,
      hasRun: name != nil && (state != nil || first.schema != nil),
      pendingPackages: waiting
    )
    guard let name else { throw CancellationError() }
    let place = SchemaPlace(
      dataset: try dataset(of: name, first: state?.defaultSchema),
      base: base
    )
    return try await withSession(in: place.dataset) { session in
      let known = try await recall(name, at: place, session, emit)
      guard let schema = known.stored.schema else {
        throw LoadError(
          .invalidConfiguration,
          "There is no schema '\(name)'. "
            + "Those are: \(known.state.schemas.joined(separator: ", "))."
        )
      }
      let plan = try DropPlan(selection, schema: schema, state: known.state)
      guard !isDryRun, !plan.isEmpty else { return plan }
      let load = Load(id: try await nextLoadID(after: known), pipeline: pipeline, schema: name)
      try await blamed("begin") { try await session.begin(load) }
      try await blamed("drop") { try await session.drop(plan.tablesWithData) }
      let (record, left) = self.record(of: load, plan, from: schema, known)
      try await blamed("migrate") { try await session.migrate(to: record.schema) }
      try await blamed("commit") { try await session.commit(record) }
      tellCleanUp(of: session, emit)
      remember(record, left, after: schema.contentHash, emit)
      return plan
    }
  }

  /// What is committed when tables go.
  private func record(
    of load: Load,
    _ plan: DropPlan,
    from before: Schema,
    _ known: Known
  ) -> (LoadRecord, PipelineState) {
    let now = settings.clock.now
    var (schema, state) = (plan.schema, plan.state)
    let bringsState = state.differs(from: known.stored.state)
    if bringsState {
      state.version += 1
      schema.noteState()
    }
    schema.commitVersion(after: before.contentHash)
    let hash = schema.contentHash
    schema.log(schema.changes(since: before), of: load.id, hash: hash, at: now)
    var record = LoadRecord(load: load, schema: schema, schemaHash: hash, committedAt: now)
    record.state = bringsState ? state : nil
    record.forgetsVersions = !plan.tables.isEmpty
    // They have lost their rows for good, so that the load cannot be taken back.
    record.tables = plan.tablesWithData.map {
      LoadedTable(name: $0, disposition: .replace, rows: 0)
    }
    return (record, state)
  }
}
