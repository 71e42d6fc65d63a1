// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the encoders of files have in common.
private protocol BatchEncoder {
  var byteCount: Int { get }
  mutating func append(_ batch: Batch)
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result
  mutating func removeAll()
}

extension JSONLEncoder: BatchEncoder {}
extension CSVEncoder: BatchEncoder {}

/// Writes the rows of one table into a file, many at a time.
final class FileWriter {
  /// Bytes that gather before they go to the file.
  private static let room = 1 << 16

  /// The columns of the file.
  let columns: [String]
  /// Where the file lies.
  let path: String
  private let disk: any FileSystem
  private var encoder: any BatchEncoder

  /// Starts a file at `path` whose rows have these columns.
  init(
    _ path: String,
    in disk: any FileSystem,
    columns: [String],
    format: FileDestination.Format
  ) {
    self.path = path
    self.disk = disk
    self.columns = columns
    if format == .csv {
      var encoder = CSVEncoder(columns: columns)
      encoder.appendHeader()
      self.encoder = encoder
    } else {
      encoder = JSONLEncoder()
    }
  }

  /// The name of the file.
  var name: Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }

  /// Appends rows.
  func append(_ batch: Batch) throws(LoadError) {
    encoder.append(batch)
    if encoder.byteCount >= Self.room { try write() }
  }

  /// Writes what is left and makes it durable.
  func finish() throws(LoadError) {
    try write()
    try disk.flush(path)
  }

  private func write() throws(LoadError) {
    try encoder.withUnsafeBytes { bytes throws(LoadError) in
      try disk.append(bytes, to: path)
    }
    encoder.removeAll()
  }
}
