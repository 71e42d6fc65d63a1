// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets tasks in as a ``FairQueue`` says.
final class FairGate: Sendable {
  private struct State {
    var queue: FairQueue
    var nextID = 0
    var continuations: [Int: CheckedContinuation<Void, any Error>] = [:]

    mutating func take(_ requests: [FairQueue.Request]) -> [CheckedContinuation<Void, any Error>] {
      requests.compactMap { continuations.removeValue(forKey: $0.id) }
    }
  }

  /// A place inside.
  ///
  /// It is free again once it was left, or with its last owner.
  final class Place: Sendable {
    private let gate: FairGate
    private let request: FairQueue.Request
    private let isTaken = Locked(true)

    fileprivate init(_ gate: FairGate, _ request: FairQueue.Request) {
      self.gate = gate
      self.request = request
    }

    deinit { leave() }

    /// Frees the place, the first time that it is called.
    func leave() {
      let wasTaken = isTaken.withLock { isTaken in
        defer { isTaken = false }
        return isTaken
      }
      if wasTaken { gate.leave(request) }
    }
  }

  private let state: Locked<State>

  /// Lets tasks in as `queue` says.
  init(_ queue: FairQueue) { state = Locked(State(queue: queue)) }

  /// The queue as it is now.
  var queue: FairQueue { state.withLock { $0.queue } }

  /// Waits for a place; throws as soon as the task is cancelled, and then waits for none.
  func enter(_ party: String, room: String? = nil, weight: Int = 0) async throws -> Place {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let request = FairQueue.Request(id: id, party: party, room: room, weight: weight)
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let admitted = state.withLock { state -> [CheckedContinuation<Void, any Error>]? in
          if Task.isCancelled { return nil }
          state.continuations[id] = continuation
          return state.take(state.queue.ask(request))
        }
        guard let admitted else { return continuation.resume(throwing: CancellationError()) }
        for task in admitted { task.resume() }
      }
    } onCancel: {
      let (cancelled, admitted) = state.withLock { state in
        let cancelled = state.continuations.removeValue(forKey: id)
        // Who is inside already finds out by itself, and leaves.
        return (cancelled, cancelled == nil ? [] : state.take(state.queue.withdraw(request)))
      }
      cancelled?.resume(throwing: CancellationError())
      for task in admitted { task.resume() }
    }
    return Place(self, request)
  }

  private func leave(_ request: FairQueue.Request) {
    let admitted = state.withLock { $0.take($0.queue.leave(request)) }
    for task in admitted { task.resume() }
  }
}
