// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Where the rows of `source` go.
  func place(of source: String, _ naming: some NamingConvention) async throws -> SchemaPlace {
    let base = try datasetName(naming)
    guard settings.datasets != .oneDataset else { return SchemaPlace(dataset: base, base: base) }
    let first = try await self.first(in: base)
    let dataset = settings.datasets.dataset(base, for: source, first: first)
    return SchemaPlace(dataset: dataset, base: base)
  }

  /// The schema that the pipeline used first, or `nil` if it has used none.
  private func first(in base: String) async throws -> String? {
    if let known = (try? folder.state())?.defaultSchema { return known }
    for id in try folder.pendingIDs() {
      if let known = try folder.package(id).manifest.state.defaultSchema { return known }
    }
    return try await inspect(base).state?.defaultSchema
  }

  /// What `dataset` remembers of the pipeline, and of one of its schemas.
  func inspect(_ dataset: String, _ schema: String = "") async throws -> StoredState {
    try await blamed("read") {
      try await destination.inspect(Recall(schema: schema, pipeline: pipeline), dataset: dataset)
    }
  }

  /// What is known of earlier loads into the dataset at `place`: what the destination remembers, or
  /// else the workspace, and what packages that wait will have brought.
  ///
  /// The `package` that is made anew does not count: it will not be there.
  func recall(
    _ schema: String,
    at place: SchemaPlace,
    before package: String? = nil,
    _ session: any DestinationSession,
    _ emit: (Event) -> Void
  ) async throws -> Known {
    var stored = try await recall(schema, session)
    var known = Known(stored: stored, state: PipelineState(pipeline: pipeline), place: place)
    if !place.isBase {
      // Each dataset has the state of the sources that are loaded into it.
      let own = stored.state
      stored = try await inspect(place.base, schema)
      known.stored.lastLoadID = [known.stored.lastLoadID, stored.lastLoadID].compactMap { $0 }
        .max(by: LoadID.precedes)
      if let own {
        stored.state = stored.state ?? own
        stored.state?.sources[schema] = own.sources[schema]
      }
    }
    let local = stored.isThere == nil ? try folder.state() : try? folder.state()
    let restore = try StateRestore(
      pipeline: pipeline,
      dataset: self.dataset,
      local: local,
      hasRun: folder.hasRun,
      stored: stored
    )
    known.state = restore.state
    if restore.action == .wipe && planning == nil {
      try folder.wipe()
      emit(.stateWiped(pipeline: pipeline))
    }
    if stored.isThere == nil {
      known.stored.schema = try known.stored.schema ?? folder.schema(schema)
      known.stored.state = known.stored.state ?? local
    }
    if settings.datasets != .oneDataset, let local, restore.action != .wipe {
      known.state.addSchemas(of: local)
    }
    if planning == nil || restore.action != .wipe {
      for id in try folder.pendingIDs() where id != package {
        let manifest = try folder.package(id).manifest
        if manifest.dataset == place.dataset,
          try await isLoaded(manifest, stored, local, session)
        {
          continue
        }
        known.foresee(manifest, for: schema)
      }
    }
    return known
  }

  /// What the dataset of a session remembers of the pipeline, and of one of its schemas.
  func recall(
    _ schema: String,
    _ session: any DestinationSession,
    package: String? = nil
  ) async throws -> StoredState {
    try await blamed("read", package: package) {
      try await session.recall(Recall(schema: schema, pipeline: pipeline))
    }
  }

  /// Whether a package that waits is in the dataset of `session` already, and could not be put away.
  ///
  /// Then later loads may have been made since: what it remembers is no more than history. Where the
  /// destination remembers nothing, this is known only if there was a later load that brought anything.
  func isLoaded(
    _ manifest: PackageManifest,
    _ stored: StoredState,
    _ local: PipelineState?,
    _ session: any DestinationSession,
    package: String? = nil
  ) async throws -> Bool {
    if stored.isThere != nil {
      return try await blamed("read", package: package) {
        try await session.contains(manifest.load)
      }
    }
    let schema = try folder.schema(manifest.load.schema)
    return manifest.state.version < local?.version ?? 0
      || manifest.schema.version < schema?.version ?? 0
  }

  /// What is known of earlier loads.
  struct Known {
    /// What the dataset has, or will have once all packages that wait are loaded.
    var stored: StoredState
    /// The state of the pipeline, of all datasets together.
    var state: PipelineState
    /// Where that is.
    var place: SchemaPlace

    /// Adds what a package that waits will have brought, as far as it counts for a schema.
    mutating func foresee(_ manifest: PackageManifest, for schema: String) {
      if manifest.dataset == place.dataset {
        state = manifest.state
        stored.state = manifest.state
        if manifest.load.schema == schema { stored.schema = manifest.schema }
      } else {
        let source = manifest.load.schema
        state.addSchemas(of: manifest.state)
        if manifest.isBase { state.sources[source] = manifest.state.sources[source] }
      }
    }
  }

  /// The state that a run of `source` starts from.
  func begun(_ state: PipelineState, with source: String) -> PipelineState {
    var state = state
    state.destination = destination.kind
    state.defaultSchema = state.defaultSchema ?? source
    if !state.schemas.contains(source) { state.schemas = (state.schemas + [source]).sorted() }
    return state
  }
}

extension PipelineState {
  /// Names the schemas that another state of the same pipeline knows.
  fileprivate mutating func addSchemas(of other: PipelineState) {
    schemas = Set(schemas).union(other.schemas).sorted()
    defaultSchema = defaultSchema ?? other.defaultSchema
  }
}
