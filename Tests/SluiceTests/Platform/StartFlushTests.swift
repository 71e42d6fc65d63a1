// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

@Suite struct StartFlushTests {
  /// Files in memory that count how often the disk was asked to begin.
  private struct CountingDisk: FileSystem {
    let begun = Locked<[String: Int]>([:])
    private let disk = MemoryFileSystem()

    func startFlush(_ path: String) { begun.withLock { $0[path, default: 0] += 1 } }

    func item(at path: String) -> FileItem? { disk.item(at: path) }
    func names(in path: String) throws(LoadError) -> [String] { try disk.names(in: path) }
    func read(
      _ path: String,
      from offset: Int,
      into buffer: UnsafeMutableRawBufferPointer
    ) throws(LoadError) -> Int { try disk.read(path, from: offset, into: buffer) }
    func makeSingleFolder(_ path: String) throws(LoadError) { try disk.makeSingleFolder(path) }
    func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
      try disk.append(bytes, to: path)
    }
    func move(_ path: String, to target: String) throws(LoadError) {
      try disk.move(path, to: target)
    }
    func removeSingle(_ path: String) throws(LoadError) { try disk.removeSingle(path) }
    func flush(_ path: String) throws(LoadError) { try disk.flush(path) }
    func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
      try disk.lock(path, note: note)
    }
  }

  @Test(arguments: [1_000, 1 << 18, 3 << 20])
  func `the disk begins with a file while it is written`(size: Int) throws {
    let disk = CountingDisk()
    var writer = CheckedFrameWriter("rows", in: disk)
    let body = [UInt8](repeating: 7, count: size)
    for _ in 0..<(20 << 20) / size { try writer.append(head: [:], body: body) }
    #expect(disk.begun.withLock { $0 } == ["rows": 2])
    try writer.settle()
    #expect(disk.begun.withLock { $0 } == ["rows": 3])
    #expect(disk.item(at: "rows") == .file(size: writer.size))
  }

  @Test func `files stay as they are when the disk begins with them`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    let disk = LocalFileSystem()
    try disk.makeSingleFolder(folder)
    defer { try? disk.remove(folder) }
    let bytes = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    for end in 1...3 {
      try disk.append(bytes, to: "\(folder)/rows")
      disk.startFlush("\(folder)/rows")
      disk.startFlush("\(folder)/nothing")
      #expect(
        try disk.read("\(folder)/rows") == [[UInt8]](repeating: bytes, count: end).flatMap(\.self)
      )
    }
    #expect(try disk.names(in: folder) == ["rows"])
  }
}
