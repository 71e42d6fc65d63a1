// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What a pipeline remembers: looking at it, restoring it, and throwing parts of it away.

extension Pipeline {
  /// What the pipeline remembers: the destination's state, or that of the workspace where the
  /// destination remembers nothing. `nil` before the first load.
  @concurrent
  public func state() async throws -> PipelineState? {
    let run = Run(self)
    let (stored, _) = try await run.remembered()
    return try stored.isThere == nil ? stored.state ?? run.folder.state() : stored.state
  }

  /// Makes the workspace remember what the destination does, and nothing else.
  ///
  /// A run does so by itself; this is for looking at schemas and state without one, on a machine that
  /// has not run the pipeline. Packages that wait stay. Returns the state, or `nil` if the destination
  /// has none. Throws ``LoadError`` with the code `unsupported` if it remembers nothing at all.
  @concurrent @discardableResult
  public func sync() async throws -> PipelineState? {
    let run = Run(self)
    let lock = try run.folder.lock(at: settings.clock.now)
    defer { withExtendedLifetime(lock) {} }
    return try await run.sync()
  }

  /// Drops tables of the source called `source`, and what its resources keep in the state; or says, as
  /// a dry run, what that would be.
  ///
  /// `nil` is the source that was loaded first. The tables go in one commit. Throws ``LoadError`` with
  /// the code `invalidConfiguration` if packages wait, or if nothing was ever loaded.
  @concurrent @discardableResult
  public func drop(
    _ selection: DropSelection,
    from source: String? = nil,
    dryRun: Bool = false
  ) async throws -> DropPlan {
    let run = Run(self)
    let plan = Locked<DropPlan?>(nil)
    _ = try await run.reported(source ?? "", isDryRun: dryRun) { run, emit in
      let made = try await run.drop(selection, from: source, isDryRun: dryRun, emit)
      plan.withLock { $0 = made }
    }
    guard let plan = plan.withLock({ $0 }) else { throw CancellationError() }
    return plan
  }

  /// Takes a load back that only added rows: those go, with all rows below them, and the cursor is where
  /// it was before. Returns how many rows went from each table.
  ///
  /// Throws ``LoadError`` with the code `notUndoable` if the load has replaced, merged or thrown away
  /// rows, which are not kept, if packages wait, if later loads build upon its cursor, or if there is no
  /// such load.
  @concurrent @discardableResult
  public func undo(load id: String) async throws -> [String: Int] {
    let removed = Locked<[String: Int]>([:])
    _ = try await Run(self).reported("") { run, emit in
      let rows = try await run.undo(id, emit)
      removed.withLock { $0 = rows }
    }
    return removed.withLock { $0 }
  }
}

extension LoadPipeline {
  /// A copy for trying things out: with a dataset of its own, whose name has the time of now, and a
  /// workspace of its own in memory, so that every program start begins anew.
  public func inDevelopment() -> Self {
    LoadPipeline(
      copying: self,
      dataset: DevelopmentDataset.name(dataset, at: settings.clock.now),
      workspace: .memory()
    )
  }
}
