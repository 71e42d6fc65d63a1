// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Bytes that arrive piece by piece: a file, the body of a response.
///
/// A copy that nothing was read from starts at the beginning, so that a resource can be extracted
/// more than once. Used by one task at a time.
public protocol ByteStream: Sendable {
  /// Writes the next bytes into `buffer` and returns their number; 0 says that there are no more.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int
}

/// Bytes in memory, as a stream.
struct BytesInMemory: ByteStream {
  private let bytes: [UInt8]
  private var position = 0

  /// Streams `bytes`.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<position + count]))
    }
    position += count
    return count
  }
}
