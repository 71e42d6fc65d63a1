// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

/// Records that are sent by a task which nobody waited for.
@Suite struct LateRecordsTests {
  private struct Resources: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  @Test func `records after the end of a resource fail the run`()
    async throws
  {
    let kept = Locked<Output?>(nil)
    let refusal = Locked<LoadError?>(nil)
    let finished = Locked(false)
    let early = Records("early") { output in
      try await output.send(record(("id", .int(1))))
      kept.withLock { $0 = output }
    }
    let late = Records("late") { _ in
      while !finished.withLock({ $0 }) { await Task.yield() }
      do {
        try await kept.withLock { $0 }?.send(record(("id", .int(2))))
      } catch let error as LoadError {
        refusal.withLock { $0 = error }
      }
    }
    let store = ColumnStore()
    let pipeline = testPipeline(into: store).onEvent { event in
      if case .resourceFinished("early") = event { finished.withLock { $0 = true } }
    }
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Resources(list: [early, late]))
    }
    #expect(error?.code == .resourceFailed)
    #expect(error?.location.resource == "early")
    #expect(refusal.withLock { $0?.code } == .resourceFailed)
    #expect(store.tables(in: "demo").isEmpty)
  }

  @Test func `a turn that is over holds nobody up`() async throws {
    let turnstile = Turnstile()
    turnstile.finish(1)
    async let waiting: Void = turnstile.waitForTurn(1)
    await Task.yield()
    turnstile.finish(0)
    try await waiting
    try await turnstile.waitForTurn(0)
  }
}
