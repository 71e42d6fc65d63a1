// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads the frames of a file one after the other.
///
/// The file is read in pieces of a megabyte: no more is in memory than a piece and the frame at hand. A
/// length that is damaged is never believed, as no frame reaches beyond the end of the file.
struct CheckedFrameReader {
  private static let piece = 1 << 20

  /// The file.
  let path: String
  /// The bytes of the file.
  let size: Int
  /// Where the next frame begins.
  private(set) var offset = 0
  /// A checksum of all frames so far, which the next file of a chain can name; see ``FrameChain``.
  private(set) var chain = FrameChain()
  private let disk: any FileSystem
  private var buffer: [UInt8] = []
  /// Where in the file the buffer begins.
  private var start = 0
  /// Where in the file the next byte is taken from.
  private var place = 0

  /// Opens the file at `path`; throws ``LoadError`` with the code `fileMissing` if there is none.
  init(_ path: String, in disk: any FileSystem) throws(LoadError) {
    guard case .file(let size) = disk.item(at: path) else {
      throw LoadError(
        .fileMissing,
        "The file '\(path)' cannot be read: it is not there. Someone else has removed it, or the path "
          + "is wrong."
      )
    }
    self.path = path
    self.size = size
    self.disk = disk
  }

  /// The next frame, or `nil` at the end of the file.
  ///
  /// Throws ``LoadError`` with the code `fileDamaged`, the path and the byte where the frame begins, if
  /// the frame is cut off or not as it was written.
  mutating func next() throws(LoadError) -> CheckedFrame? {
    guard offset < size else { return nil }
    guard size - offset >= CheckedFrame.prefixSize else { throw damage("cut off") }
    let prefix = try take(CheckedFrame.prefixSize)
    guard let lengths = CheckedFrame.lengths(prefix) else { throw damage("not one of ours") }
    guard lengths.head + lengths.body <= size - place else { throw damage("cut off") }
    let head = try take(lengths.head)
    let body = try take(lengths.body)
    guard let frame = CheckedFrame(prefix: prefix, head: head, body: body) else {
      throw damage("not as it was written")
    }
    chain.add(prefix)
    offset = place
    return frame
  }

  /// The frame of a file that has one; throws as ``next()`` does, also if there are none or more.
  static func only(_ path: String, in disk: any FileSystem) throws(LoadError) -> CheckedFrame {
    var reader = try CheckedFrameReader(path, in: disk)
    guard let frame = try reader.next() else { throw reader.damage("empty") }
    guard reader.offset == reader.size else { throw reader.damage("not one of ours") }
    return frame
  }

  /// The error that what begins at `place`, or else at ``offset``, is `fault`.
  func damage(_ fault: String, at place: Int? = nil) -> LoadError {
    let offset = place ?? offset
    return LoadError(
      .fileDamaged,
      "The file '\(path)' is damaged: what begins at byte \(offset) is \(fault). Put the file back as "
        + "it was, from a copy.",
      at: LoadError.Location(offset: offset)
    )
  }

  private mutating func take(_ count: Int) throws(LoadError) -> [UInt8] {
    let ready = start + buffer.count - place
    if count > ready, count < Self.piece {
      buffer = try read(from: place, upTo: Self.piece, atLeast: count)
      start = place
    }
    let from = place
    place += count
    if place <= start + buffer.count { return Array(buffer[from - start..<place - start]) }
    // Large: what is in the buffer is read once more, which is cheaper than to join the two.
    return try read(from: from, upTo: count, atLeast: count)
  }

  private func read(
    from offset: Int,
    upTo limit: Int,
    atLeast count: Int
  ) throws(LoadError) -> [UInt8] {
    let limit = min(limit, size - offset)
    var failure: LoadError?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(1, limit)) { target, filled in
      do throws(LoadError) {
        while filled < limit {
          let rest = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[filled..<limit]
          )
          let more = try disk.read(path, from: offset + filled, into: rest)
          guard more > 0 else { break }
          filled += more
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard bytes.count >= count else { throw damage("cut off") }
    return bytes
  }
}

/// A checksum over the frames of a file, each of which has one itself, so that files can be chained.
struct FrameChain: Hashable {
  /// The checksum.
  private(set) var value: UInt64 = 0

  /// Goes on with the frame that begins with `prefix`.
  mutating func add(_ prefix: some Sequence<UInt8>) {
    value = Checksum.of(Array(prefix.prefix(CheckedFrame.prefixSize)), seed: value)
  }
}
