// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets numbered tasks pass one after the other, whatever order they arrive in.
final class Turnstile: Sendable {
  private struct Waiter {
    var id: Int
    var number: Int
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var current = 0
    var nextID = 0
    var finished: Set<Int> = []
    var waiting: [Waiter] = []
  }

  private let state = Locked(State())

  /// Waits until all tasks with a lower number have finished; from then on returns at once.
  func waitForTurn(_ number: Int) async throws {
    try Task.checkCancellation()
    let (isUp, id) = state.withLock { state in
      state.nextID += 1
      return (state.current >= number, state.nextID)
    }
    if isUp { return }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.current >= number { return .success(()) }
          state.waiting.append(Waiter(id: id, number: number, continuation: continuation))
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Says that the task with this number passes no more.
  func finish(_ number: Int) {
    let ready = state.withLock { state in
      state.finished.insert(number)
      while state.finished.remove(state.current) != nil { state.current += 1 }
      // Those before the current one finished without waiting for their turn.
      let ready = state.waiting.filter { $0.number <= state.current }
      state.waiting.removeAll { $0.number <= state.current }
      return ready
    }
    for waiter in ready { waiter.continuation.resume() }
  }
}
