// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Pipeline {
  /// Works out what ``run(_:)-(Source)`` would do, without loading or changing anything.
  ///
  /// All records are extracted and shaped, then dropped; with `limit`, only the first so many of each
  /// resource that is made from none. What would make a run fail is noted, the record passed over, so
  /// that one plan shows all. ``observe(_:)`` hears nothing, nor does who wants to hear of malformed
  /// records. What the destination itself would refuse is not seen. Throws as a run does where there
  /// is nothing to go on with: the source fails, or the destination cannot be asked.
  @concurrent
  public func plan(_ source: some Source, limit: Int? = nil) async throws -> LoadPlan {
    try await Run(self).plan(source, limit: limit)
  }

  /// Works out what ``run(_:)-(Resource)`` would do, without loading or changing anything.
  ///
  /// As ``plan(_:limit:)-(Source,_)`` does.
  @concurrent
  public func plan(_ resource: some Resource, limit: Int? = nil) async throws -> LoadPlan {
    try await Run(self).plan(SingleResource(for: self, resource), limit: limit)
  }

  /// Loads the resources of `source`, if it comes to no more than what `plan` says.
  ///
  /// Any change of the schema, any replacement, and any reason to leave something out that the plan
  /// does not have makes the run throw ``LoadError`` with the code `notApproved`, before anything is
  /// visible; so does a plan of another pipeline, dataset, source or destination. More rows, and fewer
  /// changes, are fine.
  @concurrent @discardableResult
  public func run(_ source: some Source, approving plan: LoadPlan) async throws -> RunReport {
    var run = Run(self)
    run.approval = Approval(plan)
    return try await run.execute(source)
  }

  /// Loads one resource, if it comes to no more than what `plan` says.
  ///
  /// As ``run(_:approving:)-(Source,_)`` does.
  @concurrent @discardableResult
  public func run(_ resource: some Resource, approving plan: LoadPlan) async throws -> RunReport {
    try await run(SingleResource(for: self, resource), approving: plan)
  }
}

extension SingleResource {
  /// A source for one resource, named after the pipeline.
  init(for pipeline: some Pipeline, _ resource: some Resource) {
    let name = (try? SnakeCase().normalizeIdentifier(pipeline.name)) ?? pipeline.name
    self.init(name: name, resource: resource)
  }
}

extension Run {
  /// Does all that a run does, except for loading.
  func plan(_ source: some Source, limit: Int?) async throws -> LoadPlan {
    let collector = PlanCollector()
    var run = self
    run.destination = PlanningDestination(
      base: destination,
      folder: folder,
      collector: collector
    )
    run.observe = { collector.hear($0) }
    run.planning = collector
    run.recordLimit = limit.map { max(0, $0) }
    _ = try await run.execute(source)
    var plan = LoadPlan(
      pipeline: pipeline,
      source: source.name,
      destination: destination.kind,
      dataset: try datasetName(naming(for: source)),
      recordLimit: run.recordLimit
    )
    collector.complete(&plan, for: destination)
    return plan
  }
}
