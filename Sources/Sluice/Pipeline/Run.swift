// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// One run of a pipeline: what the machine says, done.
struct Run: Sendable {
  let pipeline: String
  let destination: any Destination
  let dataset: String
  let stages: [any Stage]
  let limits: Limits
  let settings: PipelineSettings
  let workspace: Workspace?
  let observe: @Sendable (Event) -> Void

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

  /// Loads all resources of `source`, or nothing.
  func execute(_ source: some Source) async throws -> RunReport {
    let report = Locked(RunReport())
    let emit: @Sendable (Event) -> Void = { event in
      report.withLock { $0.record(event) }
      observe(event)
    }
    let start = settings.clock.uptime
    do {
      try await load(source, emit)
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
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws {
    try Task.checkCancellation()
    let resources = try await located(source.name) { try await source.resources }
    let naming = naming(for: source)
    let dataset = try datasetName(naming)
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
      let context = context(of: source, load, concurrency, startingFrom: stored.schema, emit)
      let plans = try ExtractionPlan.plans(for: resources, in: context)
      try declare(plans.flatMap(\.sinks), in: context)
      try await pump(plans, in: context, session, &machine)
      try await finish(plans, load, in: context, session, &machine)
    } catch {
      if machine.failed() == .abandon { await session.abandon() }
      throw error
    }
  }

  /// How names come about, none longer than the destination takes.
  private func naming(for source: some Source) -> any NamingConvention {
    let capabilities = destination.capabilities
    let naming = settings.naming ?? source.naming
    return naming.limited(to: capabilities.maximumTableNameLength)
      .limited(to: capabilities.maximumColumnNameLength)
  }

  private func datasetName(_ naming: some NamingConvention) throws(LoadError) -> String {
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
    startingFrom stored: Schema?,
    _ emit: @escaping @Sendable (Event) -> Void
  ) -> RunContext {
    var schema =
      stored ?? workspace?.schema(source.name)
      ?? Schema(source.name, settings: source.schemaSettings)
    schema.settings = source.schemaSettings.normalized(by: naming(for: source))
    let cap = destination.capabilities.maximumNesting
    return RunContext(
      capabilities: destination.capabilities,
      loadID: load.id,
      seed: settings.seed ?? .random(),
      keeper: SchemaKeeper(
        schema,
        naming: naming(for: source),
        breaksPaths: source.schemaSettings.breaksPaths,
        now: settings.clock.now,
        stages: stages
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
      makeShredder: settings.makeShredder
    )
  }

  /// Registers what the resources say beforehand, and sees that they do not contradict each other.
  private func declare(_ sinks: [ResourceSink], in context: RunContext) throws {
    var known: [String: (disposition: WriteDisposition, resource: String)] = [:]
    for sink in sinks {
      guard let table = try sink.declare() else { continue }
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

  /// Extracts all resources, and loads what they send meanwhile.
  private func pump(
    _ plans: [ExtractionPlan],
    in context: RunContext,
    _ session: any DestinationSession,
    _ machine: inout RunMachine
  ) async throws {
    let channel = context.channel
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          do {
            try await extract(plans, in: context)
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

  private func extract(_ plans: [ExtractionPlan], in context: RunContext) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, plan) in plans.enumerated() {
        if index >= max(1, limits.concurrentResources) { try await group.next() }
        group.addTask {
          do {
            try await plan.extract(in: context)
          } catch {
            context.channel.fail(error)
            throw error
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
