// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets one task in at a time, in the order in which they came.
final class Gate: Sendable {
  private struct State {
    var isTaken = false
    var nextID = 0
    var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let state = Locked(State())

  /// Waits for its turn. Whoever enters has to ``leave()``; throws if the task is cancelled.
  func enter() async throws {
    try Task.checkCancellation()
    let (isFree, id) = state.withLock { state in
      let isFree = !state.isTaken
      state.isTaken = true
      state.nextID += 1
      return (isFree, state.nextID)
    }
    if isFree { return }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled { return .failure(CancellationError()) }
          guard state.isTaken else {
            state.isTaken = true
            return .success(())
          }
          state.waiting.append((id, continuation))
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let continuation = state.withLock { state in
        let index = state.waiting.firstIndex { $0.id == id }
        return index.map { state.waiting.remove(at: $0).continuation }
      }
      continuation?.resume(throwing: CancellationError())
    }
  }

  /// Lets the next task in.
  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
      state.isTaken = false
      return nil
    }
    next?.resume()
  }
}
