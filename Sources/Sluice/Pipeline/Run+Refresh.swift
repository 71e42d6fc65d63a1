// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run.Start {
  /// Throws away what `refresh` says; `fresh` starts as if the source had never been loaded.
  mutating func refresh(
    _ refresh: Refresh,
    of source: some Source,
    _ resources: Set<String>,
    fresh: () throws -> Run.Start
  ) throws {
    let fresh = try fresh()
    let plan = RefreshPlan(
      refresh,
      of: schema,
      fresh: fresh.schema,
      resources: resources,
      state: state
    )
    // The versions of a schema that begins anew are counted anew.
    if refresh == .dropSources, plan.schema.contentHash != schema.contentHash {
      previousHash = fresh.previousHash
    }
    (schema, state) = (plan.schema, plan.state)
    (dropped, emptied, forgetsVersions) = (plan.dropped, plan.emptied, plan.forgetsVersions)
  }
}

extension Run {
  /// The refusal of a refresh where raw pages are kept.
  static var refreshWithPages: LoadError {
    LoadError(
      .invalidConfiguration,
      "A refresh throws away what is loaded, and raw pages are kept to load it once more. Run without "
        + "'keepsRaw' to refresh."
    )
  }
}

extension Pipeline {
  /// Loads the resources of `source`, and throws away what `refresh` says, all of it or nothing.
  ///
  /// What goes, goes in the commit that brings the new rows. Throws as ``run(_:)-(Source)`` does.
  @concurrent @discardableResult
  public func run(_ source: some Source, refresh: Refresh) async throws -> RunReport {
    var run = Run(self)
    run.refresh = refresh
    return try await run.execute(source)
  }

  /// Loads one resource, and throws away what `refresh` says.
  ///
  /// As ``run(_:refresh:)-(Source,_)`` does.
  @concurrent @discardableResult
  public func run(_ resource: some Resource, refresh: Refresh) async throws -> RunReport {
    try await run(SingleResource(for: self, resource), refresh: refresh)
  }
}
