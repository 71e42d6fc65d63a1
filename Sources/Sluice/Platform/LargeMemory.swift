// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

// Fenced: unchecked memory. Whoever asks for memory gives it back with `deallocate()`.

/// Memory that may be large: from a few megabytes on the system is asked for large pages.
///
/// Pages of 4 KiB cost more than what is mostly done with them: sorting ten million rows took 410 ms
/// with them, of which every fifth went to handing them out. Linux gives large ones to those who ask.
enum LargeMemory {
  /// From so many bytes on large pages are asked for.
  private static let limit = 4 << 20
  private static let pageSize = 2 << 20

  /// Memory for so many bytes, aligned to 16 at least.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= limit else { return .allocate(byteCount: byteCount, alignment: 16) }
    #if os(Linux)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: pageSize)
    // Large pages are an offer: without them everything works as well.
    _ = madvise(memory, byteCount / pageSize * pageSize, 14)
    return memory
    #else
    return .allocate(byteCount: byteCount, alignment: 16)
    #endif
  }

  /// Memory for so many values.
  static func allocate<Value: BitwiseCopyable>(
    _ type: Value.Type,
    capacity: Int
  ) -> UnsafeMutablePointer<Value> {
    allocate(byteCount: max(1, capacity) * MemoryLayout<Value>.stride).bindMemory(
      to: type,
      capacity: max(1, capacity)
    )
  }
}
