// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A lock that other processes see, held until the last owner lets go.
final class FileLock: Sendable {
  private let descriptor: Int32

  /// Locks the file at `path`; throws `destinationBusy` if someone else holds it.
  init(_ path: String) throws(LoadError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.failure("The lock '\(path)' cannot be opened") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw LoadError(
        .destinationBusy,
        "Another load holds the lock '\(path)'. Run again when it has ended."
      )
    }
  }

  deinit { close(descriptor) }
}
