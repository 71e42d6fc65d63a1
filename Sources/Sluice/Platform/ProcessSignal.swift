// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A signal that asks a process to end.
public struct ProcessSignal: Hashable, Sendable {
  /// The number that the system gives it.
  let number: Int32

  /// A signal by its number.
  init(number: Int32) { self.number = number }

  /// Someone has pressed control-C: SIGINT.
  public static let interrupt = ProcessSignal(number: SIGINT)
  /// Whoever runs the process wants it to end: SIGTERM.
  public static let terminate = ProcessSignal(number: SIGTERM)
  /// The terminal was closed: SIGHUP.
  public static let hangUp = ProcessSignal(number: SIGHUP)
}

/// Runs `body`, and cancels it when the process gets one of `signals`.
///
/// ```swift
/// try await withCancellation(on: [.interrupt, .terminate]) { try await pipeline.run(shop) }
/// ```
/// The first signal cancels `body`; what it throws then is replaced by `CancellationError`, and what it
/// returns in spite of it is returned. A second one has its usual effect, which is to end the process
/// at once. At the end the process deals with the signals as it did before. Several of these may run at
/// once: a signal cancels all that ask for it.
///
/// Throws ``LoadError`` with the code `invalidConfiguration` if the process has no file descriptors
/// left to listen with.
@discardableResult
public func withCancellation<Success: Sendable>(
  on signals: Set<ProcessSignal>,
  _ body: @escaping @Sendable () async throws -> Success
) async throws -> Success {
  let (came, signal) = AsyncStream.makeStream(of: Void.self)
  let isSignalled = Locked(false)
  let watcher = try SignalWatch.ofProcess.begin(Set(signals.map(\.number))) {
    isSignalled.withLock { $0 = true }
    signal.finish()
  }
  defer { SignalWatch.ofProcess.end(watcher) }
  do {
    return try await withThrowingTaskGroup(of: Ending<Success>.self) { group in
      group.addTask { .returned(try await body()) }
      group.addTask {
        for await _ in came {}
        return .stopped
      }
      while let ending = try await group.next() {
        group.cancelAll()
        if case .returned(let result) = ending { return result }
      }
      throw CancellationError()
    }
  } catch {
    throw isSignalled.withLock { $0 } ? CancellationError() : error
  }
}

/// How one of the two tasks has ended.
private enum Ending<Success: Sendable>: Sendable {
  case returned(Success)
  case stopped
}
