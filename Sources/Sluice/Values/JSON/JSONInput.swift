// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The part of the input that is still needed, followed by padding.
struct JSONInput: Sendable {
  typealias Memory = ContiguousArray<UInt8>

  /// How many NULs follow the bytes.
  static let padding = 32

  /// The bytes and their padding.
  var memory = Memory(repeating: 0, count: padding)
  /// How many of the bytes are not needed any more.
  var consumed = 0
  /// How many bytes, from `consumed` on, contain no line feed.
  var searched = 0
  /// How many bytes of the whole input came before the memory.
  private(set) var offset = 0
  /// How many line feeds came before the memory.
  private(set) var lines = 0
  /// Whether all of the input was appended.
  var isFinished = false

  mutating func append(_ bytes: some Collection<UInt8>) {
    dropConsumed()
    memory.removeLast(Self.padding)
    memory.append(contentsOf: bytes)
    memory.append(contentsOf: repeatElement(0, count: Self.padding))
  }

  /// Takes note that the consumed bytes, which start at `base`, are gone from the memory.
  mutating func forgetConsumed(at base: UnsafePointer<UInt8>) {
    lines += JSONText.countLines(from: base, to: base + consumed)
    offset += consumed
    consumed = 0
  }

  private mutating func dropConsumed() {
    // Half at least, so that moving what is left costs no more than what came.
    if consumed > 0 && consumed >= (memory.count - Self.padding) / 2 {
      lines += memory.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return JSONText.countLines(from: base, to: base + consumed)
      }
      offset += consumed
      memory.removeSubrange(..<consumed)
      consumed = 0
    }
  }
}
