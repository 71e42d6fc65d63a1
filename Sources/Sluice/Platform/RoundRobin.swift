// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets several tasks pass in turn, each once a round, until they leave.
final class RoundRobin: Sendable {
  private struct State {
    /// Those that take turns, in the order of their numbers.
    var members: [Int] = []
    /// Whose turn it is.
    var current: Int?
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]

    /// Passes the turn on to the one after `member`, and returns whom to wake.
    mutating func pass(from member: Int) -> CheckedContinuation<Void, any Error>? {
      current = members.first { $0 > member } ?? members.first
      return current.flatMap { waiting.removeValue(forKey: $0) }
    }
  }

  private let state = Locked(State())

  /// Takes part from now on, if it does not already. It is the turn of the first that does.
  func join(_ member: Int) {
    state.withLock { state in
      guard !state.members.contains(member) else { return }
      state.members.append(member)
      state.members.sort()
      if state.current == nil { state.current = member }
    }
  }

  /// Waits until it is the turn of a member, which then has to ``pass(_:)`` or ``leave(_:)``.
  func wait(_ member: Int) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.current == member { return .success(()) }
          state.waiting[member] = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: member) }?
        .resume(throwing: CancellationError())
    }
  }

  /// Lets the next one pass.
  func pass(_ member: Int) {
    state.withLock { $0.current == member ? $0.pass(from: member) : nil }?.resume()
  }

  /// Takes part no more.
  func leave(_ member: Int) {
    state.withLock { state in
      state.members.removeAll { $0 == member }
      return state.current == member ? state.pass(from: member) : nil
    }?.resume()
  }
}
