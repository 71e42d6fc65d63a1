// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One run of a pipeline: what the machine says, done.
struct Run: Sendable {
  let pipeline: String
  var destination: any Destination
  let dataset: String
  let stages: [any Stage]
  let limits: Limits
  let settings: PipelineSettings
  var workspace: Workspace?
  var observe: @Sendable (Event) -> Void

  /// Gathers what happens, where nothing is to be loaded.
  var planning: PlanCollector?
  /// How many records of each resource are taken, where it is only a plan.
  var recordLimit: Int?
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

  /// Loads all resources of `source`, or nothing; or tries the records once more that were put aside.
  func execute(
    _ source: some Source,
    replaying selection: ReplaySelection? = nil
  ) async throws -> RunReport {
    let report = Locked(RunReport())
    let emit: @Sendable (Event) -> Void = { event in
      report.withLock { $0.record(event) }
      approval?.hear(event)
      observe(event)
    }
    let start = settings.clock.uptime
    do {
      try await load(source, replaying: selection, emit)
    } catch {
      // Code of the user may wrap or replace what tells it of the cancellation.
      let error = Task.isCancelled ? CancellationError() : error
      emit(.failed(error))
      throw error
    }
    emit(.runFinished(settings.clock.uptime - start))
    return report.withLock { $0 }
  }

  private func load(
    _ source: some Source,
    replaying selection: ReplaySelection?,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws {
    try Task.checkCancellation()
    try StageCheck.check(stages)
    let resources = try await located(source.name) { try await source.resources }
    let contract = source.contract ?? source.schemaSettings.contract
    try StageCheck.checkEnforcement(of: contract, resources, by: stages)
    let naming = naming(for: source)
    let dataset = try datasetName(naming)
    try approval?.check(self, dataset: dataset, source: source.name)
    var machine = RunMachine()
    let session = try await blamed("open") { try await destination.open(dataset: dataset) }
    machine.opened()
    do {
      let stored = try await blamed("read") { try await session.recall(source.name) }
      let load = Load(
        id: nextLoadID(after: stored.lastLoadID),
        pipeline: pipeline,
        schema: source.name
      )
      try await blamed("begin") { try await session.begin(load) }
      machine.begun()
      emit(.runStarted(pipeline: pipeline, source: source.name, loadID: load.id))
      let concurrency = ExtractionPlan.concurrency(
        of: resources,
        limit: limits.concurrentResources
      )
      let start = try start(of: source, stored: stored.schema, emit)
      var context = context(of: source, load, concurrency, startingFrom: start, emit)
      context.isReplay = selection != nil
      if !destination.capabilities.canChangeTypes { context.keeper.forbidTypeChanges() }
      let plans = try ExtractionPlan.plans(for: resources, in: context)
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
        try await pump(in: context, session, &machine) { try await replay.extract() }
        guard replay.isWanted else {
          if machine.failed() == .abandon { await session.abandon() }
          return
        }
      } else {
        let context = context
        try await pump(in: context, session, &machine) {
          try await extract(plans, order, in: context)
        }
      }
      try await finish(plans, load, in: context, session, &machine)
    } catch {
      if machine.failed() == .abandon { await session.abandon() }
      throw error
    }
  }

  /// How names come about, none longer than the destination takes.
  func naming(for source: some Source) -> any NamingConvention {
    let capabilities = destination.capabilities
    let naming = settings.naming ?? source.naming
    return naming.limited(to: capabilities.maximumTableNameLength)
      .limited(to: capabilities.maximumColumnNameLength)
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

  private func nextLoadID(after last: String?) -> String {
    let moment = settings.clock.now.microseconds
    let later = max(moment, (last.flatMap(LoadID.moment) ?? 0) + 1)
    return LoadID.text(workspace?.uniqueMoment(later) ?? later)
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
      addsRootKey: source.addsRootKey ?? false,
      maximumNesting: cap.map { min($0, source.maximumNesting ?? $0) } ?? source.maximumNesting,
      nestingCap: cap,
      channel: Channel(limit: limits.channelBytes(resources: concurrency)),
      flushBytes: limits.flushBytes(resources: concurrency),
      concurrentRecords: max(1, limits.concurrentRecords),
      clock: settings.clock,
      emit: emit,
      planning: planning,
      recordLimit: recordLimit,
      makeShredder: settings.makeShredder
    )
  }

  /// Registers what the resources say beforehand, and sees that they do not contradict each other.
  private func declare(_ sinks: [ResourceSink]) throws {
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
    _ session: any DestinationSession,
    _ machine: inout RunMachine,
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
          try await load(batch, in: context, session, &machine)
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
  private func extract(
    _ plans: [ExtractionPlan],
    _ order: ExtractionOrder,
    in context: RunContext
  ) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      var waiting = Array(plans.indices)
      var done: Set<Int> = []
      var running = 0
      while !waiting.isEmpty || running > 0 {
        if running < max(1, limits.concurrentResources),
          let place = order.next(of: waiting, done: done)
        {
          waiting.removeAll { $0 == place }
          running += 1
          group.addTask {
            do {
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
