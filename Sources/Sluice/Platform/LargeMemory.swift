// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
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
  private static let smallPageSize = 4 << 10

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

  /// Memory for so many values, all of whose bits are zero.
  static func allocateZeros<Value: BitwiseCopyable>(
    _ type: Value.Type,
    capacity: Int
  ) -> UnsafeMutablePointer<Value> {
    let byteCount = max(1, capacity) * MemoryLayout<Value>.stride
    guard byteCount >= limit, let memory = calloc(1, byteCount) else {
      let memory = allocate(type, capacity: capacity)
      UnsafeMutableRawPointer(memory).initializeMemory(
        as: UInt8.self,
        repeating: 0,
        count: byteCount
      )
      return memory
    }
    #if os(Linux)
    // The pages between the ends, which are not aligned.
    let first = (UInt(bitPattern: memory) + UInt(pageSize) - 1) / UInt(pageSize) * UInt(pageSize)
    let end = (UInt(bitPattern: memory) + UInt(byteCount)) / UInt(pageSize) * UInt(pageSize)
    if let start = UnsafeMutableRawPointer(bitPattern: first), end > first {
      _ = madvise(start, Int(end - first), 14)
    }
    #endif
    return memory.bindMemory(to: type, capacity: max(1, capacity))
  }

  /// Has the system hand out memory that has nothing in it yet, step by step, and calls `check` between.
  ///
  /// The system clears pages when they are written to first. That takes several times as long as to fill
  /// them, and all of it is due at once where values are written here and there.
  static func touch(
    _ memory: UnsafeMutableRawPointer,
    byteCount: Int,
    _ check: () throws -> Void
  ) rethrows {
    guard byteCount >= limit else { return }
    for start in stride(from: 0, to: byteCount, by: limit) {
      try check()
      for place in stride(from: start, to: min(byteCount, start + limit), by: smallPageSize) {
        memory.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
      }
    }
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
