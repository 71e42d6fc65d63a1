// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One run of a pipeline: what the machine says, done.
struct Run: Sendable {
  let pipeline: String
  var destination: any Destination
  let dataset: String
  let stages: [any Stage]
  var limits: Limits
  let settings: PipelineSettings
  var workspace: Workspace
  var observe: @Sendable (Event) -> Void

  /// Whether what is extracted stays in a package, and is not loaded.
  var onlyExtracts = false
  /// Gathers what happens, where nothing is to be loaded.
  var planning: PlanCollector?
  /// How many records of each resource are taken, where it is only a plan.
  var recordLimit: Int?
  /// What is thrown away before rows are loaded. Nothing by default.
  var refresh: Refresh?
  /// Refuses what was not planned, where a plan was approved.
  var approval: Approval?

  /// A run of `pipeline`.
  init(_ pipeline: some Pipeline) {
    self.pipeline = pipeline.name
    destination = pipeline.destination
    dataset = pipeline.dataset
    stages = pipeline.stages
    limits = pipeline.limits
    settings = pipeline.settings
    workspace = pipeline.workspace
    observe = { pipeline.observe($0) }
  }

  /// What the workspace keeps of the pipeline.
  var folder: PipelineFolder { workspace.folder(of: pipeline) }

  /// Loads what earlier runs left, and then all resources of `source`, or nothing of them; or tries
  /// the records once more that were put aside.
  func execute(
    _ source: some Source,
    replaying selection: ReplaySelection? = nil
  ) async throws -> RunReport {
    try await reported(source.name) { run, emit in
      if !onlyExtracts && planning == nil { try await run.finishPending(emit) }
      guard settings.keepsRaw, planning == nil, selection == nil else {
        var run = run
        while try await run.load(source, replaying: selection, emit) { run.refresh = nil }
        return
      }
      if refresh != nil { throw Self.refreshWithPages }
      try await run.normalizeRaw(of: source, emit)
      var hasMore = true
      while hasMore {
        hasMore = try await run.load(source, replaying: nil, emit)
        try await run.normalizeRaw(of: source, emit)
      }
    }
  }

  /// Runs `body` while no one else runs the pipeline, within the limits that it shares with others, and
  /// reports what happens in it.
  func reported(
    _ source: String,
    isDryRun: Bool = false,
    _ body: (Run, @escaping @Sendable (Event) -> Void) async throws -> Void
  ) async throws -> RunReport {
    let report = Locked(RunReport())
    let emit: @Sendable (Event) -> Void = { event in
      report.withLock { $0.record(event) }
      approval?.hear(event)
      observe(event)
    }
    let (start, began) = (settings.clock.uptime, settings.clock.now)
    // A plan changes nothing, and so keeps no one out.
    let lock = planning == nil ? try folder.lock(at: began) : nil
    defer { withExtendedLifetime(lock) {} }
    func note(_ failure: (any Error)?) {
      guard planning == nil && !isDryRun else { return }
      let run = report.withLock {
        $0.pastRun(of: source, startedAt: began, settings.clock.elapsed(since: start), failure)
      }
      kept("history", emit) { try folder.note(run) }
    }
    do {
      let place = destination.place
      let (limits, admission) = try await limits.admitted(pipeline: pipeline, place: place)
      defer { admission?.release() }
      var run = self
      run.limits = limits
      run.destination = RetryingDestination(
        base: destination,
        policy: settings.retries,
        clock: settings.clock
      ) { emit(.retrying($0)) }
      try await body(run, emit)
    } catch {
      // Code of the user may wrap or replace what tells it of the cancellation.
      let error = Task.isCancelled ? CancellationError() : error
      emit(.failed(error))
      note(error)
      throw error
    }
    emit(.runFinished(settings.clock.elapsed(since: start)))
    note(nil)
    return report.withLock { $0 }
  }

