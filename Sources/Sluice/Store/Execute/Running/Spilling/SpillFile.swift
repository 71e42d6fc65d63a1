// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where queries put rows that have no room in memory.
struct SpillFolder: Sendable {
  var fileSystem: any FileSystem
  var path: String
}

/// A file of rows that have no room in memory. It goes with its last owner, however the query ends.
final class SpillFile: Sendable {
  /// Some rows in the file.
  struct Frame: Sendable {
    fileprivate var offset: Int
    fileprivate var byteCount: Int
    fileprivate var checksum: UInt64
    /// The number of rows.
    var rows: Int
  }

  private let fileSystem: any FileSystem
  private let path: String
  private let size = Locked(0)

  /// An empty file in the folder, which is made if it is not there.
  init(_ folder: SpillFolder) throws(LoadError) {
    fileSystem = folder.fileSystem
    let number = UInt64.random(in: .min ... .max)
    path = "\(folder.path)/query-\(String(number, radix: 16)).rows"
    if !fileSystem.isFolder(folder.path) { try fileSystem.makeFolder(folder.path) }
  }

  deinit {
    // Nobody is left who could be told: a folder for temporary files is cleaned by others in the end.
    try? fileSystem.removeSingle(path)
  }

  /// Adds rows at the end. May be called by several threads.
  func append(_ cells: [Cells], count: Int) throws(LoadError) -> Frame {
    var writer = CellWriter()
    for column in cells { writer.append(column, count: count) }
    return try writer.bytes.withUnsafeBytes { bytes throws(LoadError) in
      let checksum = Checksum.of(bytes)
      return try size.withLock { size throws(LoadError) in
        try fileSystem.append(bytes, to: path)
        defer { size += bytes.count }
        return Frame(offset: size, byteCount: bytes.count, checksum: checksum, rows: count)
      }
    }
  }

  /// The rows of a frame.
  func read(_ frame: Frame, _ shapes: [CellShape]) throws(LoadError) -> [Cells] {
    var bytes = [UInt8](repeating: 0, count: frame.byteCount)
    var count = 0
    while count < bytes.count {
      let read = try bytes.withUnsafeMutableBufferPointer { bytes throws(LoadError) in
        let rest = UnsafeMutableRawBufferPointer(bytes)[count...]
        return try fileSystem.read(
          path,
          from: frame.offset + count,
          into: UnsafeMutableRawBufferPointer(rebasing: rest)
        )
      }
      guard read > 0 else { throw damage }
      count += read
    }
    guard bytes.withUnsafeBytes({ Checksum.of($0) }) == frame.checksum else { throw damage }
    var reader = CellReader(bytes)
    var cells: [Cells] = []
    for shape in shapes {
      guard let column = reader.cells(shape, count: frame.rows) else { throw damage }
      cells.append(column)
    }
    return cells
  }

  private var damage: LoadError {
    LoadError(
      .fileFailed,
      "The temporary file '\(path)' does not hold what was written into it. Check the disk, and that "
        + "no one else changes files there."
    )
  }
}
