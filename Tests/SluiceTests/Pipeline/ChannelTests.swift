// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct ChannelTests {
  @Test func `an element is let in when it fits`() {
    var machine = ChannelMachine<String>(limit: 10)
    #expect(machine.offer("a", cost: 6, from: 1) == .accepted)
    #expect(machine.offer("b", cost: 5, from: 2) == .wait)
    #expect(machine.offer("c", cost: 1, from: 3) == .wait, "Nobody overtakes.")
    #expect(machine.used == 6)
    guard case .element("a", cost: 6) = machine.take() else {
      Issue.record("The first element comes first.")
      return
    }
    #expect(machine.used == 6, "What was taken counts until it is released.")
    #expect(machine.release(6) == [2, 3])
    #expect(machine.used == 6)
  }

  @Test func `an element larger than the limit passes alone`() {
    var machine = ChannelMachine<Int>(limit: 10)
    #expect(machine.offer(1, cost: 50, from: 1) == .accepted)
    #expect(machine.offer(2, cost: 1, from: 2) == .wait)
    _ = machine.take()
    #expect(machine.release(50) == [2])
  }

  @Test func `who no longer waits lets others in`() {
    var machine = ChannelMachine<Int>(limit: 10)
    #expect(machine.offer(1, cost: 8, from: 1) == .accepted)
    #expect(machine.offer(2, cost: 8, from: 2) == .wait)
    #expect(machine.offer(3, cost: 2, from: 3) == .wait)
    #expect(machine.withdraw(2) == [3])
  }

  @Test func `a closed channel is emptied and takes nothing more`() {
    var machine = ChannelMachine<Int>(limit: 10)
    #expect(machine.offer(1, cost: 10, from: 1) == .accepted)
    #expect(machine.offer(2, cost: 10, from: 2) == .wait)
    #expect(machine.close() == [2])
    #expect(machine.offer(3, cost: 1, from: 3) == .closed)
    guard case .element(1, cost: 10) = machine.take(), case .finished = machine.take() else {
      Issue.record("What is inside comes out before the end.")
      return
    }
  }

  @Test(arguments: [1, 10, 100, 1_000])
  func `no more is inside than the limit and one element`(limit: Int) async throws {
    let channel = Channel<Int>(limit: limit)
    let total = try await withThrowingTaskGroup(of: Void.self) { group in
      for producer in 0..<8 {
        group.addTask {
          for number in 0..<50 {
            try await channel.send(number, cost: 1 + (producer * number) % 40)
          }
        }
      }
      var total = 0
      for _ in 0..<400 {
        guard let (element, cost) = try await channel.next() else { break }
        total += element
        channel.release(cost)
      }
      try await group.waitForAll()
      return total
    }
    #expect(total == 8 * 49 * 50 / 2)
    #expect(channel.peak <= max(limit, 40))
  }

  @Test func `a producer that waits hears of a failure`() async throws {
    struct Broken: Error {}
    let channel = Channel<Int>(limit: 1)
    try await channel.send(1, cost: 1)
    await #expect(throws: Broken.self) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await channel.send(2, cost: 1) }
        channel.fail(Broken())
        try await group.waitForAll()
      }
    }
    await #expect(throws: Broken.self) { try await channel.next() }
  }

  @Test func `waiting ends with the task, on both sides`() async throws {
    let empty = Channel<Int>(limit: 1)
    let full = Channel<Int>(limit: 1)
    try await full.send(1, cost: 1)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        do {
          _ = try await empty.next()
          return false
        } catch { return error is CancellationError }
      }
      group.addTask {
        do {
          try await full.send(2, cost: 1)
          return false
        } catch { return error is CancellationError }
      }
      group.cancelAll()
      for await wasCancelled in group { #expect(wasCancelled) }
    }
  }

  @Test func `a gate lets one task in at a time`() async throws {
    let gate = Gate()
    let inside = Locked((now: 0, most: 0, total: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await gate.enter()
          inside.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
            $0.total += 1
          }
          await Task.yield()
          inside.withLock { $0.now -= 1 }
          gate.leave()
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.withLock { $0.most } == 1)
    #expect(inside.withLock { $0.total } == 50)
  }

  @Test func `a turnstile passes tasks by their number`() async throws {
    let turnstile = Turnstile()
    let passed = Locked<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in (0..<30).reversed() {
        group.addTask {
          try await turnstile.waitForTurn(number)
          passed.withLock { $0.append(number) }
          turnstile.finish(number)
        }
      }
      try await group.waitForAll()
    }
    #expect(passed.withLock { $0 } == Array(0..<30))
  }
}
