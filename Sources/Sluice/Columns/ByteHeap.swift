// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Whoever appends reserves first; `slack` bytes may be written past the end.

/// The bytes of all texts of the batches that are being built.
struct ByteHeap {
  /// Bytes that may be written past what was reserved.
  static let slack = 64

  /// The first byte.
  private(set) var base: UnsafeMutablePointer<UInt8>
  /// The number of bytes in use.
  var count = 0
  private var capacity: Int

  /// Makes room for `capacity` bytes.
  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity + Self.slack)
  }

  /// Frees the memory.
  func free() { base.deallocate() }

  /// Makes sure that `more` bytes can be appended; addresses from before are void.
  mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    precondition(capacity < 1 << 32, "The texts of one batch take less than 4 GiB.")
    let newBase = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.slack)
    newBase.update(from: base, count: count)
    base.deallocate()
    base = newBase
  }

  /// Appends bytes and returns their view.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    reserve(bytes.count)
    if let start = bytes.baseAddress { (base + count).update(from: start, count: bytes.count) }
    let view = UInt64(count) << 32 | UInt64(bytes.count)
    count += bytes.count
    return view
  }

  /// Appends a byte.
  mutating func append(byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  /// Appends bytes and returns their view.
  mutating func append(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// Appends a text and returns its view.
  mutating func append(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { append($0) }
  }

  /// Copies the bytes and starts anew.
  mutating func take() -> ContiguousArray<UInt8> {
    let bytes = ContiguousArray(UnsafeBufferPointer(start: base, count: count))
    count = 0
    return bytes
  }
}
