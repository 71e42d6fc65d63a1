// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// Disturbs a pipeline at every step that it makes, and looks whether anything is lost or doubled.
///
/// ```swift
/// let report = try await checkRestartSafety { bench in
///   LoadPipeline("shop", into: FileDestination(at: "out", format: .jsonl, in: bench.disk))
/// } source: { bench in
///   Shop(day: bench.run)
/// }
/// try report.expectSafe()
/// ```
/// The runs are made once undisturbed, which counts the steps: those on the bench's disk, and the
/// calls of the destination. Then they are made anew for each step and each thing that can go wrong
/// there; a run that fails is made again by a new process, and at last tables, schema and state are
/// compared with those of the undisturbed runs, without ids. The closures are called for each run
/// and must make everything anew, or take it from the bench. With `run` a run is something else than
/// ``Sluice/Pipeline/run(_:)``: a backfill, say. Throws what an undisturbed run throws, and
/// ``Sluice/LoadError`` with the code `unsupported` if the destination cannot read back.
public func checkRestartSafety<Flow: Pipeline, Feed: Source>(
  of pipeline: @escaping @Sendable (RestartBench) async throws -> Flow,
  source: @escaping @Sendable (RestartBench) async throws -> Feed,
  options: RestartSafetyOptions = RestartSafetyOptions(),
  run: (@Sendable (any Pipeline, Feed, RestartBench) async throws -> Void)? = nil
) async throws -> RestartSafetyReport {
  let trials = RestartTrials(options: options) { bench in
    let flow = try await pipeline(bench)
    // What is in a package counts as loaded: a later run brings it to its end, and then asks anew.
    if flow.workspace.keepsPackages { bench.noteThatPackagesAreKept() }
    let (faulty, feed) = (FaultyPipeline(flow, bench), try await source(bench))
    if let run { try await run(faulty, feed, bench) } else { try await faulty.run(feed) }
  } read: { bench in
    let flow = try await pipeline(bench)
    let feed = try await source(bench)
    let reader = TableReader(
      flow.destination,
      dataset: flow.dataset,
      schema: feed.name,
      pipeline: flow.name
    )
    return try await reader.read()
  }
  return try await trials.report()
}

/// Disturbs a pipeline that loads one resource.
///
/// See ``checkRestartSafety(of:source:options:)``.
public func checkRestartSafety<Flow: Pipeline, Rows: Resource>(
  of pipeline: @escaping @Sendable (RestartBench) async throws -> Flow,
  resource: @escaping @Sendable (RestartBench) async throws -> Rows,
  options: RestartSafetyOptions = RestartSafetyOptions()
) async throws -> RestartSafetyReport {
  try await checkRestartSafety(
    of: pipeline,
    source: { bench in
      OneResource(name: try await pipeline(bench).name, resource: try await resource(bench))
    },
    options: options
  )
}

/// A source that holds one resource.
private struct OneResource: Source {
  let name: String
  let resource: any Resource

  var resources: [any Resource] { resource }
}
