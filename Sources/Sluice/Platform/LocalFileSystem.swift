// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The files of the machine.
public struct LocalFileSystem: FileSystem {
  /// The files of the machine.
  public init() {}

  /// What lies at `path`, or `nil` if nothing does.
  public func item(at path: String) -> FileItem? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR { return .folder }
    // A link to a folder is none when it comes to removing it, and one when it comes to what is in it.
    guard stat(path, &status) == 0 else { return .file(size: 0) }
    return .file(size: Int(status.st_size))
  }

  /// The names in the folder at `path`, sorted; none if nothing lies there.
  public func names(in path: String) throws(LoadError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw Self.failure("The folder '\(path)' cannot be read")
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

  /// Reads bytes of the file at `path` from `offset` on; returns their number, 0 at the end.
  public func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("The file '\(path)' cannot be opened") }
    defer { close(descriptor) }
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw Self.failure("The file '\(path)' cannot be read") }
    }
  }

  /// Makes one folder, whose parent is there. That it is there already is fine.
  public func makeSingleFolder(_ path: String) throws(LoadError) {
    if mkdir(path, 0o755) == 0 { return }
    guard errno == EEXIST else { throw Self.failure("The folder '\(path)' cannot be made") }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Self.failure("The folder '\(path)' cannot be made")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw LoadError.fileInPlace(path, "made") }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  public func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("The file '\(path)' cannot be opened") }
    defer { close(descriptor) }
    var position = 0
    while position < bytes.count {
      let written = write(
        descriptor,
        bytes.baseAddress?.advanced(by: position),
        bytes.count - position
      )
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure("The file '\(path)' cannot be written") }
      position += written
    }
  }

  /// Moves a file or a folder, over a file that is there.
  public func move(_ path: String, to target: String) throws(LoadError) {
    guard rename(path, target) == 0 else {
      throw Self.failure("'\(path)' cannot be moved to '\(target)'")
    }
  }

  /// Removes one file, or one folder with nothing in it. Nothing there is fine.
  public func removeSingle(_ path: String) throws(LoadError) {
    let isFolder = item(at: path) == .folder
    guard (isFolder ? rmdir(path) : unlink(path)) != 0, errno != ENOENT else { return }
    throw Self.failure("'\(path)' cannot be removed")
  }

  /// Waits until what was written to the file, or the names in the folder, are on the disk.
  public func flush(_ path: String) throws(LoadError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("'\(path)' cannot be opened") }
    defer { close(descriptor) }
    #if canImport(Darwin)
    // There, fsync leaves the bytes in the memory of the drive.
    let result = fcntl(descriptor, F_FULLFSYNC)
    #else
    let result = fsync(descriptor)
    #endif
    guard result != -1 else { throw Self.failure("'\(path)' cannot be flushed to the disk") }
  }

  /// Begins to bring to the disk what was written to the file so far, where the system can.
  public func startFlush(_ path: String) {
    #if !canImport(Darwin)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Linux then begins to write what is in memory only, and lets go of what is on the disk already.
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    #endif
  }

  /// Locks the file at `path`, which is made where it is missing, and writes `note` into it.
  public func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("The lock '\(path)' cannot be opened") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      close(descriptor)
      guard isHeld else { throw Self.failure("The lock '\(path)' cannot be taken") }
      return .held(note: try read(path))
    }
    let token = LockedFile(descriptor)
    guard ftruncate(descriptor, 0) == 0 else {
      throw Self.failure("The lock '\(path)' cannot be written")
    }
    try append(note, to: path)
    return .taken(token)
  }

  /// What the system says about the last call that failed.
  static var lastFailure: String { String(cString: strerror(errno)) }

  /// The error for the last call that failed.
  static func failure(_ attempt: String) -> LoadError {
    switch errno {
    case ENOSPC, EDQUOT:
      LoadError(.noSpace, "\(attempt): \(lastFailure). Make room, and run again.")
    case EACCES, EPERM, EROFS:
      LoadError(.accessDenied, "\(attempt): \(lastFailure). Give the process the right to do so.")
    case ENOENT:
      LoadError(
        .fileMissing,
        "\(attempt): \(lastFailure). Someone else has removed it, or a folder above it. Put it back, or "
          + "correct the path, and run again."
      )
    case ENOTDIR:
      LoadError(
        .fileFailed,
        "\(attempt): a file lies in the place of a folder. Move it away, or name another folder, and run "
          + "again."
      )
    default:
      LoadError(.fileFailed, "\(attempt): \(lastFailure). Check the disk.")
    }
  }
}

/// A locked file, which is let go of with its last owner.
private final class LockedFile: Sendable {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}
