// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// What a run starts from.
  struct Start {
    /// The schema.
    var schema: Schema
    /// The hash of the version before: of the stored schema, or of the first one there is.
    var previousHash: String
    /// The state of the pipeline.
    var state: PipelineState
    /// The state that the destination has, or `nil` if it has none.
    var storedState: PipelineState?
    /// Where the rows go.
    var place: SchemaPlace
    /// Tables that go before the rows come.
    var dropped: [String] = []
    /// Tables that lose their rows before the new ones come.
    var emptied: [String] = []
    /// Whether the destination forgets earlier versions of the schema.
    var forgetsVersions = false
  }

  /// What a load of `source` starts from: what is known, without what a refresh throws away, or what
  /// was known when pages were written down.
  func start(
    of source: some Source,
    _ resources: [any Resource],
    from origin: LoadOrigin,
    after known: Known,
    _ emit: @Sendable (Event) -> Void
  ) throws -> Start {
    var start = try start(of: source, after: known, emit)
    if let refresh, known.stored.schema != nil {
      try start.refresh(refresh, of: source, ExtractionPlan.extracted(of: resources)) {
        var fresh = known
        fresh.stored = StoredState()
        return try self.start(of: source, after: fresh, emit)
      }
    }
    if case .raw(let manifest) = origin {
      start.state.sources[source.name] = manifest.state.sources[source.name]
    }
    return start
  }

  /// What a load of `source` starts from, with the stored schema, or one that someone changed.
  private func start(
    of source: some Source,
    after earlier: Known,
    _ emit: @Sendable (Event) -> Void
  ) throws -> Start {
    try settings.schemaFolders?.check(source.name)
    let known = earlier.stored.schema
    let imported = try settings.schemaFolders?.imported(source.name)
    var schema = known ?? Schema(source.name)
    if let (file, path) = imported, schema.takes(file, asNew: known == nil) {
      let tables = schema.tables.filter(\.hasSeenData).map(\.name)
      emit(.schemaImported(source.name, file: path, tablesWithRows: tables))
      schema.replace(by: file, isNew: known == nil)
    }
    let naming = naming(for: source)
    try schema.requireNaming(naming)
    // A source says each time what it allows; a single resource has no place to say it.
    let kept = source is SingleResource ? schema.settings.contract : nil
    schema.settings = source.schemaSettings.normalized(by: naming)
    if let file = imported?.schema { schema.settings.complete(by: file.settings) }
    let contract = stages.lazy.compactMap { ($0 as? EnforceContract)?.contract }.first
    schema.settings.contract = contract ?? source.contract ?? schema.settings.contract ?? kept
    for case let stage as EnforceContract in stages {
      if let declared = stage.declared { schema.declare(declared) }
    }
    schema.normalizers.update(
      naming: naming.name,
      maximumNesting: source.maximumNesting,
      addsRootKey: source.addsRootKey,
      handsDown: source.propagation.root,
      source.propagation.tables
    )
    return Start(
      schema: schema,
      previousHash: (known ?? schema).contentHash,
      state: begun(earlier.state, with: source.name),
      storedState: earlier.stored.state,
      place: earlier.place
    )
  }

  /// Writes what is declared to the import folder, if nothing is there yet.
  func offerSchema(in context: RunContext) throws {
    guard planning == nil, let folders = settings.schemaFolders, folders.importFolder != nil else {
      return
    }
    let keeper = context.keeper
    // Hints are registered when the first record comes; here nothing of that may be seen yet.
    let declared = SchemaKeeper(
      keeper.schema,
      naming: keeper.naming,
      breaksPaths: keeper.breaksPaths,
      now: keeper.now,
      stages: []
    )
    for (table, owner) in context.owners.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      try declared.register(owner.hints, table: table, resource: owner.resource)
    }
    guard let hash = try folders.offer(declared.schema) else { return }
    keeper.withSchema { $0.importedVersionHash = hash }
  }

  /// Writes the schema of a load to the export folder, if it is new there.
  ///
  /// The load is visible by now, so a failure is told and does not fail it.
  func exportSchema(_ schema: Schema, hasChanged: Bool, _ emit: (Event) -> Void) {
    do {
      guard let file = try settings.schemaFolders?.export(schema, hasChanged: hasChanged) else {
        return
      }
      emit(.schemaExported(schema.name, file: file))
    } catch {
      emit(.schemaNotExported(schema.name, file: error.file, error.error))
    }
  }
}

extension Schema {
  /// Whether an import file is to take the place of this schema: it is another than was imported.
  fileprivate func takes(_ file: Schema, asNew isNew: Bool) -> Bool {
    let hash = file.contentHash
    guard !isNew, hash != importedVersionHash else { return isNew }
    var plain = self
    plain.removeProcessingHints()
    return hash != plain.contentHash
  }

  /// Says what `file` says from here on. Tables that have rows still have them.
  fileprivate mutating func replace(by file: Schema, isNew: Bool) {
    var replacement = file
    replacement.importedVersionHash = file.contentHash
    if !isNew {
      replacement.version = max(version, file.version)
      replacement.ancestors = ancestors
      for hash in file.ancestors.reversed() { replacement.remember(ancestor: hash) }
      replacement.history = history
      for table in tables where table.hasSeenData {
        replacement[table.name]?.hasSeenData = true
      }
    }
    self = replacement
  }
}

extension SchemaSettings {
  /// Takes over what `file` says beyond these settings.
  fileprivate mutating func complete(by file: SchemaSettings) {
    if detections == SchemaSettings().detections { detections = file.detections }
    let own = preferredTypes.map(\.pattern)
    preferredTypes += file.preferredTypes.filter { !own.contains($0.pattern) }
    defaultHints += file.defaultHints.filter { !defaultHints.contains($0) }
    breaksPaths = breaksPaths && file.breaksPaths
    contract = contract ?? file.contract
  }
}
