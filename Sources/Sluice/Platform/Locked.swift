// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if SLUICE_TSAN
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
#else
internal import Synchronization
#endif

/// A value behind a lock.
///
/// With `-DSLUICE_TSAN` the lock is one that Thread Sanitizer sees: on Linux it does not see `Mutex`.
package final class Locked<State>: @unchecked Sendable {
  // Unchecked: every access to `state` holds the lock.
  private var state: State
  #if SLUICE_TSAN
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  #else
  private let lock = Mutex<Void>(())
  #endif

  /// Puts `state` behind a new lock.
  package init(_ state: consuming sending State) {
    self.state = state
    #if SLUICE_TSAN
    lock = .allocate(capacity: 1)
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
    #endif
  }

  #if SLUICE_TSAN
  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }
  #endif

  /// Calls `body` with the value while no one else has it.
  package func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    #if SLUICE_TSAN
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&state)
    #else
    let outcome = lock.withLock { _ in
      Unchecked(value: Swift.Result { () throws(Failure) in try body(&state) })
    }
    return try outcome.value.get()
    #endif
  }
}

/// Carries a result out of the lock; the caller of `withLock` answers for what it takes along.
private struct Unchecked<Value>: @unchecked Sendable {
  var value: Value
}
