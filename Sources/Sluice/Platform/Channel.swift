// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A bounded channel from many producers to one consumer.
///
/// A producer suspends while the channel is full. Both sides honour cancellation, and both hear of
/// a failure of the other. Of several failures the first is told.
final class Channel<Element: Sendable>: Sendable {
  private struct State {
    var machine: ChannelMachine<Element>
    var failure: (any Error)?
    var nextID = 0
    var producers: [Int: CheckedContinuation<Void, any Error>] = [:]
    var consumer: CheckedContinuation<Void, Never>?

    mutating func takeConsumer() -> CheckedContinuation<Void, Never>? {
      defer { consumer = nil }
      return consumer
    }

    mutating func take(_ ids: [Int]) -> [CheckedContinuation<Void, any Error>] {
      ids.compactMap { producers.removeValue(forKey: $0) }
    }
  }

  private let state: Locked<State>

  /// Lets elements in up to a cost of `limit`.
  init(limit: Int) { state = Locked(State(machine: ChannelMachine(limit: limit))) }

  /// The largest cost that was inside at one time.
  var peak: Int { state.withLock { $0.machine.peak } }

  /// Puts an element in; suspends until there is room for it.
  ///
  /// Throws the failure of the channel, or `CancellationError` if the channel is closed.
  func send(_ element: Element, cost: Int) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (resume, consumer) = state.withLock { state -> (Result<Void, any Error>?, Wake?) in
          if let failure = state.failure { return (.failure(failure), nil) }
          if Task.isCancelled { return (.failure(CancellationError()), nil) }
          switch state.machine.offer(element, cost: cost, from: id) {
          case .accepted: return (.success(()), state.takeConsumer())
          case .closed: return (.failure(CancellationError()), nil)
          case .wait:
            state.producers[id] = continuation
            return (nil, nil)
          }
        }
        consumer?.resume()
        if let resume { continuation.resume(with: resume) }
      }
    } onCancel: {
      let (cancelled, admitted, consumer) = state.withLock { state in
        let cancelled = state.producers.removeValue(forKey: id)
        let admitted = cancelled == nil ? [] : state.take(state.machine.withdraw(id))
        return (cancelled, admitted, admitted.isEmpty ? nil : state.takeConsumer())
      }
      cancelled?.resume(throwing: CancellationError())
      for producer in admitted { producer.resume() }
      consumer?.resume()
    }
  }

  /// The next element and its cost, which the caller has to release; `nil` when no more come.
  func next() async throws -> (element: Element, cost: Int)? {
    while true {
      let step = try state.withLock { state throws in
        if let failure = state.failure { throw failure }
        return state.machine.take()
      }
      switch step {
      case .element(let element, let cost): return (element, cost)
      case .finished: return nil
      case .wait: try await waitForElement()
      }
    }
  }

  /// Says that what was taken is done with.
  func release(_ cost: Int) {
    let (admitted, consumer) = state.withLock { state in
      let admitted = state.take(state.machine.release(cost))
      return (admitted, admitted.isEmpty ? nil : state.takeConsumer())
    }
    for producer in admitted { producer.resume() }
    consumer?.resume()
  }

  /// Says that nothing more comes.
  func close() { end(with: nil) }

  /// Ends the channel for both sides with `error`, unless it has failed before.
  func fail(_ error: any Error) { end(with: error) }

  private func end(with error: (any Error)?) {
    let (refused, consumer, failure) = state.withLock { state in
      if state.failure == nil { state.failure = error }
      let refused = state.take(state.machine.close())
      return (refused, state.takeConsumer(), state.failure)
    }
    for producer in refused { producer.resume(throwing: failure ?? CancellationError()) }
    consumer?.resume()
  }

  private func waitForElement() async throws {
    try Task.checkCancellation()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayWait = state.withLock { state in
          let hasWork =
            state.failure != nil || state.machine.isClosed || state.machine.hasElements
          if hasWork || Task.isCancelled { return false }
          state.consumer = continuation
          return true
        }
        if !mayWait { continuation.resume() }
      }
    } onCancel: {
      let consumer = state.withLock { $0.takeConsumer() }
      consumer?.resume()
    }
    try Task.checkCancellation()
  }

  private typealias Wake = CheckedContinuation<Void, Never>
}
