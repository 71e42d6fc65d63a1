// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. It stays where it is from one call of `freeSpace` to the next, so that
// whoever reads the input may take its time.

/// The bytes of an input that are still needed, with NULs behind them that every loop stops at.
final class InputMemory {
  /// Bytes that are asked for at once: what fits the cache together with the columns made of it.
  private static let room = 1 << 18
  private static let padding = 64

  /// The first byte.
  private(set) var base: UnsafeMutablePointer<UInt8>
  /// The number of bytes.
  private(set) var count = 0
  private var capacity = InputMemory.room

  init() { base = .allocate(capacity: Self.room + Self.padding) }

  deinit { base.deallocate() }

  /// The NUL after the last byte.
  var end: UnsafeMutablePointer<UInt8> { base + count }

  /// Forgets the first `consumed` bytes, and says where the next ones go.
  func freeSpace(afterDropping consumed: Int) -> UnsafeMutableRawBufferPointer {
    if consumed > 0 {
      count -= consumed
      base.update(from: base + consumed, count: count)
    }
    if capacity - count < Self.room / 2 {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
      larger.update(from: base, count: count)
      base.deallocate()
      base = larger
      capacity *= 2
    }
    return UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count)
  }

  /// Takes the first `bytes` bytes of the free space.
  func accept(_ bytes: Int) {
    precondition(
      bytes >= 0 && count + bytes <= capacity,
      "More was written than there was room for."
    )
    count += bytes
    end.initialize(repeating: 0, count: Self.padding)
  }
}
