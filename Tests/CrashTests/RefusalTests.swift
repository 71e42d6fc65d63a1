// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// The disk refuses, at every step of a run: it is full, or nothing may be changed.
///
/// The run says so, and what to do; once the cause is gone, the next one goes on as if nothing had been.
/// Every 61st step is tried, or every nth where the environment has `SLUICE_CRASH_STRIDE=n`.
@Suite struct RefusalTests {
  /// A kind of destination, and what of the pipeline lies on the disk.
  enum Place: CaseIterable, Sendable {
    case lines, csv, store, storeElsewhere
    case linesWithWorkspace, csvWithWorkspace, storeWithWorkspace

    fileprivate var hasWorkspace: Bool {
      switch self {
      case .lines, .csv, .store: false
      default: true
      }
    }
  }

  /// What a run has come to.
  private struct Outcome {
    var error: LoadError?
    /// The codes of what could not be done once a load was visible, by what it was.
    var notKept: [(what: String, code: LoadError.Code?)] = []
  }

  /// A pipeline with all that belongs to it.
  private struct Bench {
    let place: Place
    let disk = RefusingDisk()
    let clock = TestClock(step: .milliseconds(1))
    let elsewhere = ColumnStore()

    /// Makes a run, in a process of its own.
    func run(_ number: Int) async throws -> Outcome {
      switch place {
      case .lines, .linesWithWorkspace:
        try await run(number) { FileDestination(at: "/out", format: .jsonl, in: disk) }
      case .csv, .csvWithWorkspace:
        try await run(number) { FileDestination(at: "/out", format: .csv, in: disk) }
      case .store, .storeWithWorkspace:
        try await run(number) { try ColumnStore(at: "/store", in: disk) }
      case .storeElsewhere:
        try await run(number) { elsewhere }
      }
    }

    private func run<Target: Destination>(
      _ number: Int,
      into destination: () throws -> Target
    ) async throws -> Outcome {
      let found = Locked(Outcome())
      do {
        let workspace =
          place.hasWorkspace ? Workspace(at: "/workspace", in: disk) : Workspace.memory()
        let pipeline = LoadPipeline(
          "shop",
          into: try destination(),
          settings: .test(clock: clock),
          workspace: workspace
        )
        .onEvent { event in
          guard case .notKept(let what, let error) = event else { return }
          found.withLock { $0.notKept.append((what, (error as? LoadError)?.code)) }
        }
        try await pipeline.run(RefusalTests.feed.source(number))
      } catch let error as LoadError {
        found.withLock { $0.error = error }
      }
      return found.withLock { $0 }
    }

    /// What there is now, without ids.
    func contents() async throws -> [TableContents] {
      switch place {
      case .lines, .linesWithWorkspace:
        try await contents(of: FileDestination(at: "/out", format: .jsonl, in: disk))
      case .csv, .csvWithWorkspace:
        try await contents(of: FileDestination(at: "/out", format: .csv, in: disk))
      case .store, .storeWithWorkspace:
        try await contents(of: try ColumnStore(at: "/store", in: disk))
      case .storeElsewhere:
        try await contents(of: elsewhere)
      }
    }

    private func contents(of destination: some Destination) async throws -> [TableContents] {
      let reader = TableReader(destination, dataset: "shop", schema: "crash_shop", pipeline: "shop")
      return try await reader.read().comparable
    }
  }

  /// Appends and replaces, in two runs.
  private static let feed = CrashFeed.all[2]

  @Test(arguments: Place.allCases, RefusingDisk.Cause.allCases)
  func `a disk that refuses is named, and the next run leaves nothing to be seen of it`(
    place: Place,
    cause: RefusingDisk.Cause
  ) async throws {
    let calm = Bench(place: place)
    for number in 1...2 { #expect(try await calm.run(number).error == nil) }
    let count = calm.disk.steps
    let expected = try await calm.contents()
    #expect(count > 10 && expected.contains { $0.rows.count > 5 })
    var refusals = 0
    var failures = 0
    for step in stride(from: 1, through: count, by: CrashTests.stride ?? 61) {
      let bench = Bench(place: place)
      bench.disk.refuse(from: step, cause)
      for number in 1...2 {
        let before = bench.disk.refusedPaths.count
        let outcome = try await bench.run(number)
        let refused = bench.disk.refusedPaths.dropFirst(before)
        if let error = outcome.error {
          failures += 1
          #expect(error.code == cause.code, "step \(step) of \(count): \(error)")
          #expect(refused.contains { error.message.contains("'\($0)'") }, "\(step): \(error)")
          let advice = cause.code == .noSpace ? "Make room" : "Give the process the right"
          #expect(error.message.contains(advice), "step \(step) of \(count): \(error)")
          bench.disk.relent()
          #expect(try await bench.run(number).error == nil, "step \(step) of \(count)")
        } else if let path = refused.first {
          // What is good to have once a load is visible: that it is missing is an event.
          #expect(!outcome.notKept.isEmpty, "step \(step) of \(count): '\(path)' is not told of.")
          #expect(outcome.notKept.allSatisfy { $0.code == cause.code }, "\(outcome.notKept)")
        }
        if !refused.isEmpty { refusals += 1 }
      }
      bench.disk.relent()
      let diff = HistoryDiff(expected: expected, found: try await bench.contents())
      #expect(diff.isEmpty, "step \(step) of \(count): \(diff.text)")
    }
    #expect(refusals >= failures && failures > 0)
  }
}
