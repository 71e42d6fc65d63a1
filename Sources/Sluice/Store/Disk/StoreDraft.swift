// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A file of a store while it is written: it has no name yet that counts.
///
/// Rows can go into it while they come, long before it is known which commit they will be part of.
struct StoreDraft {
  /// Where the file lies.
  let path: String
  private let disk: any FileSystem
  private var writer: CheckedFrameWriter
  /// How many frames of rows were written ahead.
  private var ahead = 0
  /// What is to be written, in memory that is used again.
  private var bytes = EncodedBytes()

  /// Begins a file at `path`, where nothing lies.
  init(at path: String, in disk: any FileSystem) {
    self.path = path
    self.disk = disk
    writer = CheckedFrameWriter(path, in: disk)
  }

  /// Writes rows ahead, and returns the number by which a change can name them.
  mutating func add(_ rows: Batch) throws(LoadError) -> Int {
    bytes.removeAll()
    try append(BatchFrame.write(rows, head: [Self.rows: true], into: &bytes))
    ahead += 1
    return ahead - 1
  }

  /// Writes changes, brings all of it to the disk, and returns the checksum of the frames.
  mutating func finish(
    _ head: StoreFileHead,
    _ changes: [StoreChange]
  ) throws(LoadError) -> FrameChain {
    try writer.append(head: head.fields)
    for change in changes {
      bytes.removeAll()
      try append(change.frame(into: &bytes))
    }
    try writer.append(head: ["end": Value(integer: writer.count)])
    try writer.finish()
    return writer.chain
  }

  /// Removes the file. What cannot be removed goes when the store is opened.
  func discard() { try? disk.remove(path) }

  private mutating func append(_ head: Record) throws(LoadError) {
    try bytes.withUnsafeBytes { body throws(LoadError) in
      try writer.append(head: head, body: body)
    }
  }

  private static let rows = "written ahead"

  /// The rows of a frame that were written ahead, or `nil` if it is another one.
  ///
  /// Rows that cannot be read are none.
  static func rows(of frame: CheckedFrame) -> Batch? {
    frame.head[rows]?.boolean == true ? BatchFrame.batch(frame) : nil
  }
}
