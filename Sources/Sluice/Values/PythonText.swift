// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Texts of numbers as Python reads them.
enum PythonText {
  /// The part of UTF-8 text without the white space around it.
  static func trimmed(_ bytes: Span<UInt8>) -> Range<Int> {
    var lower = 0
    var upper = bytes.count
    while lower < upper, let width = spaceWidth(bytes, at: lower) { lower += width }
    while lower < upper {
      var start = upper - 1
      while start > lower, upper - start < 3, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard let width = spaceWidth(bytes, at: start), start + width == upper else { break }
      upper = start
    }
    return lower..<upper
  }

  /// The text without the white space around it.
  static func trimmed(_ text: String) -> String {
    var text = text
    return text.withUTF8 { utf8 in
      let range = trimmed(utf8.span)
      return String(decoding: utf8[range], as: UTF8.self)
    }
  }

  /// The length of the white space at `index`, or `nil` if there is none.
  private static func spaceWidth(_ bytes: Span<UInt8>, at index: Int) -> Int? {
    let byte = bytes[index]
    if byte < 0x80 {
      return byte == 0x20 || 0x09...0x0D ~= byte || 0x1C...0x1F ~= byte ? 1 : nil
    }
    func next(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
    switch (byte, next(1), next(2)) {
    case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
    case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): return 3
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF): return 3
    default: return nil
    }
  }

  /// ASCII text in lower case without underscores; empty for a word too long to matter.
  static func lowercased(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    guard range.count <= 32 else { return "" }
    var word: [UInt8] = []
    for index in range where bytes[index] != 0x5F {
      let byte = bytes[index]
      word.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
    }
    return String(decoding: word, as: UTF8.self)
  }
}