  /// Makes one load; returns whether the run was cut, so that there is more to extract.
  ///
  /// Its rows come from the source, from records that were put aside, or from raw pages. Where raw
  /// pages are kept, those of a source are only written down.
  func load(
    _ source: some Source,
    replaying selection: ReplaySelection? = nil,
    from raw: RawManifest? = nil,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws -> Bool {
    try Task.checkCancellation()
    try StageCheck.check(stages)
    var resources = try await located(source.name) { try await source.resources }
    if let raw { resources = try self.resources(of: raw, among: resources) }
    let contract = source.contract ?? source.schemaSettings.contract
    try StageCheck.checkEnforcement(of: contract, resources, by: stages)
    let naming = naming(for: source)
    let base = try datasetName(naming)
    let dataset = try await datasetName(for: source.name, naming)
    try approval?.check(self, dataset: dataset, source: source.name)
    let session = try await blamed("open") { try await destination.open(dataset: dataset) }
    var loading: Loading?
    do {
      let known = try await recall(source.name, in: dataset, of: base, session, emit)
      let id = try raw?.load.id ?? nextLoadID(after: known.stored.lastLoadID)
      let load = Load(id: id, pipeline: pipeline, schema: source.name)
      if raw != nil, try await blamed("read", nil, { try await session.contains(load) }) {
        await session.abandon()
        try folder.close(id, at: settings.clock.now)
        return false
      }
      let concurrency = ExtractionPlan.concurrency(
        of: resources,
        limit: limits.concurrentResources
      )
      var start = try start(of: source, after: known, emit)
      start.isBase = dataset == base
      if let refresh, known.stored.schema != nil {
        try start.refresh(refresh, of: source, ExtractionPlan.extracted(of: resources)) {
          try self.start(of: source, after: Known(stored: StoredState(), state: known.state), emit)
        }
      }
      if let raw { start.state.sources[source.name] = raw.state.sources[source.name] }
      var context = context(of: source, load, concurrency, startingFrom: start, emit)
      context.isReplay = selection != nil
      let takesPages = settings.keepsRaw && planning == nil && selection == nil && raw == nil
      if takesPages { context.raw = try RawPackageWriter(for: load, in: folder) }
      if planning == nil && selection == nil && raw == nil {
        context.cut = settings.packageLimit.map { PackageCut(at: $0, clock: settings.clock) }
      }
      if !destination.capabilities.canChangeTypes { context.keeper.forbidTypeChanges() }
      var plans = try ExtractionPlan.plans(for: resources, in: context)
      let isExtraction = !context.isReplay && raw == nil
      let done = isExtraction ? context.finishedResources(of: source.name) : []
      plans.removeAll { done.contains($0.resource.name) }
      if takesPages {
        return try await extractRaw(plans, of: load, done, from: start, in: context, session, emit)
      }
      let new = try Loading(load, into: dataset, from: start, of: self, context, session)
      loading = new
      try await new.begin()
      emit(.runStarted(pipeline: pipeline, source: source.name, loadID: load.id))
      try declare(plans.flatMap(\.sinks))
      try offerSchema(in: context)
      let order = try await prepareChecks(plans, in: context, session)
      if let selection {
        let replay = try await replay(
          selection,
          of: source.name,
          plans,
          order,
          in: context,
          session
        )
        try await pump(in: context, into: new) { try await replay.extract() }
        guard replay.isWanted else {
          await new.abandon()
          return false
        }
      } else {
        let (context, plans) = (context, plans)
        try await pump(in: context, into: new) { try await extract(plans, order, in: context) }
      }
      let stopped = context.cut?.stopped ?? []
      let through = plans.map(\.resource.name).filter { !stopped.contains($0) }
      if isExtraction {
        context.noteFinished(stopped.isEmpty ? [] : done.union(through), of: source.name)
      }
      try await new.finish(plans.filter { !stopped.contains($0.resource.name) })
      return !stopped.isEmpty
    } catch {
      if let loading { await loading.abandon() } else { await session.abandon() }
      throw error
    }
  }

  /// How names come about, none longer than the destination takes.
  func naming(for source: some Source) -> any NamingConvention {
    limited(settings.naming ?? source.naming)
  }

  /// A convention none of whose names is longer than the destination takes.
  func limited(_ naming: any NamingConvention) -> any NamingConvention {
    naming.limited(to: destination.capabilities.maximumTableNameLength)
      .limited(to: destination.capabilities.maximumColumnNameLength)
  }

  func datasetName(_ naming: some NamingConvention) throws(LoadError) -> String {
    do {
      return try naming.normalizeIdentifier(dataset)
    } catch {
      throw LoadError(
        .invalidName,
        "The dataset '\(dataset)' of the pipeline '\(pipeline)' has no name left under the convention "
          + "'\(naming.name)'. Choose another.",
        cause: error
      )
    }
  }

  /// An id for a load, which is later than all there are, whatever the clock says.
  func nextLoadID(after last: String?) throws -> String {
    let known = try [last].compactMap { $0 } + folder.pendingIDs() + folder.rawIDs()
    let latest = known.compactMap { LoadID.moment($0) }.max() ?? 0
    let moment = max(settings.clock.now.microseconds, latest + 1)
    return LoadID.text(planning == nil ? folder.uniqueMoment(moment) : moment)
  }

  private func context(
    of source: some Source,
    _ load: Load,
    _ concurrency: Int,
    startingFrom start: Start,
    _ emit: @escaping @Sendable (Event) -> Void
  ) -> RunContext {
    let cap = destination.capabilities.maximumNesting
    var passOver: (@Sendable (LoadError) -> Void)?
    if let planning { passOver = { planning.fail($0) } }
    return RunContext(
      capabilities: destination.capabilities,
      loadID: load.id,
      previousHash: start.previousHash,
      seed: settings.seed ?? .random(),
      keeper: SchemaKeeper(
        start.schema,
        naming: naming(for: source),
        breaksPaths: start.schema.settings.breaksPaths,
        now: settings.clock.now,
        stages: stages,
        passOver: passOver
      ),
      propagation: source.propagation,
      addsRootKey: source.addsRootKey,
      maximumNesting: cap.map { min($0, source.maximumNesting ?? $0) } ?? source.maximumNesting,
      nestingCap: cap,
      channel: Channel(limit: limits.channelBytes(resources: concurrency)),
      flushBytes: limits.flushBytes(resources: concurrency),
      concurrentRecords: max(1, limits.concurrentRecords),
      clock: settings.clock,
      emit: emit,
      planning: planning,
      recordLimit: recordLimit,
      state: Locked(start.state),
      makeShredder: settings.makeShredder
    )
  }

  /// Registers what the resources say beforehand, and sees that they do not contradict each other.
  func declare(_ sinks: [ResourceSink]) throws {
    var known: [String: (disposition: WriteDisposition, resource: String)] = [:]
    var contracts: [String: (contract: Contract, resource: String)] = [:]
    for sink in sinks {
      guard let table = try sink.declare() else { continue }
      if let contract = sink.hints.contract,
        let other = contracts.updateValue((contract, sink.name), forKey: table),
        other.contract != contract
      {
        throw LoadError(
          .inconsistentHints,
          "The resource '\(other.resource)' holds the table to another contract than this one. "
            + "Give both the same, or name another table.",
          at: LoadError.Location(resource: sink.name, table: table)
        )
      }
      let disposition = sink.hints.disposition ?? .append
      guard let other = known.updateValue((disposition, sink.name), forKey: table),
        other.disposition != disposition
      else { continue }
      throw LoadError(
        .inconsistentHints,
        "The resource '\(other.resource)' is to '\(other.disposition)' the rows of the table, this "
          + "one to '\(disposition)' them. Let both do the same, or name another table.",
        at: LoadError.Location(resource: sink.name, table: table)
      )
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

  /// Extracts several resources at the same time, each after those that it waits for.
  func extract(
    _ plans: [ExtractionPlan],
    _ order: ExtractionOrder,
    in context: RunContext
  ) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      var waiting = Array(plans.indices)
      var done: Set<Int> = []
      var running = 0
      while !waiting.isEmpty || running > 0 {
        if let cut = context.cut, cut.isDue, !waiting.isEmpty {
          for place in waiting { cut.stop(plans[place].resource.name) }
          waiting = []
        } else if running < max(1, limits.concurrentResources),
          let place = order.next(of: waiting, done: done)
        {
          waiting.removeAll { $0 == place }
          running += 1
          group.addTask {
            do {
              let slot = try await limits.shared?.admitResource(of: pipeline)
              defer { slot?.release() }
              try await plans[place].extract(in: context)
            } catch {
              context.channel.fail(error)
              throw error
            }
            return place
          }
        } else if let place = try await group.next() {
          done.insert(place)
          running -= 1
        }
      }
    }
  }
}
