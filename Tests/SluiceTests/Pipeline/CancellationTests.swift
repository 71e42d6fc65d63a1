// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

/// A run that is cancelled leaves nothing behind, wherever it was.
@Suite struct CancellationTests {
  /// Cancels a task when it comes to one of its points.
  private final class Points: Sendable {
    private struct State {
      var task: Task<RunReport, any Error>?
      var names: [String] = []
    }

    private let state = Locked(State())
    private let target: Int?

    /// Cancels at the point number `target`, from 1.
    init(cancelAt target: Int? = nil) { self.target = target }

    var names: [String] { state.withLock { $0.names } }
    var isCancelled: Bool { target.map { names.count >= $0 } ?? false }

    /// Runs `body` in a task that the points can cancel.
    func run(_ body: @escaping @Sendable () async throws -> RunReport) async
      -> Result<RunReport, any Error>
    {
      let (ready, go) = AsyncStream.makeStream(of: Void.self)
      let task = Task {
        for await _ in ready {}
        return try await body()
      }
      state.withLock { $0.task = task }
      go.finish()
      return await task.result
    }

    func pass(_ name: String) {
      let task = state.withLock { state in
        state.names.append(name)
        return state.names.count == target ? state.task : nil
      }
      task?.cancel()
    }
  }

  private struct Shop: Source {
    let points: Points
    var name: String { "shop" }

    var resources: [any Resource] {
      get async throws {
        points.pass("resources")
        let items = Records("items") { output in
          for page in 0..<2 as Range<Int64> {
            points.pass("page \(page)")
            try await output.send((0..<8).map { record(("id", .int(page * 8 + $0))) })
          }
        }
        let lines = items.then("lines") { item, output in
          if item["id"] == .int(7) || item["id"] == .int(12) { points.pass("line") }
          try await output.send([item, item])
        }
        return [items, lines]
      }
    }
  }

  private func stepping(
    _ store: ColumnStore,
    _ points: Points,
    heeds: Bool = false
  ) -> SteppingDestination {
    SteppingDestination(store) { call, moment in
      points.pass("\(call) \(moment)")
      if heeds { try Task.checkCancellation() }
    }
  }

  /// A pipeline whose batches are small, so that resources wait for the destination.
  private func pipeline(_ destination: some Destination) -> some Pipeline {
    var limits = Limits()
    limits.memory = .bytes(1_000)
    limits.concurrentRecords = 3
    return testPipeline(into: destination, limits: limits)
  }

  private func rows(_ store: ColumnStore, _ table: String) throws -> [Int] {
    try #require(try store.table("demo", table)["id"]).compactMap { value in
      if case .int(let id) = value { Int(id) } else { nil }
    }
  }

  @Test(arguments: [false, true])
  func `a run that is cancelled at any point leaves nothing, and the next one is whole`(
    destinationHeeds: Bool
  ) async throws {
    let undisturbed = ColumnStore()
    let all = Points()
    let counting = stepping(undisturbed, all)
    _ = try await all.run { try await pipeline(counting).run(Shop(points: all)) }.get()
    let expected = try (rows(undisturbed, "items"), rows(undisturbed, "lines"))
    #expect(expected.0.count == 16 && expected.1.count == 32)
    let count = all.names.count
    #expect(count > 20)

    for target in 1...count {
      let store = ColumnStore()
      let points = Points(cancelAt: target)
      let destination = stepping(store, points, heeds: destinationHeeds)
      let result = await points.run { try await pipeline(destination).run(Shop(points: points)) }
      let place: Comment = "cancelled at \(points.names.prefix(target).last ?? "the end")"
      switch result {
      case .success:
        // The commit was on its way already, or there were fewer batches, and so points, than before.
        #expect(!points.isCancelled || points.names[target - 1].hasPrefix("commit"), place)
      case .failure(let error):
        #expect(error is CancellationError, place)
        let log = destination.log
        if log.count > 1 { #expect(log.last == "abandon", place) }
        // A destination that has committed, and throws then, does not tell the truth.
        let isVisible = points.names[target - 1] == "commit after"
        #expect(store.datasets.isEmpty == !isVisible, place)
        guard !isVisible else { continue }
        let quiet = Points()
        let next = stepping(store, quiet)
        _ = try await quiet.run { try await pipeline(next).run(Shop(points: quiet)) }.get()
      }
      #expect(try rows(store, "items") == expected.0, place)
      #expect(try rows(store, "lines") == expected.1, place)
    }
  }

  @Test func `everything that waits is cancelled with the run`() async throws {
    let destination = RecordingDestination { try await Task.sleep(for: .seconds(600)) }
    var limits = Limits()
    limits.memory = .bytes(100)
    limits.concurrentRecords = 4
    let waiting = Locked(0)
    let items = Records("items") { output in
      await withTaskGroup(of: Void.self) { group in
        for page in 0..<8 as Range<Int64> {
          group.addTask {
            waiting.withLock { $0 += 1 }
            // Waits at the gate of the resource, or for room on the way to the destination.
            try? await output.send((0..<500).map { record(("id", .int(page * 500 + $0))) })
          }
        }
      }
    }
    let root = Records("root", of: (0..<8).map { record(("id", .int($0))) }).selected(false)
    let lines = root.then("lines") { item, output in
      waiting.withLock { $0 += 1 }
      // Waits for its turn, or for room.
      while true { try await output.send([item, item]) }
    }
    struct Both: Source {
      var list: [any Resource]
      var resources: [any Resource] { list }
    }
    let source = Both(list: [items, lines])
    let task = Task { try await testPipeline(into: destination, limits: limits).run(source) }
    while !destination.log.contains("migrate") || waiting.withLock({ $0 }) < 12 {
      await Task.yield()
    }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    #expect(destination.log.last == "abandon")
    #expect(!destination.log.contains("commit"))
  }

  @Test func `a run that waits for a place is cancelled`() async throws {
    let shared = SharedLimits()
    var limits = Limits()
    limits.shared = shared
    limits.memory = .mebibytes(256)
    let (own, first) = try await limits.admitted(pipeline: "a", place: "x")
    #expect(own.memory == limits.memory)
    let task = Task { [limits] in _ = try await limits.admitted(pipeline: "b", place: "y") }
    while shared.usage.waitingRuns == 0 { await Task.yield() }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
    first?.release()
    #expect(shared.usage.memory.bytes == 0)
  }
}
