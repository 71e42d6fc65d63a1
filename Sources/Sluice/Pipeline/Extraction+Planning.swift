// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What a plan does differently: records that cannot be read do not end it, and it may stop early.

extension ExtractionPlan {
  /// This resource, and those made from it, as a plan extracts them.
  func planned(in run: RunContext) -> ExtractionPlan {
    var plan = self
    if let records = resource as? Records {
      plan.resource = records.with { $0.hints = run.planned($0.hints, of: $0.name) }
    }
    plan.children = children.map { $0.planned(in: run) }
    return plan
  }

  /// Sends the records of the resource to `sink`, no more than the run wants.
  func extract(to sink: any OutputSink, in run: RunContext) async throws {
    try await run.readingOn(resource.name) {
      guard let limit = run.recordLimit else {
        return try await resource.extract(to: Output(sink: sink))
      }
      let limited = StepSink([], RecordLimits(rows: limit), hints: sink.hints, to: sink)
      try await limited.whileOpen { try await resource.extract(to: Output(sink: limited)) }
    }
  }
}

extension RunContext {
  /// What a resource says of its table; in a plan, lines that cannot be read are passed over.
  ///
  /// Where records are not lines nobody can say where the next one begins: there, the layout has to be
  /// found as in a run, and the first fault ends the resource.
  func planned(_ hints: TableHints, of resource: String) -> TableHints {
    guard planning != nil else { return hints }
    var hints = hints
    switch hints.malformed.kind {
    case .fail:
      if hints.jsonLayout == .lines { hints.malformed = planned(hints.malformed, of: resource) }
    case .skip:
      hints.malformed = hints.malformed.isQuarantine ? .quarantine : .skip
    }
    return hints
  }

  /// What becomes of lines that cannot be read; in a plan, they are passed over.
  func planned(_ malformed: MalformedRecords, of resource: String) -> MalformedRecords {
    guard let planning, case .fail = malformed.kind else { return malformed }
    planning.expectRecords(of: resource)
    return .skip
  }

  /// Runs `body`; in a plan, input that cannot be read on is noted, and what came before it counts.
  func readingOn(_ resource: String, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch var error as LoadError where error.code == .malformedInput {
      guard let planning else { throw error }
      error.location.resource = error.location.resource ?? resource
      planning.fail(error)
    }
  }
}
