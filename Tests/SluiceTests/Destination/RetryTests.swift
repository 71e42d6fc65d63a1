// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct RetryTests {
  private static let busy = TransientFailure("The server is busy.")
  private let heard = Locked<[Retry]>([])
  private let clock = TestClock()

  private func retrying(
    _ base: some Destination,
    _ policy: RetryPolicy = RetryPolicy(),
    clock: (any TimeSource)? = nil
  ) -> RetryingDestination {
    var policy = policy
    policy.jitter = 0
    return RetryingDestination(base: base, policy: policy, clock: clock ?? self.clock) { retry in
      heard.withLock { $0.append(retry) }
    }
  }

  private func items(_ count: Int64) -> Records {
    Records("items", of: (0..<count).map { record(("id", .int($0))) })
  }

  @Test func `a session ends once`() async throws {
    let base = RecordingDestination()
    let load = Load(id: "1.000001", pipeline: "demo", schema: "demo")
    let committed = try await retrying(base).open(dataset: "demo")
    try await committed.commit(
      LoadRecord(
        load: load,
        schema: Schema("demo"),
        schemaHash: "",
        committedAt: Timestamp(microseconds: 0)
      )
    )
    await committed.abandon()
    let abandoned = try await retrying(base).open(dataset: "demo")
    await abandoned.abandon()
    await abandoned.abandon()
    #expect(base.log == ["open demo", "commit", "open demo", "abandon"])
  }

  @Test func `waits grow up to the longest`() {
    var policy = RetryPolicy()
    policy.jitter = 0
    policy.longestDelay = .seconds(3)
    let waits = (1...6).map { policy.decide(after: $0, lost: .zero, retryAfter: nil) }
    let expected: [RetryPolicy.NextStep] = [
      .wait(.milliseconds(500)), .wait(.seconds(1)), .wait(.seconds(2)), .wait(.seconds(3)),
      .wait(.seconds(3)), .attemptsUsedUp,
    ]
    #expect(waits == expected)
  }

  @Test(arguments: [(0.0, 1_000), (0.5, 750), (0.99, 505)])
  func `chance shortens a wait by a part`(drawn: Double, milliseconds: Int) {
    var policy = RetryPolicy()
    policy.firstDelay = .seconds(1)
    policy.random = { drawn }
    guard case .wait(let wait) = policy.decide(after: 1, lost: .zero, retryAfter: nil) else {
      Issue.record("There are attempts left.")
      return
    }
    #expect(Int((wait.inSeconds * 1_000).rounded()) == milliseconds)
  }

  @Test func `what the destination asks for counts, within the deadline`() {
    var policy = RetryPolicy()
    policy.jitter = 0
    policy.deadline = .seconds(300)
    let minutes = Duration.seconds(120)
    #expect(policy.decide(after: 1, lost: .zero, retryAfter: minutes) == .wait(minutes))
    #expect(policy.decide(after: 1, lost: .zero, retryAfter: .zero) == .wait(.milliseconds(500)))
    #expect(
      policy.decide(after: 2, lost: .seconds(200), retryAfter: minutes)
        == .deadlineReached(asked: minutes)
    )
    policy.deadline = nil
    #expect(policy.decide(after: 2, lost: .seconds(200), retryAfter: minutes) == .wait(minutes))
  }

  @Test func `odd numbers do no harm`() {
    var policy = RetryPolicy()
    policy.attempts = .max
    policy.jitter = 7
    policy.factor = 0.1
    policy.random = { 3 }
    #expect(policy.decide(after: 1_000, lost: .zero, retryAfter: nil) == .wait(.zero))
    policy.jitter = 0
    policy.factor = 1e300
    #expect(policy.decide(after: 1_000, lost: .zero, retryAfter: nil) == .wait(.seconds(60)))
    policy.firstDelay = .seconds(-5)
    #expect(policy.decide(after: 1, lost: .zero, retryAfter: nil) == .wait(.zero))
    policy.attempts = 0
    #expect(policy.decide(after: 1, lost: .zero, retryAfter: nil) == .attemptsUsedUp)
  }

  @Test(arguments: ["open", "recall", "begin", "migrate", "load items", "finish items", "commit"])
  func `each call is made again`(call: String) async throws {
    let store = ColumnStore()
    let stepping = SteppingDestination(store, failing: [call: [Self.busy, Self.busy]])
    try await testPipeline(into: retrying(stepping)).run(items(3))
    #expect(try store.table("demo", "items").rowCount == 3)
    #expect(stepping.log.filter { $0 == call }.count == 3)
    let heard = heard.withLock { $0 }
    #expect(heard.map(\.attempt) == [1, 2])
    #expect(heard.map(\.delay) == [.milliseconds(500), .seconds(1)])
    #expect(heard.allSatisfy { $0.reason == "The server is busy." })
    #expect(heard.allSatisfy { $0.table == (call.hasSuffix("items") ? "items" : nil) })
    #expect(clock.now.microseconds == 1_700_000_001_623_456)
  }

  @Test func `a commit whose answer is lost is not made twice`() async throws {
    let store = ColumnStore()
    let stepping = SteppingDestination(store, failing: ["commit done": [Self.busy]])
    try await testPipeline(into: retrying(stepping)).run(items(3))
    #expect(stepping.log.suffix(2) == ["commit", "contains"])
    #expect(try store.table("demo", "items").rowCount == 3)
    #expect(try store.table("demo", "_dlt_loads").rowCount == 1)
  }

  @Test func `a question about a commit may fail as well`() async throws {
    let store = ColumnStore()
    let stepping = SteppingDestination(
      store,
      failing: ["commit": [Self.busy], "contains": [Self.busy]]
    )
    try await testPipeline(into: retrying(stepping)).run(items(3))
    #expect(stepping.log.suffix(4) == ["commit", "contains", "contains", "commit"])
    #expect(try store.table("demo", "_dlt_loads").rowCount == 1)
  }

  @Test func `attempts are used up`() async throws {
    let stepping = SteppingDestination(
      ColumnStore(),
      failing: ["load items": Array(repeating: Self.busy, count: 9)]
    )
    var policy = RetryPolicy()
    policy.attempts = 3
    let destination = retrying(stepping, policy)
    let error = await #expect(throws: RetriesUsedUp.self) {
      let session = try await destination.open(dataset: "demo")
      try await session.load(Batch([:]), into: Table("items", resource: "items"))
    }
    #expect(error?.attempts == 3)
    #expect(error?.lost == .milliseconds(1_500))
    #expect(error?.decision == .attemptsUsedUp)
    #expect(heard.withLock { $0.count } == 2)
  }

  @Test func `the deadline is that of a table`() async throws {
    let failures: [any Error] = Array(repeating: Self.busy, count: 9)
    let odd = Locked(0)
    let stepping = SteppingDestination(ColumnStore()) { call, moment in
      guard call.hasPrefix("load"), moment == .before else { return }
      let number = odd.withLock { count in
        count += 1
        return count
      }
      if number % 2 == 1 { throw failures[0] }
    }
    var policy = RetryPolicy()
    policy.firstDelay = .seconds(1)
    policy.deadline = .seconds(3)
    let session = try await retrying(stepping, policy).open(dataset: "demo")
    for name in ["a", "b"] {
      for _ in 0..<3 { try await session.load(Batch([:]), into: Table(name, resource: name)) }
    }
    let error = await #expect(throws: RetriesUsedUp.self) {
      try await session.load(Batch([:]), into: Table("b", resource: "b"))
    }
    #expect(error?.decision == .deadlineReached(asked: nil))
    #expect(error?.attempts == 1)
  }

  @Test func `the time that calls take counts against the deadline`() async throws {
    let clock = clock
    let stepping = SteppingDestination(ColumnStore()) { call, _ in
      guard call == "begin" else { return }
      clock.advance(by: .seconds(400))
      throw Self.busy
    }
    var policy = RetryPolicy()
    policy.deadline = .seconds(1_000)
    let session = try await retrying(stepping, policy).open(dataset: "demo")
    let error = await #expect(throws: RetriesUsedUp.self) {
      try await session.begin(Load(id: "1.000001", pipeline: "demo", schema: "demo"))
    }
    #expect(error?.attempts == 3)
  }

  @Test(
    arguments: [
      PermanentFailure("The disk of the server is gone."), LoadError(.noSpace, "The disk is full."),
      LoadError(.destinationBusy, "Another has changed the table."),
      RecordingDestination.Refusal(),
    ] as [any Error]
  )
  func `only a transient failure makes a call again that may have done something`(
    failure: any Error
  ) async throws {
    let stepping = SteppingDestination(ColumnStore(), failing: ["load items": [failure]])
    await #expect(throws: LoadError.self) {
      try await testPipeline(into: retrying(stepping)).run(items(3))
    }
    #expect(stepping.log.filter { $0 == "load items" }.count == 1)
    #expect(stepping.log.last == "abandon")
  }

  @Test func `a dataset that another load holds is opened later`() async throws {
    let store = ColumnStore()
    let busy = LoadError(.destinationBusy, "Another load holds the lock.")
    let stepping = SteppingDestination(store, failing: ["open": [busy, busy]])
    try await testPipeline(into: retrying(stepping)).run(items(3))
    #expect(heard.withLock { $0.map(\.reason) } == [busy.message, busy.message])
  }

  @Test func `a wait ends when the task is cancelled`() async throws {
    struct Cancelling: TimeSource {
      var now: Timestamp { Timestamp(microseconds: 0) }
      func sleep(for duration: Duration) async throws {
        withUnsafeCurrentTask { $0?.cancel() }
        try await Task.sleep(for: duration)
      }
    }
    let stepping = SteppingDestination(ColumnStore(), failing: ["begin": [Self.busy]])
    let destination = retrying(stepping, clock: Cancelling())
    let task = Task { try await testPipeline(into: destination).run(items(3)) }
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    #expect(stepping.log == ["open", "recall", "begin", "abandon"])
  }

  @Test func `the report counts retries`() {
    var report = RunReport()
    for delay in [1, 2] {
      report.record(
        .retrying(
          Retry(
            call: "load rows",
            table: "items",
            attempt: delay,
            delay: .seconds(delay),
            reason: "The server is busy."
          )
        )
      )
    }
    #expect(report.retries == 2)
    #expect(report.retryDelay == .seconds(3))
    #expect(
      report.description.contains("the destination refused 2 calls for now; waited 3.000 s")
    )
  }

  @Test func `a retry tells of itself`() {
    let retry = Retry(
      call: "load rows",
      table: "items",
      attempt: 2,
      delay: .milliseconds(1_500),
      reason: "The server is busy."
    )
    #expect(
      retry.description
        == "The destination failed to load rows of 'items', attempt 2: The server is "
        + "busy. Trying again in 1.5 s."
    )
  }
}
