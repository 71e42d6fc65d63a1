// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Sluice

/// What the program needs of the system.
enum Terminal {
  /// Whether someone types.
  static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// The letters that a line of the terminal takes; `nil` if there is no terminal.
  static var width: Int? {
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The folder of the user.
  static var home: String? { getenv("HOME").map { String(cString: $0) } }

  /// Writes a text as it is, and shows it at once.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let written = writeBytes(rest)
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }

  private static func writeBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    Glibc.write(1, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
    Musl.write(1, bytes.baseAddress, bytes.count)
    #else
    Darwin.write(1, bytes.baseAddress, bytes.count)
    #endif
  }

  /// The next byte that is typed, or `nil` at the end.
  static func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(0, &byte, 1)
      if count == 1 { return byte }
      guard count < 0, errno == EINTR else { return nil }
    }
  }

  /// Calls `body` while every key comes at once and is not shown; `nil` if the terminal does not do that.
  static func withRawKeys<Result>(_ body: () -> Result) -> Result? {
    var usual = termios()
    guard tcgetattr(0, &usual) == 0 else { return nil }
    var raw = usual
    cfmakeraw(&raw)
    // What is printed still begins at the left.
    raw.c_oflag = usual.c_oflag
    guard tcsetattr(0, TCSANOW, &raw) == 0 else { return nil }
    defer { tcsetattr(0, TCSANOW, &usual) }
    return body()
  }

  /// Says what is wrong.
  static func complain(_ message: String) {
    // What was printed before shall stand before it.
    fflush(nil)
    var message = message + "\n"
    message.withUTF8 { bytes in
      #if canImport(Glibc)
      _ = Glibc.write(2, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
      _ = Musl.write(2, bytes.baseAddress, bytes.count)
      #else
      _ = Darwin.write(2, bytes.baseAddress, bytes.count)
      #endif
    }
  }

  /// Says what is wrong, and ends the program.
  static func fail(_ message: String) -> Never {
    complain(message)
    exit(2)
  }

  /// Ends the program.
  static func exit(_ status: Int32) -> Never {
    fflush(nil)
    #if canImport(Glibc)
    Glibc.exit(status)
    #elseif canImport(Musl)
    Musl.exit(status)
    #else
    Darwin.exit(status)
    #endif
  }
}

/// Files of text.
enum TextFile {
  /// The text of a file, or `nil` if it cannot be read.
  static func read(_ path: String) -> String? {
    let disk = LocalFileSystem()
    guard case .file(let size) = disk.item(at: path) else { return nil }
    let bytes = try? [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let rest = UnsafeMutableRawBufferPointer(buffer)[count...]
        let target = UnsafeMutableRawBufferPointer(rebasing: rest)
        let more = try disk.read(path, from: count, into: target)
        guard more > 0 else { break }
        count += more
      }
    }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds a text at the end of a file; nothing if the disk does not take it.
  static func append(_ text: String, to path: String) {
    var text = text
    text.withUTF8 { try? LocalFileSystem().append(UnsafeRawBufferPointer($0), to: path) }
  }
}
