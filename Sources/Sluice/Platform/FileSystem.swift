// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Files and folders, as far as a destination made of files needs them.
///
/// What fails throws ``LoadError`` with the code `destinationFailed`.
enum FileSystem {
  /// What the system says about the last call that failed.
  static var lastFailure: String { String(cString: strerror(errno)) }

  /// Makes the folder at `path`, and those above it, where they are missing.
  static func makeFolder(_ path: String) throws(LoadError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try makeFolder(String(path[..<slash]))
      if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    }
    throw failure("The folder '\(path)' cannot be made")
  }

  /// The names in the folder at `path`, sorted; none if there is no such folder.
  static func names(in path: String) throws(LoadError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure("The folder '\(path)' cannot be read")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether a folder lies at `path`.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether anything lies at `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Moves a file within one file system, over what is there.
  static func move(_ path: String, to target: String) throws(LoadError) {
    guard rename(path, target) == 0 else {
      throw failure("The file '\(path)' cannot be moved to '\(target)'")
    }
  }

  /// Removes the file, or the folder with all in it, at `path`. Nothing there is fine.
  ///
  /// Of a link only the link goes, not what it leads to.
  static func remove(_ path: String) throws(LoadError) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      for name in try names(in: path) { try remove("\(path)/\(name)") }
      guard rmdir(path) == 0 || errno == ENOENT else {
        throw failure("The folder '\(path)' cannot be removed")
      }
    } else if unlink(path) != 0 && errno != ENOENT {
      throw failure("The file '\(path)' cannot be removed")
    }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  static func append(_ bytes: [UInt8], to path: String) throws {
    try bytes.withUnsafeBytes { try append($0, to: path) }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  static func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("The file '\(path)' cannot be opened") }
    defer { close(descriptor) }
    var position = 0
    while position < bytes.count {
      let written = write(
        descriptor,
        bytes.baseAddress?.advanced(by: position),
        bytes.count - position
      )
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure("The file '\(path)' cannot be written") }
      position += written
    }
  }

  /// The bytes of the file at `path`; none if there is no such file.
  static func read(_ path: String) throws(LoadError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return [] }
      throw failure("The file '\(path)' cannot be opened")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = piece.withUnsafeMutableBytes { Glue.read(descriptor, $0) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure("The file '\(path)' cannot be read") }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
    }
  }

  /// Waits until what was written to the file or folder at `path` is on the disk.
  static func flush(_ path: String) throws(LoadError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("'\(path)' cannot be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("'\(path)' cannot be flushed to the disk") }
  }

  static func failure(_ attempt: String) -> LoadError {
    LoadError(.destinationFailed, "\(attempt): \(lastFailure). Check rights and free space.")
  }
}
