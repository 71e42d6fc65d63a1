// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One after the other, and with signals that no other test listens to: handlers belong to the process.
@Suite(.serialized) struct SignalTests {
  private static let spare = ProcessSignal(number: SIGUSR2)

  /// What the process does with a signal now: 0 is its usual effect, 1 is nothing.
  private func disposition(_ number: Int32) -> Int {
    var action = sigaction()
    sigaction(number, nil, &action)
    return withUnsafeBytes(of: &action) { $0.load(as: Int.self) }
  }

  /// Sends a signal to the process. The threads that tasks run on are deaf to most, so that it does
  /// not go to the one that sends it.
  private func send(_ one: ProcessSignal) { kill(getpid(), one.number) }

  private func waitForEver() async throws { try await Task.sleep(for: .seconds(3_600)) }

  @Test(arguments: [ProcessSignal.hangUp, spare])
  func `a signal cancels what runs inside`(one: ProcessSignal) async {
    let before = disposition(one.number)
    await #expect(throws: CancellationError.self) {
      try await withCancellation(on: [.hangUp, Self.spare]) {
        send(one)
        try await waitForEver()
      }
    }
    #expect(disposition(one.number) == before)
  }

  @Test func `a run is cancelled by a signal, and leaves nothing`() async {
    let store = ColumnStore()
    await #expect(throws: CancellationError.self) {
      try await withCancellation(on: [Self.spare]) {
        try await testPipeline(into: store).run(
          Records("items") { output in
            try await output.send(record(("id", .int(1))))
            send(Self.spare)
            while true { try await output.send(record(("id", .int(2)))) }
          }
        )
      }
    }
    #expect(store.datasets.isEmpty)
  }

  @Test func `a second signal has its usual effect, and at the end all is as before`() async {
    let number = Self.spare.number
    signal(number, SIG_IGN)
    defer { signal(number, SIG_DFL) }
    #expect(disposition(number) == 1)
    let during = Locked<[Int]>([])
    await #expect(throws: CancellationError.self) {
      try await withCancellation(on: [Self.spare]) {
        during.withLock { $0.append(disposition(number)) }
        send(Self.spare)
        try? await waitForEver()
        during.withLock { $0.append(disposition(number)) }
        try Task.checkCancellation()
      }
    }
    let seen = during.withLock { $0 }
    #expect(seen.count == 2 && seen[0] > 1, "It is listened to.")
    #expect(seen.last == 0, "The second one ends the process.")
    #expect(disposition(number) == 1)
  }

  @Test func `a signal cancels all that ask for it, and nothing else`() async throws {
    let started = Locked(0)
    let outcome = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<3 {
        group.addTask {
          do {
            try await withCancellation(on: [Self.spare]) {
              started.withLock { $0 += 1 }
              try await waitForEver()
            }
            return false
          } catch is CancellationError {
            return true
          }
        }
      }
      let (ended, end) = AsyncStream.makeStream(of: Void.self)
      group.addTask {
        try await withCancellation(on: [.hangUp]) {
          started.withLock { $0 += 1 }
          for await _ in ended {}
          return !Task.isCancelled
        }
      }
      while started.withLock({ $0 }) < 4 { await Task.yield() }
      send(Self.spare)
      var outcomes: [Bool] = []
      for _ in 0..<3 { outcomes.append(try await group.next() ?? false) }
      end.finish()
      outcomes.append(try await group.next() ?? false)
      return outcomes
    }
    #expect(outcome == [true, true, true, true])
    #expect(disposition(Self.spare.number) == 0)
  }

  @Test func `one that begins after a signal hears of the next`() async {
    let number = Self.spare.number
    await #expect(throws: CancellationError.self) {
      try await withCancellation(on: [Self.spare]) {
        send(Self.spare)
        try? await waitForEver()
        // The outer one was cancelled, and its task with it: the inner one is to have its own.
        let inner = Task {
          try await withCancellation(on: [Self.spare]) {
            send(Self.spare)
            try await waitForEver()
          }
        }
        _ = try await inner.value
      }
    }
    #expect(disposition(number) == 0)
  }

  @Test func `what is returned in spite of a signal counts`() async throws {
    let value = try await withCancellation(on: [Self.spare]) {
      send(Self.spare)
      while !Task.isCancelled { await Task.yield() }
      return 7
    }
    #expect(value == 7)
  }

  @Test func `without a signal nothing changes`() async throws {
    struct Failure: Error {}
    #expect(try await withCancellation(on: [Self.spare]) { 7 } == 7)
    #expect(try await withCancellation(on: []) { String?.none } == nil)
    await #expect(throws: Failure.self) {
      try await withCancellation(on: [Self.spare]) { throw Failure() }
    }
    let task = Task {
      try await withCancellation(on: [Self.spare]) {
        try await waitForEver()
      }
    }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    #expect(disposition(Self.spare.number) == 0)
  }
}
