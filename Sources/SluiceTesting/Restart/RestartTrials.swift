// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

/// The histories of runs that are compared.
///
/// Histories have much in common: the runs before the one that is disturbed, and that one until the
/// process dies. As long as all that there is lies on the disk, what is the same is made once.
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

  /// A history on its way.
  private struct History {
    var bench: RestartBench
    /// Those of the process that is disturbed, if one is.
    let faults: Faults
    /// The run that is made next.
    var run = 1
    /// The run that is made twice, if one is.
    var repeated: Int?
    /// How often the run was made, and how often it was tried.
    var made = 0
    var attempts = 0
    var outcome = Outcome()

    init(on bench: RestartBench? = nil, _ faults: Faults = Faults()) {
      self.bench = bench ?? RestartBench(faults)
      self.faults = faults
      run = self.bench.run
    }
  }

  /// Where a run begins that nothing has disturbed.
  private struct Start {
    /// The steps before.
    var steps: Int
    var bench: RestartBench
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
    var undisturbed = History()
    var starts: [Start] = []
    try await advance(&undisturbed) { history in
      if let bench = history.bench.copy() {
        starts.append(Start(steps: history.faults.count, bench: bench))
      }
    }
    if let failure = undisturbed.outcome.failure { throw failure }
    let expected = try await end(undisturbed).tables
    var report = RestartSafetyReport()
    let points = undisturbed.faults.points
    report.steps = points.count
    var repeated: [Int: [TableContents]] = [:]
    for run in 1...max(1, options.runs) {
      var history = History()
      history.repeated = run
      try await advance(&history)
      let outcome = try await end(history)
      if outcome.failure == nil { repeated[run] = outcome.tables }
      if !HistoryDiff(expected: expected, found: outcome.tables).isEmpty {
        report.isRepeatable = false
      }
    }

    for end in options.ends where end != .kill {
      let outcome = try await self.end(undisturbed, end)
      report.tried += 1
      note(outcome, nil, nil, end, expected, [:], in: &report)
    }
    for point in points where (point.number - 1) % max(1, options.stride) == 0 {
      for kind in options.faults where kind.applies(to: point) {
        let fault = Fault(kind, at: point.number)
        let ends = kind.isDeath ? options.ends : [.kill]
        for (end, outcome) in zip(ends, try await outcomes(of: fault, ends, starts)) {
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

  // MARK: - Histories

  /// The histories in which `fault` happens, one for each way in which the process may end.
  private func outcomes(
    of fault: Fault,
    _ ends: [SimulatedDisk.End],
    _ starts: [Start]
  ) async throws -> [Outcome] {
    var history = begun(before: fault, starts)
    guard try await advance(&history) else {
      let outcome = try await end(history)
      return ends.map { _ in outcome }
    }
    var outcomes: [Outcome] = []
    for end in ends {
      var next = history
      if let bench = history.bench.copy(after: end) {
        next.bench = bench
      } else {
        // What lies outside has gone on with the first.
        if !outcomes.isEmpty {
          next = begun(before: fault, starts)
          try await advance(&next)
        }
        next.bench = next.bench.restarted(after: end)
      }
      try await advance(&next)
      outcomes.append(try await self.end(next))
    }
    return outcomes
  }

  /// A history that begins with the run in which `fault` happens, or with the first.
  private func begun(before fault: Fault, _ starts: [Start]) -> History {
    let start = starts.last { $0.steps < fault.step }
    let faults = Faults(fault, after: start?.steps ?? 0, namesSteps: false)
    return History(on: start?.bench.copy(after: .kill, faults), faults)
  }

  /// Makes runs, each until it succeeds, until there are no more or the process dies.
  ///
  /// Returns whether it has died; the bench is as it was then.
  @discardableResult
  private func advance(
    _ history: inout History,
    beforeRun: (History) -> Void = { _ in }
  ) async throws -> Bool {
    while history.run <= max(1, options.runs), history.outcome.failure == nil {
      try Task.checkCancellation()
      history.bench.run = history.run
      if history.attempts == 0 { beforeRun(history) }
      let (faults, stepsBefore) = (history.faults, history.faults.count)
      let wasUndisturbed = !faults.hasHappened
      var failure: (any Error)?
      do { try await run(history.bench) } catch { failure = error }
      if wasUndisturbed, faults.hasHappened {
        history.outcome.disturbedRun = history.run
        history.outcome.mayRepeat =
          history.bench.keepsPackages
          || faults.points[stepsBefore...].contains {
            $0.kind == .call && $0.action.hasPrefix("\(SessionCall.commit) ")
          }
      }
      history.attempts += 1
      if let failure, history.attempts >= options.attempts || faults.fault == nil {
        history.outcome.failure = failure
        return false
      }
      // Whatever the run says: a process that has died has said nothing.
      if history.bench.disk.faults.isDead { return true }
      if failure == nil { history.made += 1 }
      if history.made == (history.run == history.repeated ? 2 : 1) {
        history.run += 1
        (history.made, history.attempts) = (0, 0)
      }
    }
    return false
  }

  /// What the destination shows at the end.
  private func end(
    _ history: History,
    _ end: SimulatedDisk.End = .kill
  ) async throws -> Outcome {
    var outcome = history.outcome
    guard outcome.failure == nil else { return outcome }
    // Reading clears away what a crash has left, which is not to be seen by others.
    let bench = history.bench.copy(after: end) ?? history.bench.restarted(after: end)
    outcome.tables = try await read(bench).comparable
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
