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
        let origin = selection.map { LoadOrigin.quarantine($0) } ?? .source
        var run = run
        while try await run.load(source, from: origin, emit) { run.refresh = nil }
        return
      }
      if refresh != nil { throw Self.refreshWithPages }
      try await run.normalizeRaw(of: source, emit)
      var hasMore = true
      while hasMore {
        hasMore = try await run.load(source, from: .pages, emit)
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
}
