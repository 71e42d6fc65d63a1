// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory, which lasts as long as its owner does.

/// Bytes that stay where they are and do not change: those of patterns, for all workers.
final class SharedBytes: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that the memory is not written to after `init`.

  /// The bytes.
  let buffer: UnsafeBufferPointer<UInt8>

  /// Copies bytes.
  init(_ bytes: some Collection<UInt8>) {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
    memory.initialize(repeating: 0)
    var place = 0
    for byte in bytes {
      memory[place] = byte
      place += 1
    }
    buffer = UnsafeBufferPointer(start: memory.baseAddress, count: bytes.count)
  }

  deinit { buffer.deallocate() }
}
