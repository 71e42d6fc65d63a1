// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

/// The time of day goes backwards: someone has set the clock, or the machine has.
@Suite struct BackwardClockTests {
  private func run(
    _ clock: TestClock,
    into store: ColumnStore,
    _ workspace: Workspace = Workspace.memory()
  ) async throws -> RunReport {
    try await LoadPipeline(
      "demo",
      into: store,
      settings: .testing(clock: clock),
      workspace: workspace
    ).run(Records("items", of: [record(("id", .int(1)))]))
  }

  @Test(arguments: [false, true])
  func `ids of loads grow all the same`(sharesWorkspace: Bool) async throws {
    let store = ColumnStore()
    let clock = TestClock(microseconds: 1_700_000_000_000_000)
    let workspace = Workspace.memory()
    var ids: [String] = []
    for _ in 0..<4 {
      let own = sharesWorkspace ? workspace : Workspace.memory()
      ids.append(try await run(clock, into: store, own).loadID)
      clock.advance(by: .seconds(-3_600))
    }
    #expect(
      ids == [
        "1700000000.000000", "1700000000.000001", "1700000000.000002", "1700000000.000003",
      ]
    )
    let stored = try store.table("demo", "_dlt_loads")["load_id"]
    #expect(stored == ids.map { .text($0) })
  }

  @Test func `no duration is negative`() async throws {
    final class Backward: TimeSource {
      private let time = Locked<Int64>(1_700_000_000_000_000)
      var now: Timestamp {
        time.withLock { time in
          time -= 1_000_000
          return Timestamp(microseconds: time)
        }
      }
    }
    let clock = Backward()
    let report = try await LoadPipeline(
      "demo",
      into: ColumnStore(),
      settings: .testing(clock: clock)
    ).run(Records("items", of: [record(("id", .int(1)))]))
    #expect(report.duration == .zero)
    #expect(clock.elapsed(since: clock.uptime) == .zero)
  }

  @Test func `retries do not count time that went backwards`() async throws {
    let clock = TestClock()
    let stepping = SteppingDestination(ColumnStore()) { call, moment in
      guard call == "begin", moment == .before else { return }
      clock.advance(by: .seconds(-3_600))
      throw TransientFailure("The server is busy.")
    }
    var policy = RetryPolicy()
    policy.jitter = 0
    let destination = RetryingDestination(base: stepping, policy: policy, clock: clock) { _ in }
    let session = try await destination.open(dataset: "demo")
    let error = await #expect(throws: RetriesUsedUp.self) {
      try await session.begin(Load(id: "1.000001", pipeline: "demo", schema: "demo"))
    }
    #expect(error?.lost == .milliseconds(15_500))
    #expect(error?.attempts == 6)
  }

  @Test func `the machine's own clock does not wait without need, and hears of a cancellation`()
    async
  {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await SystemTime().sleep(for: .seconds(600))
    }
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
  }
}
