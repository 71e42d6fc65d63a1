// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever writes makes room first; `slack` bytes may be written past it.

/// Bytes that encoders write and that are used again when they were taken.
struct EncodedBytes: Sendable {
  private final class Memory: @unchecked Sendable {
    // Unchecked because of the pointer: only the one owner of the memory writes to it.
    let base: UnsafeMutablePointer<UInt8>
    let capacity: Int

    init(capacity: Int) {
      base = .allocate(capacity: capacity + EncodedBytes.slack)
      self.capacity = capacity
    }

    deinit { base.deallocate() }
  }

  /// Bytes that may be written past what was reserved.
  static let slack = 64

  private var memory = Memory(capacity: 1 << 12)
  /// The number of bytes.
  private(set) var count = 0

  /// Starts without bytes.
  init() {}

  /// Where the next byte goes. Only what was reserved may be written.
  var end: UnsafeMutablePointer<UInt8> { memory.base + count }

  /// Where the byte with this number lies, until room is made.
  @inline(__always)
  func address(of offset: Int) -> UnsafeMutablePointer<UInt8> { memory.base + offset }

  /// Makes room for `more` bytes in memory that no copy of this value shares.
  mutating func reserve(_ more: Int) {
    let fits = count + more <= memory.capacity
    if fits, isKnownUniquelyReferenced(&memory) { return }
    let larger = Memory(capacity: fits ? memory.capacity : max(memory.capacity * 2, count + more))
    larger.base.update(from: memory.base, count: count)
    memory = larger
  }

  /// Says that bytes were written up to `end`.
  mutating func advance(to end: UnsafeMutablePointer<UInt8>) {
    count = end - memory.base
    assert(count <= memory.capacity + Self.slack, "An encoder wrote more than it had room for.")
  }

  /// Makes sure that `more` bytes can be written at `out`, and moves `out` along if they moved.
  @inline(__always)
  mutating func reserve(_ more: Int, at out: inout UnsafeMutablePointer<UInt8>) {
    if memory.base + memory.capacity - out < more { grow(more, &out) }
  }

  @inline(never)
  private mutating func grow(_ more: Int, _ out: inout UnsafeMutablePointer<UInt8>) {
    advance(to: out)
    reserve(more)
    out = end
  }

  /// Appends bytes.
  mutating func append(_ bytes: [UInt8]) {
    reserve(bytes.count)
    bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      end.update(from: start, count: source.count)
    }
    count += bytes.count
  }

  /// Calls `body` with the bytes.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(memory) {} }
    return try body(UnsafeRawBufferPointer(start: memory.base, count: count))
  }

  /// Forgets the bytes and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Copies the bytes and forgets them.
  mutating func take() -> [UInt8] {
    defer { count = 0 }
    return Array(UnsafeBufferPointer(start: memory.base, count: count))
  }
}
