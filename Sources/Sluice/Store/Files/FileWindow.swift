// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Places are below the end, behind which there are NULs.

/// The part of a file that is being read, followed by NULs. Used by one task at a time.
final class FileWindow {
  /// NULs behind the last byte.
  static let padding = 64
  private static let blockSize = 1 << 18
  /// The bytes that one record may have: a quote that is never closed shall not fill the memory.
  private static let recordLimit = 1 << 28

  let path: String
  private let disk: any FileSystem
  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity = FileWindow.blockSize
  private var offset = 0
  /// The first byte that is not needed any more is the one before this.
  var position = 0
  /// The place behind the last byte.
  private(set) var end = 0
  /// Whether the file has no more bytes.
  private(set) var isFinal = false

  init(_ path: String, on disk: any FileSystem) throws(SQLError) {
    self.path = path
    self.disk = disk
    base = .allocate(capacity: capacity + Self.padding)
    base.initialize(repeating: 0, count: Self.padding)
    try readMore()
    // A mark of the order of bytes is none of the text.
    if end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { position = 3 }
  }

  deinit { base.deallocate() }

  /// The bytes that are there and needed.
  var bytes: TextBytes { TextBytes(start: base + position, count: end - position) }

  /// Whether there is nothing more to read.
  func isAtEnd() throws(SQLError) -> Bool {
    while position == end, !isFinal { try readMore() }
    return position == end
  }

  /// Brings more bytes of the file, which may move those that are needed.
  func readMore() throws(SQLError) {
    guard !isFinal else { return }
    let rest = end - position
    if position > 0 {
      base.update(from: base + position, count: rest)
      (position, end) = (0, rest)
    }
    if capacity - end < Self.blockSize / 2 {
      guard capacity < Self.recordLimit else {
        throw SQLError(
          .limit,
          "a record of the file '\(path)' has more than \(Self.recordLimit >> 20) MiB",
          advice: "Is a quote or a bracket never closed?"
        )
      }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
      larger.update(from: base, count: end)
      base.deallocate()
      base = larger
      capacity *= 2
    }
    let buffer = UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
    do throws(LoadError) {
      let count = try disk.read(path, from: offset, into: buffer)
      offset += count
      end += count
      isFinal = count == 0
    } catch {
      throw SQLError(.file, "the file '\(path)' cannot be read", advice: error.message)
    }
    (base + end).update(repeating: 0, count: Self.padding)
  }
}
