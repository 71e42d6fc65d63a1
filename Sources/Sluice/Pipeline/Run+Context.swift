// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// What the parts of a load share while it goes on.
  func context(
    of source: some Source,
    _ resources: [any Resource],
    from origin: LoadOrigin,
    _ load: Load,
    _ start: Start,
    _ emit: @escaping @Sendable (Event) -> Void
  ) throws -> RunContext {
    let concurrency = ExtractionPlan.concurrency(
      of: resources,
      limit: settings.schedule.concurrency(of: resources.count, limits)
    )
    let cap = destination.capabilities.maximumNesting
    var passOver: (@Sendable (LoadError) -> Void)?
    if let planning { passOver = { planning.fail($0) } }
    var context = RunContext(
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
    context.rounds = settings.schedule.rounds
    if case .quarantine = origin { context.isReplay = true }
    if case .pages = origin { context.raw = try RawPackageWriter(for: load, in: folder) }
    if planning == nil && origin.isExtraction {
      context.cut = settings.packageLimit.map { PackageCut(at: $0, clock: settings.clock) }
    }
    if !destination.capabilities.canChangeTypes { context.keeper.forbidTypeChanges() }
    return context
  }
}
