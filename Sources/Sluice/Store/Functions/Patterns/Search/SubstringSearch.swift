// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds bytes in texts: prepared once, used for many.
///
/// It owns the bytes; ``needle`` looks for them.
struct SubstringSearch: Sendable {
  /// What looks for the bytes, as long as this lasts.
  let needle: Needle
  private let owner: SharedBytes
  private let fallbacks: SharedFallbacks?

  /// Prepares to look for bytes.
  init(_ bytes: some Collection<UInt8>) {
    owner = SharedBytes(bytes)
    fallbacks = bytes.count > Needle.comparedFreely ? SharedFallbacks(owner.buffer) : nil
    needle = Needle(owner.buffer, fallbacks?.memory)
  }

  /// The number of bytes.
  var count: Int { needle.count }

  /// The first place from `start` on where the bytes stand; -1 if there is none.
  @inline(__always)
  func place(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
    needle.place(in: text, from: start)
  }

  /// Whether the bytes stand anywhere in a text.
  @inline(__always)
  func isContained(in text: UnsafeBufferPointer<UInt8>) -> Bool { needle.place(in: text) >= 0 }

  /// Whether a text begins with the bytes.
  @inline(__always)
  func isPrefix(of text: UnsafeBufferPointer<UInt8>) -> Bool { needle.stands(in: text, at: 0) }

  /// Whether a text ends with the bytes.
  @inline(__always)
  func isSuffix(of text: UnsafeBufferPointer<UInt8>) -> Bool {
    needle.stands(in: text, at: text.count - needle.count)
  }

  /// Whether a text is the bytes.
  @inline(__always)
  func isEqual(to text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count == needle.count && needle.stands(in: text, at: 0)
  }
}

/// For each beginning of the bytes, how much of it they begin with again: Knuth, Morris and Pratt.
private final class SharedFallbacks: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that the memory is not written to after `init`.

  let memory: UnsafePointer<Int32>

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let table = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, bytes.count))
    table.initialize(repeating: 0, count: max(1, bytes.count))
    var matched = 0
    for place in 1..<max(1, bytes.count) {
      while matched > 0, bytes[matched] != bytes[place] { matched = Int(table[matched - 1]) }
      if bytes[matched] == bytes[place] { matched += 1 }
      table[place] = Int32(truncatingIfNeeded: matched)
    }
    memory = UnsafePointer(table)
  }

  deinit { memory.deallocate() }
}
