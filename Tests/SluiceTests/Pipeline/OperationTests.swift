// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

/// Retries and shared limits in a run.
@Suite struct OperationTests {
  private func items(_ count: Int64) -> Records {
    Records("items", of: (0..<count).map { record(("id", .int($0))) })
  }

  @Test func `a run makes calls again, and reports it`() async throws {
    let store = ColumnStore()
    let busy = TransientFailure("The server is busy.", retryAfter: .seconds(30))
    let stepping = SteppingDestination(store, failing: ["load items": [busy], "commit": [busy]])
    let clock = TestClock()
    let report = try await testPipeline(into: stepping, clock: clock).run(items(3))
    #expect(report.retries == 2)
    #expect(report.retryDelay == .seconds(60))
    #expect(report.duration == .seconds(60))
    #expect(try store.table("demo", "items").rowCount == 3)
  }

  @Test func `a run gives up at last, and says what to do`() async throws {
    let busy = TransientFailure("The server is busy.")
    let stepping = SteppingDestination(
      ColumnStore(),
      failing: ["begin": Array(repeating: busy, count: 6)]
    )
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: stepping).run(items(3))
    }
    #expect(error?.code == .destinationBusy)
    #expect(error?.message.contains("refused to begin for now, 6 times in") == true)
    #expect(stepping.log.last == "abandon")
  }

  @Test func `runs that share limits stay within them`() async throws {
    let store = ColumnStore()
    var bounds = SharedLimits.Bounds()
    bounds.concurrentRuns = 3
    bounds.concurrentResources = 2
    let shared = SharedLimits(bounds)
    var limits = Limits()
    limits.shared = shared
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask { [limits] in
          let pipeline = LoadPipeline(
            "p\(number)",
            into: store,
            limits: limits,
            settings: .testing()
          )
          try await pipeline.run(items(3))
        }
      }
      try await group.waitForAll()
    }
    #expect(store.datasets.count == 200)
    let usage = shared.usage
    #expect(usage.peakRuns <= 3 && usage.peakResources <= 2)
    #expect(usage.runs == 0 && usage.resources == 0 && usage.memory.bytes == 0)
  }
}
