// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A disk of a megabyte that can be full or may not be written to, even for root.
///
/// Whoever makes one unmounts it.
struct SmallDisk {
  /// The operating system refuses to mount.
  struct Refusal: Error {}

  static let skipReason = "No file system can be mounted here: run this on Linux, as root."

  /// Whether the process may mount one.
  static let isPossible: Bool = {
    guard let disk = try? SmallDisk() else { return false }
    disk.unmount()
    return true
  }()

  private static let room = 1 << 20
  private static let page = 4096

  /// The folder where it is mounted.
  let path: String

  private var filler: String { "\(path)/filler" }

  /// Mounts a disk with nothing on it.
  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    do {
      try attach()
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  /// Removes the disk with all that is on it.
  func unmount() {
    #if os(Linux)
    umount2(path, Int32(MNT_DETACH))
    #endif
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Fills the disk, up to so many pages.
  func fill(leaving pages: Int) throws {
    try makeRoom()
    try Data().write(to: URL(filePath: filler))
    let file = try FileHandle(forWritingTo: URL(filePath: filler))
    defer { try? file.close() }
    let piece = Data(repeating: 1, count: Self.page)
    var count = 0
    while (try? file.write(contentsOf: piece)) != nil { count += 1 }
    try file.truncate(atOffset: UInt64(max(0, count - pages) * Self.page))
  }

  /// Removes what fills the disk.
  func makeRoom() throws {
    guard FileManager.default.fileExists(atPath: filler) else { return }
    try FileManager.default.removeItem(atPath: filler)
  }

  /// Removes all that is on the disk.
  func clear() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Has nobody write to the disk, or lets them again.
  ///
  /// Throws as long as a file is open for writing.
  func setReadOnly(_ isReadOnly: Bool) throws {
    #if os(Linux)
    try attach(UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0))
    #endif
  }

  private func attach(_ flags: UInt = 0) throws {
    #if os(Linux)
    let isDone = "size=\(Self.room)".withCString { mount("sluice", path, "tmpfs", flags, $0) }
    guard isDone == 0 else { throw Refusal() }
    #else
    throw Refusal()
    #endif
  }
}
