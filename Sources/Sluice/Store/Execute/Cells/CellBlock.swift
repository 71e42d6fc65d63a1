// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever fills a block knows how many cells it has room for.

/// Memory of the cells of one column, filled by one task and then only read.
final class CellBlock: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that a block is not written to any more once it is shared.

  /// The cells, `stride` bytes each.
  let base: UnsafeMutableRawPointer
  /// A bit for each cell, set where there is a value; made by the first that is missing.
  private(set) var validity: UnsafeMutablePointer<UInt64>?
  /// The number of cells that there is room for.
  let capacity: Int
  /// What runs of bytes point into, if they do not point into what outlasts the query.
  var owners: [AnyObject] = []
  private var arena: ByteArena?
  private var ownsBase: Bool

  /// Room for `capacity` cells of `kind`; what is in them is undefined.
  init(_ kind: CellKind, capacity: Int) {
    self.capacity = capacity
    ownsBase = true
    base = LargeMemory.allocate(byteCount: max(16, capacity * kind.stride))
  }

  /// The same in memory of an arena, which other blocks have parts of as well.
  init(_ kind: CellKind, capacity: Int, in arena: ByteArena) {
    self.capacity = capacity
    ownsBase = false
    base = UnsafeMutableRawPointer(arena.room(for: ByteArena.aligned(capacity * kind.stride)))
    owners = [arena]
    self.arena = arena
  }

  /// The first cells of a block that nobody will ask any more, with room for others.
  init(_ kind: CellKind, growing other: CellBlock, count: Int, capacity: Int) {
    self.capacity = capacity
    let (used, byteCount) = (count * kind.stride, max(16, capacity * kind.stride))
    ownsBase = true
    if other.ownsBase {
      other.ownsBase = false
      base = LargeMemory.grow(other.base, used: used, to: byteCount)
    } else {
      base = LargeMemory.allocate(byteCount: byteCount)
      base.copyMemory(from: other.base, byteCount: used)
    }
    owners = other.owners
    if let bits = other.validity { makeValidity().update(from: bits, count: (count + 63) / 64) }
  }

  deinit {
    if ownsBase { base.deallocate() }
    validity?.deallocate()
  }

  /// The cells as values of the machine.
  @inline(__always)
  func cells<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> UnsafeMutablePointer<Value>
  {
    base.assumingMemoryBound(to: Value.self)
  }

  /// The bits of the cells; all are set if there were none before.
  func makeValidity() -> UnsafeMutablePointer<UInt64> {
    if let validity { return validity }
    let words = (capacity + 63) / 64
    let made = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, words))
    made.initialize(repeating: .max, count: max(1, words))
    validity = made
    return made
  }

  /// Copies bytes to a place that lasts as long as the block does.
  func store(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteRun {
    guard let start = bytes.baseAddress else { return ByteRun() }
    if bytes.count <= ByteRun.inlineLimit { return ByteRun(start, bytes.count) }
    let place = room(for: bytes.count)
    place.update(from: start, count: bytes.count)
    return ByteRun(place, bytes.count)
  }

  /// Copies a text to a place that lasts as long as the block does.
  func store(_ text: String) -> ByteRun {
    var text = text
    return text.withUTF8 { store($0) }
  }

  /// Room for `count` bytes that last as long as the block does.
  func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
    if let arena { return arena.room(for: count) }
    let made = ByteArena()
    arena = made
    owners.append(made)
    return made.room(for: count)
  }
}

/// Bytes that come one after the other and go all at once.
final class ByteArena: @unchecked Sendable {
  // Unchecked, as a block: written by one task, and then only read.

  private var pages: [UnsafeMutablePointer<UInt8>] = []
  private var next: UnsafeMutablePointer<UInt8>?
  private var left = 0
  /// The bytes of all pages.
  private(set) var byteCount = 0

  deinit { for page in pages { page.deallocate() } }

  /// A number of bytes after which the next ones are aligned to 16, if all before were such.
  static func aligned(_ count: Int) -> Int { max(16, (count + 15) / 16 * 16) }

  /// Room for `count` bytes, which stays where it is.
  func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
    if let next, count <= left {
      self.next = next + count
      left -= count
      return next
    }
    // Pages grow with what is in them, so that a few texts cost little.
    let size = max(count, min(1 << 23, max(1 << 12, byteCount)))
    let page = LargeMemory.allocate(UInt8.self, capacity: size)
    pages.append(page)
    byteCount += size
    if size - count >= left {
      next = page + count
      left = size - count
    }
    return page
  }
}
