// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes frames at the end of a file, one after the other.
///
/// Small frames gather until there is a quarter of a megabyte of them; the bodies of large ones go out
/// as they are. The disk begins with the first while the last are still to come.
struct CheckedFrameWriter {
  private static let piece = 1 << 18
  /// So many bytes make it worth to have the disk begin with them.
  private static let stretch = 8 << 20

  /// The file.
  let path: String
  /// The bytes of the file.
  private(set) var size = 0
  /// The frames so far.
  private(set) var count = 0
  /// A checksum of all frames so far; see ``FrameChain``.
  private(set) var chain = FrameChain()
  private let disk: any FileSystem
  private var buffer: [UInt8] = []
  /// Bytes that the file system has got since the disk last began.
  private var unbegun = 0

  /// Writes a file at `path`, where nothing lies.
  init(_ path: String, in disk: any FileSystem) {
    self.path = path
    self.disk = disk
  }

  /// Adds a frame.
  mutating func append(head: Record, body: [UInt8] = []) throws(LoadError) {
    try body.withUnsafeBufferPointer { body throws(LoadError) in
      try append(head: head, body: UnsafeRawBufferPointer(body))
    }
  }

  /// Adds a frame.
  mutating func append(head: Record, body: UnsafeRawBufferPointer) throws(LoadError) {
    let start = CheckedFrame.start(head: head, body: body)
    chain.add(start)
    count += 1
    size += start.count + body.count
    buffer += start
    if buffer.count + body.count < Self.piece {
      buffer += body
    } else {
      try send()
      try disk.append(body, to: path)
      unbegun += body.count
      if unbegun >= Self.stretch { startFlush() }
    }
  }

  /// Hands everything to the file system, which begins to bring it to the disk.
  mutating func settle() throws(LoadError) {
    try send()
    startFlush()
  }

  /// Hands everything to the file system, and waits until it is on the disk.
  mutating func finish() throws(LoadError) {
    try send()
    try disk.flush(path)
  }

  private mutating func send() throws(LoadError) {
    if !buffer.isEmpty { try disk.append(buffer, to: path) }
    unbegun += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func startFlush() {
    disk.startFlush(path)
    unbegun = 0
  }
}
