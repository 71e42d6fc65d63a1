// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Hears of signals for those who ask for it, and puts back what was there before.
///
/// The process has one table of handlers, and so there is one of these. It does nothing to the process
/// before someone asks for a signal. The handler writes the number into a pipe, as little else is
/// allowed in it; a source that waits for the other end tells those who asked.
final class SignalWatch: Sendable {
  /// The watch of the process.
  static let ofProcess = SignalWatch()

  private struct Watcher {
    var signals: Set<Int32>
    var tell: @Sendable () -> Void
  }

  private struct State {
    var watchers: [Int: Watcher] = [:]
    var nextID = 0
    /// How the process dealt with a signal before anyone asked for it.
    var before: [Int32: sigaction] = [:]
    /// Waits for the pipe. It is never closed: a handler that is late would write who knows where.
    var source: (any DispatchSourceRead)?
  }

  private let state = Locked(State())

  private init() {}

  /// Calls `tell` for each signal that comes, until ``end(_:)``, and returns what to end.
  func begin(_ signals: Set<Int32>, _ tell: @escaping @Sendable () -> Void) throws -> Int {
    try state.withLock { state in
      if state.source == nil { state.source = try Self.openPipe() }
      for number in signals {
        if state.before[number] == nil {
          var action = sigaction()
          sigaction(number, nil, &action)
          state.before[number] = action
        }
        // Again also where someone else waits for it: a signal that came has taken the handler away.
        signal(number, Self.handler)
      }
      state.nextID += 1
      state.watchers[state.nextID] = Watcher(signals: signals, tell: tell)
      return state.nextID
    }
  }

  /// Puts back what was there before, as far as nobody else asks for the same signals.
  func end(_ id: Int) {
    state.withLock { state in
      let signals = state.watchers.removeValue(forKey: id)?.signals ?? []
      for number in signals
      where !state.watchers.values.contains(where: { $0.signals.contains(number) }) {
        guard var action = state.before.removeValue(forKey: number) else { continue }
        sigaction(number, &action, nil)
      }
    }
  }

  private func tell(_ number: Int32) {
    let watchers = state.withLock { state in
      state.watchers.values.filter { $0.signals.contains(number) }
    }
    for watcher in watchers { watcher.tell() }
    // It came when the last of them was about to end, and was meant for the process.
    if watchers.isEmpty { kill(getpid(), number) }
  }

  private static func openPipe() throws(LoadError) -> any DispatchSourceRead {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw LoadError(
        .invalidConfiguration,
        "Signals cannot be listened to, for no pipe can be opened: \(LocalFileSystem.lastFailure). "
          + "Close files, or raise the limit of the process."
      )
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    writeEnd.store(ends[1], ordering: .releasing)
    let readEnd = ends[0]
    let source = DispatchSource.makeReadSource(
      fileDescriptor: readEnd,
      queue: DispatchQueue(label: "sluice.signals")
    )
    source.setEventHandler {
      var number: UInt8 = 0
      while read(readEnd, &number, 1) == 1 { SignalWatch.ofProcess.tell(Int32(number)) }
    }
    source.activate()
    return source
  }

  /// Takes itself away, so that a second signal has its usual effect, and passes the number on.
  private static let handler: @convention(c) (Int32) -> Void = { number in
    let before = errno
    signal(number, SIG_DFL)
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    errno = before
  }
}

/// The end of the pipe that handlers write to. Nothing is handed to a handler but the number, so that
/// it has to know the place.
private let writeEnd = Atomic<Int32>(-1)
