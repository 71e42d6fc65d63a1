// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

@Suite struct JSONTextTests {
  /// Copies `text` without escapes, or tells what is wrong and where.
  static func unescape(_ text: some Sequence<UInt8>) -> (text: [UInt8], fault: JSONFault.Kind?, Int)
  {
    withPadding(text) { start, count in
      var output = [UInt8](repeating: 0, count: count + 32)
      do throws(JSONFault) {
        let written = try output.withUnsafeMutableBufferPointer { buffer throws(JSONFault) in
          guard let target = buffer.baseAddress else { return 0 }
          return try JSONText.unescape(from: start, count: count, to: target)
        }
        return (Array(output[..<written]), nil, 0)
      } catch {
        return ([], error.kind, error.place - start)
      }
    }
  }

  static func escape(_ text: [UInt8], isPadded: Bool) -> [UInt8] {
    withPadding(text) { start, count in
      [UInt8](unsafeUninitializedCapacity: JSONText.escapedCapacity(count)) { buffer, used in
        guard let target = buffer.baseAddress else { return }
        used =
          JSONText.appendEscaped(start, count: count, isPadded: isPadded, to: target) - target
      }
    }
  }

  @Test(arguments: 0...70)
  func `a string ends at its first quote without a backslash`(length: Int) {
    for place in 0...length {
      var text = [UInt8](repeating: 0x61, count: length)
      text.insert(contentsOf: #"\"é"#.utf8, at: place)
      withPadding(text + [0x22, 0x22]) { start, _ in
        let string = JSONText.scanString(start)
        #expect(string.end == start + text.count)
        #expect(string.isClosed && string.hasEscapes && !string.isASCII)
      }
      text.replaceSubrange(place..<place + 4, with: [0x7F])
      withPadding(text + [0x22, 0xFF]) { start, _ in
        let string = JSONText.scanString(start)
        #expect(string.end == start + text.count)
        #expect(string.isClosed && !string.hasEscapes && string.isASCII)
      }
      for byte in [0x00, 0x0A, 0x1F] as [UInt8] {
        text[place] = byte
        withPadding(text + [0x22]) { start, _ in
          let string = JSONText.scanString(start)
          #expect(string.end == start + place && !string.isClosed)
        }
      }
    }
  }

  @Test func `a backslash at the end does not lead beyond it`() {
    withPadding(#"abc\"#.utf8) { start, _ in
      let string = JSONText.scanString(start)
      #expect(string.end == start + 3 && !string.isClosed)
    }
  }

  @Test(arguments: [
    (#"a\"b\\c\/d"#, "a\"b\\c/d"), (#"\b\f\n\r\t"#, "\u{8}\u{c}\n\r\t"),
    (#"\u0041\u00e9\u00E9\u20ac"#, "Aéé€"), (#"\ud83d\ude00!"#, "😀!"), (#"\u0000"#, "\0"),
    (#"\uDBFF\uDFFF\uFFFF\uD7FF\uE000"#, "\u{10FFFF}\u{FFFF}\u{D7FF}\u{E000}"),
    (
      "0123456789abcdef0123456789abcdef\\n0123456789abcdefé",
      "0123456789abcdef0123456789abcdef\n0123456789abcdefé"
    ),
  ])
  func `escapes are undone`(text: String, plain: String) {
    #expect(Self.unescape(text.utf8).text == Array(plain.utf8))
  }

  @Test(
    arguments: [
      (#"ab\x"#, .escape, 3), (#"\"#, .escape, 1), (#"\u12"#, .escape, 4), (#"\u12g4"#, .escape, 4),
      (#"\u00e/"#, .escape, 5), (#"é\ud800"#, .surrogate, 2), (#"\ud800\n"#, .surrogate, 0),
      (#"\ud800\u0041"#, .surrogate, 0), (#"\udc00\ud800"#, .surrogate, 0),
      (#"\ud800\ud800"#, .surrogate, 0),
      (#"\ud800\u"#, .escape, 8),
    ] as [(String, JSONFault.Kind, Int)]
  )
  func `escapes that mean nothing are refused`(text: String, kind: JSONFault.Kind, place: Int) {
    let result = Self.unescape(text.utf8)
    #expect(result.fault == kind)
    #expect(result.2 == place)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `escaping and unescaping give the text back`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab\"\\\n\u{1}\u{1F}\u{7F}/é€😀".unicodeScalars)
    for length in 0...100 {
      var text = String.UnicodeScalarView()
      let dense = Bool.random(using: &random)
      for _ in 0..<length {
        text.append(
          dense || Int.random(in: 0..<20, using: &random) == 0
            ? alphabet[Int.random(in: alphabet.indices, using: &random)] : "x"
        )
      }
      let bytes = Array(String(text).utf8)
      let escaped = Self.escape(bytes, isPadded: false)
      #expect(Self.escape(bytes, isPadded: true) == escaped)
      #expect(Self.unescape(escaped).text == bytes)
      withPadding(escaped + [0x22]) { start, count in
        let string = JSONText.scanString(start)
        #expect(string.end == start + count - 1)
        #expect(string.hasEscapes == escaped.contains(0x5C))
        #expect(string.isASCII == escaped.allSatisfy { $0 < 0x80 })
      }
    }
  }

  @Test func `only what must be escaped is escaped`() {
    let text = "\u{0}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F} \"/\\\u{7F}é"
    let escaped = String(decoding: Self.escape(Array(text.utf8), isPadded: false), as: UTF8.self)
    #expect(escaped == #"\u0000\b\t\n\u000b\f\r\u001f \"/\\"# + "\u{7F}é")
  }

  @Test func `escapes can be undone in place`() throws {
    for text in [#"\n\n\n\n0123456789abcdef0123456789abcdef\u20ac0123456789\""#, #"\u0041"#] {
      let expected = Self.unescape(text.utf8).text
      var bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 32)
      let written = try bytes.withUnsafeMutableBufferPointer { buffer in
        let target = try #require(buffer.baseAddress)
        return try JSONText.unescape(
          from: UnsafePointer(target),
          count: text.utf8.count,
          to: target
        )
      }
      #expect(Array(bytes[..<written]) == expected)
    }
  }

  @Test func `text is UTF-8 exactly where the standard library says so`() {
    func check(_ bytes: [UInt8]) {
      let isValid = withPadding(bytes) { JSONText.isValidUTF8($0, count: $1) }
      #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
    let interesting: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
      0xED,
      0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF,
    ]
    for first in 0...255 as ClosedRange<UInt8> {
      check([first])
      for second in interesting {
        check([first, second])
        for third in interesting { check([0x41, first, second, third, 0x80]) }
      }
    }
    for length in 0..<40 {
      check([UInt8](repeating: 0x41, count: length) + Array("é€😀".utf8))
      check([UInt8](repeating: 0x41, count: length) + Array("é€😀".utf8.dropLast()))
    }
  }

  @Test(arguments: 0..<70)
  func `white space and lines are found at any distance`(length: Int) {
    withPadding([UInt8](repeating: 0x20, count: length) + Array("\n\r\t x\n".utf8)) {
      start,
      count in
      #expect(JSONText.skipWhitespace(start) == start + count - 2)
      #expect(JSONText.lineEnd(from: start, to: start + count) == start + length)
      #expect(JSONText.lineEnd(from: start, to: start + length) == start + length)
      #expect(JSONText.countLines(from: start, to: start + count) == 2)
    }
  }
}
