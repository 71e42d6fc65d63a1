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
/// and must make everything anew, or take it from the bench. Throws what an undisturbed run throws,
/// and ``Sluice/LoadError`` with the code `unsupported` if the destination cannot read back.
public func checkRestartSafety<Flow: Pipeline, Feed: Source>(
  of pipeline: @escaping @Sendable (RestartBench) async throws -> Flow,
  source: @escaping @Sendable (RestartBench) async throws -> Feed,
  options: RestartSafetyOptions = RestartSafetyOptions()
) async throws -> RestartSafetyReport {
  let trials = RestartTrials(options: options) { bench in
    let flow = try await pipeline(bench)
    // What is in a package counts as loaded: a later run brings it to its end, and then asks anew.
    if flow.workspace.keepsPackages { bench.noteThatPackagesAreKept() }
    _ = try await FaultyPipeline(flow, bench).run(source(bench))
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

/// The histories of runs that are compared.
struct RestartTrials: Sendable {
  /// What came of a history.
  private struct Outcome {
    var tables: [TableContents] = []
    /// The error of a run that never succeeded.
    var failure: (any Error)?
    /// The run in which something went wrong.
    var disturbedRun = 1
    /// Whether rows of that run may have been complete by then, so that asking anew repeats them.
    var mayRepeat = false
  }

  let options: RestartSafetyOptions
  let run: @Sendable (RestartBench) async throws -> Void
  let read: @Sendable (RestartBench) async throws -> DatasetContents

  init(
    options: RestartSafetyOptions,
    run: @escaping @Sendable (RestartBench) async throws -> Void,
    read: @escaping @Sendable (RestartBench) async throws -> DatasetContents
  ) {
    self.options = options
    self.run = run
    self.read = read
  }

  /// Makes all histories.
  func report() async throws -> RestartSafetyReport {
    let counter = Faults()
    let undisturbed = try await history(counter)
    if let failure = undisturbed.failure { throw failure }
    let expected = undisturbed.tables
    var report = RestartSafetyReport()
    report.steps = counter.points.count
    var repeated: [Int: [TableContents]] = [:]
    for run in 1...max(1, options.runs) {
      let outcome = try await history(Faults(), repeating: run)
      if outcome.failure == nil { repeated[run] = outcome.tables }
      if !HistoryDiff(expected: expected, found: outcome.tables).isEmpty {
        report.isRepeatable = false
      }
    }

    for end in options.ends where end != .kill {
      let outcome = try await history(Faults(), lastEnd: end)
      report.tried += 1
      note(outcome, nil, nil, end, expected, [:], in: &report)
    }
    for point in counter.points where (point.number - 1) % max(1, options.stride) == 0 {
      for fault in options.faults where fault.applies(to: point) {
        let kind = fault
        for end in kind.isDeath ? options.ends : [.kill] {
          try Task.checkCancellation()
          let fault = Fault(kind, at: point.number)
          let outcome = try await history(Faults(fault), end)
          report.tried += 1
          let ending = kind.isDeath ? end : nil
          note(outcome, fault, point, ending, expected, repeated, in: &report)
        }
      }
    }
    return report
  }

  private func note(
    _ outcome: Outcome,
    _ fault: Fault?,
    _ point: FaultPoint?,
    _ end: SimulatedDisk.End?,
    _ expected: [TableContents],
    _ repeated: [Int: [TableContents]],
    in report: inout RestartSafetyReport
  ) {
    var kind = RestartSafetyReport.Finding.Kind.stuck
    var details = outcome.failure.map { "\($0)" } ?? ""
    if outcome.failure == nil {
      let diff = HistoryDiff(expected: expected, found: outcome.tables)
      guard !diff.isEmpty else { return }
      details = diff.text
      if outcome.mayRepeat, let repeated = repeated[outcome.disturbedRun],
        HistoryDiff(expected: repeated, found: outcome.tables).isEmpty
      {
        kind = .repeated
      } else {
        kind = diff.lost > 0 ? .lost : diff.doubled > 0 ? .doubled : .differs
      }
    }
    report.findings.append(
      RestartSafetyReport.Finding(
        kind: kind,
        fault: fault,
        point: point,
        end: end,
        run: outcome.disturbedRun,
        details: details
      )
    )
  }

  /// All runs, each until it succeeds, and what the destination shows then.
  private func history(
    _ faults: Faults,
    _ end: SimulatedDisk.End = .kill,
    lastEnd: SimulatedDisk.End = .kill,
    repeating repeated: Int? = nil
  ) async throws -> Outcome {
    var bench = RestartBench(faults)
    var outcome = Outcome()
    for run in 1...max(1, options.runs) {
      bench.run = run
      var wanted = run == repeated ? 2 : 1
      var attempts = 0
      while wanted > 0 {
        let wasUndisturbed = !faults.hasHappened
        let stepsBefore = faults.points.count
        var failure: (any Error)?
        do { try await self.run(bench) } catch { failure = error }
        if wasUndisturbed, faults.hasHappened {
          outcome.disturbedRun = run
          outcome.mayRepeat =
            bench.keepsPackages
            || faults.points[stepsBefore...].contains {
              $0.kind == .call && $0.action.hasPrefix("\(SessionCall.commit) ")
            }
        }
        if bench.disk.faults.isDead {
          // Whatever the run says: a process that has died has said nothing.
          bench = bench.restarted(after: end)
        } else if failure == nil {
          wanted -= 1
        }
        attempts += 1
        if let failure, attempts >= options.attempts || faults.fault == nil {
          outcome.failure = failure
          return outcome
        }
      }
    }
    outcome.tables = try await read(bench.restarted(after: lastEnd)).comparable
    return outcome
  }
}

extension Fault.Kind {
  /// Whether the process dies.
  fileprivate var isDeath: Bool { self == .dies || self == .diesHalfway }

  /// Whether this is something else than what happens to other kinds of steps.
  fileprivate func applies(to point: FaultPoint) -> Bool {
    switch self {
    case .diesHalfway, .failsHalfway: point.kind == .write
    case .losesAnswer: point.kind == .call
    default: true
    }
  }
}
