// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// One load, from the question what is there to the commit.

extension Run {
  /// Makes one load; returns whether it was cut, so that there is more to extract.
  func load(
    _ source: some Source,
    from origin: LoadOrigin,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws -> Bool {
    try Task.checkCancellation()
    let resources = try await resources(of: source, from: origin)
    let place = try await place(of: source.name, naming(for: source))
    try approval?.check(self, dataset: place.dataset, source: source.name)
    return try await withSession(in: place.dataset) { session in
      let known = try await recall(source.name, at: place, before: origin.package, session, emit)
      let load = try await load(of: source.name, from: origin, after: known)
      if case .raw = origin, try await isLoaded(load, session) { return false }
      let start = try start(of: source, resources, from: origin, after: known, emit)
      let context = try context(of: source, resources, from: origin, load, start, emit)
      let finished = origin.isExtraction ? context.finishedResources(of: source.name) : []
      let plans = try ExtractionPlan.plans(for: resources, in: context)
      let prepared = PreparedLoad(
        load: load,
        origin: origin,
        start: start,
        context: context,
        plans: plans.filter { !finished.contains($0.resource.name) },
        finished: finished,
        session: session
      )
      emit(.runStarted(pipeline: pipeline, source: source.name, loadID: load.id))
      if let raw = context.raw { return try await keepPages(of: prepared, in: raw) }
      return try await loadRows(of: prepared)
    }
  }

  // MARK: - Before

  /// The resources whose rows are loaded, once it is clear that no stage is missing that they need.
  private func resources(
    of source: some Source,
    from origin: LoadOrigin
  ) async throws -> [any Resource] {
    try StageCheck.check(stages)
    var resources = try await located(source.name) { try await source.resources }
    if case .raw(let manifest) = origin {
      resources = try self.resources(of: manifest, among: resources)
    }
    let contract = source.contract ?? source.schemaSettings.contract
    try StageCheck.checkEnforcement(of: contract, resources, by: stages)
    return resources
  }

  /// The load: that of the pages that were written down, or a new one.
  private func load(
    of source: String,
    from origin: LoadOrigin,
    after known: Known
  ) async throws -> Load {
    if case .raw(let manifest) = origin { return manifest.load }
    let id = try await nextLoadID(after: known)
    return Load(id: id, pipeline: pipeline, schema: source)
  }

  /// Whether a load was committed before, and only its pages are left. Then they go.
  private func isLoaded(_ load: Load, _ session: any DestinationSession) async throws -> Bool {
    let isLoaded = try await blamed("read") { try await session.contains(load) }
    if isLoaded { try folder.close(load.id, at: settings.clock.now) }
    return isLoaded
  }

  // MARK: - Rows

  /// Makes rows of what comes, and loads them.
  private func loadRows(of prepared: PreparedLoad) async throws -> Bool {
    let context = prepared.context
    let loading = try Loading(prepared, of: self)
    do {
      try await loading.begin()
      try declare(prepared.sinks)
      try offerSchema(in: context)
      try await readBoundaries(of: prepared.plans, in: context, prepared.session)
      let order = try await prepareChecks(of: prepared)
      if case .quarantine(let selection) = prepared.origin {
        let replay = try await replay(selection, of: prepared, order)
        try await pump(in: context, into: loading) { try await replay.extract() }
        guard replay.isWanted else {
          loading.discard()
          return false
        }
      } else {
        let plans = prepared.plans
        try await pump(in: context, into: loading) { try await extract(plans, order, in: context) }
      }
      let stopped = prepared.noteFinished()
      try await loading.finish(prepared.plans.filter { !stopped.contains($0.resource.name) })
      return !stopped.isEmpty
    } catch {
      loading.discard()
      throw error
    }
  }

  /// Extracts what there is, and loads what is sent meanwhile.
  private func pump(
    in context: RunContext,
    into loading: Loading,
    _ extract: @escaping @Sendable () async throws -> Void
  ) async throws {
    let channel = context.channel
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          do {
            try await extract()
            channel.close()
          } catch {
            channel.fail(error)
            throw error
          }
        }
        while let (batch, cost) = try await channel.next() {
          try Task.checkCancellation()
          try await loading.take(batch)
          channel.release(cost)
        }
        try await group.waitForAll()
      }
    } catch {
      channel.fail(error)
      throw error
    }
  }
}
