// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Synchronization
import Testing

// What `Docs/Guide/Operation.md` shows.

@Suite struct OperationGuide {
  private let store = ColumnStore()
  private let orders = Records("orders", json: #"[{"id": 1, "total": 9.5}, {"id": 2}]"#)

  @Test func `retries`() async throws {
    // snippet: retries
    var settings = PipelineSettings()
    settings.retries.attempts = 8
    settings.retries.firstDelay = .seconds(1)
    settings.retries.deadline = .seconds(30 * 60)
    let nightly = LoadPipeline("shop", into: store, settings: settings)
    // end
    // snippet: others
    settings.retries.onPermanentFailure = .tryOtherTables
    // end
    // snippet: events
    let loud = nightly.onEvent { event in
      if case .retrying(let retry) = event { print(retry) }
    }
    let report = try await loud.run(orders)
    print(report.retries, report.retryDelay)
    // end
    #expect(report.retries == 0)
    #expect(settings.retries.attempts == 8)
  }

  // snippet: clock
  /// A clock that never waits.
  final class QuickClock: TimeSource {
    private let time = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func sleep(for duration: Duration) async throws {
      try Task.checkCancellation()
      let microseconds = Int64(duration / .microseconds(1))
      time.withLock { $0 = Timestamp(microseconds: $0.microseconds + microseconds) }
    }
  }
  // end

  @Test func `a clock that never waits`() async throws {
    let clock = QuickClock()
    try await clock.sleep(for: .seconds(60))
    #expect(clock.now.microseconds == 1_700_000_060_000_000)
  }

  @Test func `shared limits`() async throws {
    // snippet: shared
    var bounds = SharedLimits.Bounds()
    bounds.memory = .mebibytes(512)
    bounds.concurrentRuns = 8
    bounds.concurrentResources = 16
    bounds.runsPerDestination = 2
    var limits = Limits()
    limits.shared = SharedLimits(bounds)

    let first = LoadPipeline("shop", into: store, limits: limits)
    let second = LoadPipeline("bank", into: store, limits: limits)
    // end
    try await first.run(orders)
    try await second.run(orders)
    #expect(limits.shared?.usage.runs == 0)
  }

  @Test func `signals`() async throws {
    let nightly = LoadPipeline("shop", into: store)
    // snippet: signals
    do {
      try await withCancellation(on: [.interrupt, .terminate]) { try await nightly.run(orders) }
    } catch is CancellationError {
      print("stopped, and nothing is lost")
    }
    // end
    #expect(try store.table("shop", "orders").rowCount == 2)
  }
}
