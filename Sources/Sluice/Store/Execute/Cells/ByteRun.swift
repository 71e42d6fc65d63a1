// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. A run is valid as long as the owner of the cells that it came from is.

/// A run of bytes in sixteen: its length, and its first four bytes or all of up to twelve.
///
/// ```text
/// up to 12 bytes   length 4 | bytes 12, the rest zero
/// more             length 4 | first 4 bytes | address 8
/// ```
/// Most comparisons are decided by the first eight bytes, without going elsewhere.
struct ByteRun: Sendable, BitwiseCopyable {
  /// The length in the lower half, the first four bytes in the upper one.
  let head: UInt64
  /// The other eight bytes, or the address of all of them.
  let tail: UInt64

  /// Bytes that need no other place.
  static let inlineLimit = 12

  /// No bytes.
  @inline(__always) init() { (head, tail) = (0, 0) }

  @inline(__always) init(head: UInt64, tail: UInt64) { (self.head, self.tail) = (head, tail) }

  /// The run of `count` bytes at `start`, which stay where they are if there are more than twelve.
  @inline(__always) init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    let raw = UnsafeRawPointer(start)
    var head: UInt64 = 0
    if count > Self.inlineLimit {
      head = UInt64(raw.loadUnaligned(as: UInt32.self))
      self.head = UInt64(count) | head << 32
      tail = UInt64(UInt(bitPattern: start))
      return
    }
    var tail: UInt64 = 0
    if count >= 4 {
      head = UInt64(raw.loadUnaligned(as: UInt32.self))
      if count >= 8 {
        tail = UInt64(raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        // Overlapping: the last four bytes go where they belong, over those that are there already.
        let last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        tail |= last << UInt64((count - 8) * 8)
      } else if count > 4 {
        let last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        tail = last >> UInt64((8 - count) * 8)
      }
    } else {
      var place = 0
      while place < count {
        head |= UInt64(start[place]) << UInt64(place * 8)
        place += 1
      }
    }
    self.head = UInt64(count) | head << 32
    self.tail = tail
  }

  /// The number of bytes.
  @inline(__always) var count: Int { Int(head & 0xFFFF_FFFF) }

  /// Whether all bytes are in the run itself.
  @inline(__always) var isInline: Bool { count <= Self.inlineLimit }

  /// Calls `body` with the bytes.
  @inline(__always)
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if isInline {
      var words = (head >> 32 | tail << 32, tail >> 32)
      return try withUnsafePointer(to: &words) { pointer throws(Failure) in
        let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
        return try body(UnsafeBufferPointer(start: start, count: count))
      }
    }
    let start = UnsafePointer<UInt8>(bitPattern: UInt(tail))
    return try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// The bytes as a text.
  var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Whether both runs have the same bytes.
  @inline(__always)
  static func isSame(_ left: ByteRun, _ right: ByteRun) -> Bool {
    guard left.head == right.head else { return false }
    if left.tail == right.tail { return true }
    guard !left.isInline, left.lastWord == right.lastWord else { return false }
    return isSameElsewhere(left, right)
  }

  /// The last eight bytes of those that are elsewhere, which tell long texts apart that begin the same.
  @inline(__always)
  private var lastWord: UInt64 {
    guard let start = UnsafeRawPointer(bitPattern: UInt(tail)) else { return 0 }
    return start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }

  @inline(never)
  private static func isSameElsewhere(_ left: ByteRun, _ right: ByteRun) -> Bool {
    left.withBytes { left in
      right.withBytes { right in
        guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else {
          return true
        }
        return compareBytes(leftStart, rightStart, left.count) == 0
      }
    }
  }

  /// Whether one run comes before the other, byte by byte.
  @inline(__always)
  static func isLess(_ left: ByteRun, _ right: ByteRun) -> Bool {
    let (first, second) = (
      UInt32(truncatingIfNeeded: left.head >> 32).byteSwapped,
      UInt32(truncatingIfNeeded: right.head >> 32).byteSwapped
    )
    if first != second { return first < second }
    return order(left, right) < 0
  }

  /// Below zero if the left one comes first, above it if the right one does.
  @inline(never)
  static func order(_ left: ByteRun, _ right: ByteRun) -> Int {
    left.withBytes { left in
      right.withBytes { right in
        let count = min(left.count, right.count)
        if let leftStart = left.baseAddress, let rightStart = right.baseAddress, count > 0 {
          let order = compareBytes(leftStart, rightStart, count)
          if order != 0 { return order }
        }
        return left.count - right.count
      }
    }
  }
}

/// Below zero if the bytes on the left come first, above it if those on the right do.
@inline(__always)
private func compareBytes(
  _ left: UnsafePointer<UInt8>,
  _ right: UnsafePointer<UInt8>,
  _ count: Int
) -> Int {
  let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
  var place = 0
  while place + 8 <= count {
    let first = left.loadUnaligned(fromByteOffset: place, as: UInt64.self).byteSwapped
    let second = right.loadUnaligned(fromByteOffset: place, as: UInt64.self).byteSwapped
    if first != second { return first < second ? -1 : 1 }
    place += 8
  }
  while place < count {
    let first = left.load(fromByteOffset: place, as: UInt8.self)
    let second = right.load(fromByteOffset: place, as: UInt8.self)
    if first != second { return first < second ? -1 : 1 }
    place += 1
  }
  return 0
}
