// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load that is about to begin: what its steps have in common.
struct PreparedLoad {
  /// The load.
  let load: Load
  /// Where its rows come from.
  let origin: LoadOrigin
  /// What it starts from.
  let start: Run.Start
  /// What its parts share while it goes on.
  let context: RunContext
  /// The resources that are extracted.
  let plans: [ExtractionPlan]
  /// The resources that were through when an earlier load of the same run was cut.
  let finished: Set<String>
  /// The session, which lasts as long as the load.
  let session: any DestinationSession

  /// The tables' ends of all resources.
  var sinks: [ResourceSink] { plans.flatMap(\.sinks) }

  /// Notes in the state which resources are through; returns those that go on in the next load.
  func noteFinished() -> Set<String> {
    guard origin.isExtraction else { return [] }
    let stopped = context.cut?.stopped ?? []
    let through = finished.union(plans.map(\.resource.name)).subtracting(stopped)
    context.noteFinished(stopped.isEmpty ? [] : through, of: load.schema)
    return stopped
  }
}
