// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lines of a script, found without decoding them: a corpus has millions.
struct Lines {
  private let bytes: [UInt8]
  /// Where each line starts; one more for the end.
  private var starts: [Int] = [0]

  var count: Int { starts.count - 1 }

  init(_ bytes: [UInt8]) {
    // Carriage returns count for nothing, wherever they are.
    let bytes = Self.removing(0x0D, from: bytes)
    self.bytes = bytes
    starts.reserveCapacity(bytes.count / 16)
    var start = 0
    while start < bytes.count {
      start = (Self.index(of: 0x0A, in: bytes, from: start) ?? bytes.count) + 1
      starts.append(start)
    }
  }

  private static func removing(_ byte: Int32, from bytes: [UInt8]) -> [UInt8] {
    guard var end = index(of: byte, in: bytes, from: 0) else { return bytes }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      kept += bytes[start..<end]
      start = end + 1
      end = index(of: byte, in: bytes, from: start) ?? bytes.count
    }
    return kept
  }

  private static func index(of byte: Int32, in bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return nil }
      // Safe: it looks at no more than what is left of the buffer.
      let found = memchr(base + start, byte, buffer.count - start)
      return found.map { UnsafeRawPointer($0) - base }
    }
  }

  private func range(_ line: Int) -> Range<Int> { starts[line]..<starts[line + 1] - 1 }

  subscript(line: Int) -> String { String(decoding: bytes[range(line)], as: UTF8.self) }

  /// Several lines as one text.
  subscript(lines: Range<Int>) -> String {
    guard let last = lines.last else { return "" }
    return String(decoding: bytes[starts[lines.lowerBound]..<range(last).upperBound], as: UTF8.self)
  }

  func isEmpty(_ line: Int) -> Bool { starts[line + 1] - starts[line] == 1 }

  func isComment(_ line: Int) -> Bool {
    !isEmpty(line) && bytes[starts[line]] == 0x23
  }

  /// Whether a line is the one that results, or the message of an error, come after.
  func isSeparator(_ line: Int) -> Bool {
    let start = starts[line]
    guard starts[line + 1] - start == 5, bytes[start] == 0x2D else { return false }
    return self[line] == "----"
  }

  /// The words of a line.
  func words(_ line: Int) -> [String] {
    var words: [String] = []
    let end = starts[line + 1] - 1
    var start = starts[line]
    while start < end {
      while start < end, Self.isSpace(bytes[start]) { start += 1 }
      var next = start
      while next < end, !Self.isSpace(bytes[next]) { next += 1 }
      if next > start { words.append(String(decoding: bytes[start..<next], as: UTF8.self)) }
      start = next
    }
    return words
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte < 0x0E && byte > 0x08
  }
}
