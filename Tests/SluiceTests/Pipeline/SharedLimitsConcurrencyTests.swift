// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct FairQueueTests {
  private func request(_ id: Int, _ party: String, room: String? = nil, weight: Int = 0)
    -> FairQueue.Request
  { FairQueue.Request(id: id, party: party, room: room, weight: weight) }

  @Test func `parties take turns`() {
    var queue = FairQueue(limit: 1)
    #expect(queue.ask(request(0, "a")).map(\.id) == [0])
    for id in 1..<100 { #expect(queue.ask(request(id, "a")).isEmpty) }
    for id in 100..<103 { #expect(queue.ask(request(id, "b")).isEmpty) }
    #expect(queue.ask(request(200, "c")).isEmpty)
    var order: [Int] = []
    var inside = request(0, "a")
    while let next = queue.leave(inside).first {
      order.append(next.id)
      inside = next
    }
    #expect(order.prefix(8) == [1, 100, 200, 2, 101, 3, 102, 4])
    #expect(order.count == 103)
    #expect(queue.used == 0 && queue.peak == 1 && queue.waitingCount == 0)
  }

  @Test func `nobody waits for a room that is full for another`() {
    var queue = FairQueue(limit: 3, perRoom: 1)
    #expect(queue.ask(request(1, "a", room: "x")).map(\.id) == [1])
    #expect(queue.ask(request(2, "a", room: "x")).isEmpty)
    #expect(queue.ask(request(3, "a", room: "y")).map(\.id) == [3])
    #expect(queue.ask(request(4, "b", room: "x")).isEmpty)
    #expect(queue.ask(request(5, "c")).map(\.id) == [5])
    #expect(queue.leave(request(3, "a", room: "y")).isEmpty)
    #expect(queue.leave(request(1, "a", room: "x")).map(\.id) == [2], "It has waited longest.")
    #expect(queue.leave(request(2, "a", room: "x")).map(\.id) == [4])
  }

  @Test func `a heavy one is not passed by lighter ones`() {
    var queue = FairQueue(limit: 10, weight: 10)
    #expect(queue.ask(request(1, "a", weight: 6)).map(\.id) == [1])
    #expect(queue.ask(request(2, "b", weight: 8)).isEmpty)
    #expect(queue.ask(request(3, "c", weight: 1)).isEmpty)
    #expect(queue.leave(request(1, "a", weight: 6)).map(\.id) == [2, 3])
    #expect(queue.weight == 9)
  }

  @Test func `who gives up lets others in`() {
    var queue = FairQueue(limit: 10, weight: 10)
    _ = queue.ask(request(1, "a", weight: 6))
    _ = queue.ask(request(2, "b", weight: 8))
    _ = queue.ask(request(3, "c", weight: 4))
    #expect(queue.withdraw(request(2, "b", weight: 8)).map(\.id) == [3])
    #expect(queue.waitingCount == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `bounds hold, and everyone comes in at last`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let limit = 1 + Int(random.next() % 5)
    let perRoom = 1 + Int(random.next() % 3)
    var queue = FairQueue(limit: limit, perRoom: perRoom, weight: 20)
    var inside: [FairQueue.Request] = []
    var waiting: [FairQueue.Request] = []
    var finished = 0
    func enter(_ admitted: [FairQueue.Request]) {
      for one in admitted {
        waiting.removeAll { $0.id == one.id }
        inside.append(one)
      }
      #expect(inside.count <= limit && inside.count == queue.used)
      #expect(inside.reduce(0) { $0 + $1.weight } <= 20)
      for room in ["x", "y"] { #expect(inside.count { $0.room == room } <= perRoom) }
    }
    for id in 0..<500 {
      let room = ["x", "y", nil][Int(random.next() % 3)]
      let one = request(id, "p\(random.next() % 7)", room: room, weight: Int(random.next() % 21))
      waiting.append(one)
      enter(queue.ask(one))
      if random.next() % 3 == 0, !inside.isEmpty {
        finished += 1
        enter(queue.leave(inside.remove(at: Int(random.next() % UInt64(inside.count)))))
      }
      if random.next() % 10 == 0, !waiting.isEmpty {
        finished += 1
        enter(queue.withdraw(waiting.remove(at: Int(random.next() % UInt64(waiting.count)))))
      }
    }
    while !inside.isEmpty {
      finished += 1
      enter(queue.leave(inside.removeFirst()))
    }
    #expect(finished == 500 && waiting.isEmpty && queue.waitingCount == 0 && queue.weight == 0)
  }

  private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}

@Suite struct SharedLimitsConcurrencyTests {
  private func bounds(runs: Int, resources: Int = 4, perDestination: Int? = nil) -> SharedLimits {
    var bounds = SharedLimits.Bounds()
    bounds.concurrentRuns = runs
    bounds.concurrentResources = resources
    bounds.runsPerDestination = perDestination
    bounds.memory = .mebibytes(48)
    return SharedLimits(bounds)
  }

  private func isIdle(_ shared: SharedLimits) -> Bool {
    let usage = shared.usage
    return usage.runs == 0 && usage.waitingRuns == 0 && usage.memory.bytes == 0
      && usage.resources == 0
  }

  @Test func `a thousand runs stay within their bounds`() async throws {
    let shared = bounds(runs: 5, resources: 3, perDestination: 2)
    let inside = Locked<[String: Int]>([:])
    let loaded = Locked(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<1_000 {
        group.addTask {
          var limits = Limits()
          limits.shared = shared
          limits.memory = .mebibytes(number % 20 + 1)
          let place = "server \(number % 4)"
          let (own, admission) = try await limits.admitted(
            pipeline: "p\(number % 10)",
            place: place
          )
          defer { admission?.release() }
          #expect(own.memory == limits.memory)
          let count = inside.withLock { inside in
            inside[place, default: 0] += 1
            return inside[place] ?? 0
          }
          #expect(count <= 2)
          let resource = try await shared.admitResource(of: "p\(number % 10)")
          await Task.yield()
          resource.release()
          inside.withLock { $0[place, default: 0] -= 1 }
          loaded.withLock { $0 += 1 }
        }
      }
      try await group.waitForAll()
    }
    let usage = shared.usage
    #expect(loaded.withLock { $0 } == 1_000)
    #expect(usage.peakRuns <= 5 && usage.peakResources <= 3)
    #expect(usage.peakMemory <= .mebibytes(48))
    #expect(isIdle(shared))
  }

  @Test func `whoever is cancelled while it waits frees its place at once`() async throws {
    let shared = bounds(runs: 1)
    let first = try await shared.admit(pipeline: "a", place: "x", memory: .bytes(1))
    let waiting = Task { try await shared.admit(pipeline: "b", place: "x", memory: .bytes(1)) }
    while shared.usage.waitingRuns == 0 { await Task.yield() }
    waiting.cancel()
    let result = await waiting.result
    #expect(throws: CancellationError.self) { _ = try result.get() }
    #expect(shared.usage.waitingRuns == 0)
    first.release()
    #expect(isIdle(shared))
  }

  @Test func `who was cancelled before is not let in`() async {
    let shared = bounds(runs: 1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await shared.admit(pipeline: "a", place: "x", memory: .bytes(1))
    }
    let result = await task.result
    #expect(throws: CancellationError.self) { _ = try result.get() }
    #expect(isIdle(shared))
  }

  @Test func `a thousand waits that are cancelled at any moment leave nothing behind`() async {
    let shared = bounds(runs: 3)
    let ended = Locked(0)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<1_000 {
        group.addTask {
          let task = Task {
            let admission = try await shared.admit(
              pipeline: "p\(number % 9)",
              place: "x",
              memory: .mebibytes(number % 60)
            )
            await Task.yield()
            admission.release()
          }
          for _ in 0..<number % 5 { await Task.yield() }
          if number % 2 == 0 { task.cancel() }
          let result = await task.result
          if number % 2 == 1 { #expect(throws: Never.self) { try result.get() } }
          ended.withLock { $0 += 1 }
        }
      }
    }
    #expect(ended.withLock { $0 } == 1_000)
    #expect(isIdle(shared))
    #expect(shared.usage.peakRuns <= 3)
  }

  @Test func `a place is freed with its last owner, and once only`() async throws {
    let shared = bounds(runs: 2)
    var first: Admission? = try await shared.admit(pipeline: "a", place: "x", memory: .bytes(5))
    let second = try await shared.admit(pipeline: "a", place: "x", memory: .bytes(6))
    #expect(shared.usage.memory == .bytes(11))
    first?.release()
    first = nil
    #expect(shared.usage.runs == 1)
    second.release()
    second.release()
    #expect(isIdle(shared))
  }

  @Test func `a run that asks for more memory than there is gets all of it`() async throws {
    var limits = Limits()
    limits.memory = .mebibytes(500)
    #expect(try await limits.admitted(pipeline: "a", place: "x").admission == nil)
    limits.shared = bounds(runs: 2)
    let (own, admission) = try await limits.admitted(pipeline: "a", place: "x")
    #expect(own.memory == .mebibytes(48))
    #expect(limits.shared?.usage.memory == .mebibytes(48))
    admission?.release()
  }

  @Test func `a pipeline that asks for a hundred runs does not keep another waiting`() async throws
  {
    let shared = bounds(runs: 1)
    let order = Locked<[String]>([])
    let first = try await shared.admit(pipeline: "greedy", place: "x", memory: .bytes(1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for pipeline in Array(repeating: "greedy", count: 100) + ["modest"] {
        if pipeline == "modest" {
          while shared.usage.waitingRuns < 100 { await Task.yield() }
        }
        group.addTask {
          let place = try await shared.admit(pipeline: pipeline, place: "x", memory: .bytes(1))
          order.withLock { $0.append(pipeline) }
          place.release()
        }
      }
      while shared.usage.waitingRuns < 101 { await Task.yield() }
      first.release()
      try await group.waitForAll()
    }
    #expect(order.withLock { $0.firstIndex(of: "modest") } ?? 100 <= 1)
  }
}
