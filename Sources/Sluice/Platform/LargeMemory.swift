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
  private static let smallPageSize = 4 << 10

  /// Memory for so many bytes, aligned to 16 at least.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    #if os(Linux)
    if byteCount >= limit, let memory = malloc(byteCount) {
      askForLargePages(memory, byteCount)
      return memory
    }
    #endif
    return .allocate(byteCount: byteCount, alignment: 16)
  }

  /// Memory for so many bytes, the first of which are those that were used of other memory, which is given
  /// back.
  ///
  /// What is large goes to another place without being copied: a copy would have to wait for new pages.
  static func grow(
    _ memory: UnsafeMutableRawPointer,
    used: Int,
    to byteCount: Int
  ) -> UnsafeMutableRawPointer {
    #if os(Linux)
    if byteCount >= limit, let moved = realloc(memory, byteCount) {
      askForLargePages(moved, byteCount)
      return moved
    }
    #endif
    let made = allocate(byteCount: byteCount)
    made.copyMemory(from: memory, byteCount: used)
    memory.deallocate()
    return made
  }

  #if os(Linux)
  /// Large pages are an offer: without them everything works as well.
  ///
  /// Asks for all pages that memory of this size has of its own, from the header before it on: memory in two
  /// parts that were asked for different pages is copied when it grows.
  private static func askForLargePages(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    let (page, header) = (UInt(smallPageSize), UInt(8))
    let start = UInt(bitPattern: memory) / page * page
    let end = (UInt(bitPattern: memory) + UInt(byteCount) + header + page - 1) / page * page
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), 14)
  }
  #endif

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
    askForLargePages(memory, byteCount)
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
