// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The bytes of a file, from its beginning.
///
/// The file is opened by the first read and closed with the last copy that has read from it.
public struct FileBytes: ByteStream {
  /// Where the file lies.
  public let path: String
  private var file: OpenFile?

  /// Reads the file at `path`.
  public init(_ path: String) { self.path = path }

  /// Writes the next bytes of the file into `buffer` and returns their number; 0 at the end.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if the file cannot be opened, and
  /// with `resourceFailed` if it cannot be read.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
    let file = try self.file ?? OpenFile(path)
    self.file = file
    while true {
      let count = Glue.read(file.descriptor, buffer)
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw LoadError(
          .resourceFailed,
          "The file '\(path)' cannot be read: \(LocalFileSystem.lastFailure)."
        )
      }
    }
  }
}

/// A descriptor that is closed with its last owner.
private final class OpenFile: Sendable {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw LoadError(
        .invalidConfiguration,
        "The file '\(path)' cannot be opened: \(LocalFileSystem.lastFailure). Check path and rights."
      )
    }
  }

  deinit { close(descriptor) }
}

/// Calls whose names the types here hide.
enum Glue {
  /// Reads up to as many bytes as the buffer takes.
  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
    Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
    Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #else
    Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }
}
