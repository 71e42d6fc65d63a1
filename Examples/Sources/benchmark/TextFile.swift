// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes of a file, line by line.
final class TextFile {
  private let bytes: [UInt8]
  private var place = 0

  /// Reads a whole file.
  init(_ path: String) throws {
    let size = try Usage.fileSize(path)
    guard let file = fopen(path, "rb") else {
      throw UsageError("The file '\(path)' cannot be read.")
    }
    defer { fclose(file) }
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fread(buffer.baseAddress, 1, size, file)
    }
  }

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    String(decoding: try TextFile(path).bytes, as: UTF8.self)
  }

  /// The next line, without what ends it; `nil` after the last.
  func nextLine() -> ArraySlice<UInt8>? {
    guard place < bytes.count else { return nil }
    let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    defer { place = end + 1 }
    return bytes[place..<end]
  }
}
