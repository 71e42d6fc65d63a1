// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension YAMLReader {
  var peek: UInt8? { place < bytes.count ? bytes[place] : nil }
  /// How far `place` is indented, if nothing but blanks comes before it.
  var column: Int { place - lineStart }
  var isAtLineEnd: Bool { peek.map { $0 == 0x0A || $0 == 0x0D } ?? true }
  var isAfterBlank: Bool {
    place == lineStart || bytes[place - 1] == 0x20 || bytes[place - 1] == 0x09
  }
  var isDocumentEnd: Bool { isMarker("---") || isMarker("...") }

  /// Goes on within the line.
  mutating func advance(_ count: Int = 1) { place += count }

  /// Whether `sign` stands here with a blank or nothing behind it.
  func isIndicator(_ sign: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: sign) else { return false }
    return isBlank(at: place + 1)
  }

  func isBlank(at place: Int) -> Bool {
    guard place < bytes.count else { return true }
    return [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place])
  }

  /// Whether a line starts here with three signs that are a word of their own.
  func isMarker(_ signs: StaticString) -> Bool {
    guard column == 0, place + 3 <= bytes.count, isBlank(at: place + 3) else { return false }
    return (0..<3).allSatisfy { bytes[place + $0] == bytes[place] }
      && peek == signs.description.utf8.first
  }

  /// Skips blanks in the line; says whether there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = place
    while peek == 0x20 || peek == 0x09 { place += 1 }
    return place > start
  }

  /// Goes to the next line.
  mutating func skipLineEnd() {
    if peek == 0x0D { place += 1 }
    if peek == 0x0A { place += 1 }
    lineStart = place
    line += 1
  }

  /// Skips what is left of the line, if that says nothing.
  mutating func skipComment() {
    if peek == UInt8(ascii: "#") && isAfterBlank { while !isAtLineEnd { place += 1 } }
  }

  /// Goes to what the rest of the line says; `false` if it says nothing.
  mutating func skipToText() throws(YAMLError) -> Bool {
    let start = place
    while peek == 0x20 { place += 1 }
    if peek == 0x09 {
      skipBlanks()
      skipComment()
      guard isAtLineEnd else {
        place = start
        throw error("spaces", "a tab", "replace it with spaces")
      }
    }
    skipComment()
    return !isAtLineEnd
  }

  /// Goes to the next thing that is said, in this line or below; `false` at the end.
  mutating func skipToContent() throws(YAMLError) -> Bool {
    while true {
      if try skipToText() { return true }
      guard place < bytes.count else { return false }
      skipLineEnd()
    }
  }

  func string(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Throws if what stands here is a sign that this reader knows and does not take, or no text.
  func refuseIndicators() throws(YAMLError) {
    let quotes = "put it in quotes if it is meant as a text"
    switch peek {
    case UInt8(ascii: "&"): throw error("a value", "an anchor", "write the value out, or \(quotes)")
    case UInt8(ascii: "*"): throw error("a value", "an alias", "write the value out, or \(quotes)")
    case UInt8(ascii: "!"): throw error("a value", "a tag", "remove it, or \(quotes)")
    case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"), UInt8(ascii: ","),
      UInt8(ascii: "]"), UInt8(ascii: "}"), nil:
      throw error("a value", found, quotes)
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      if isBlank(at: place + 1) { throw error("a value", found, quotes) }
    default: break
    }
  }

  /// Throws if there is a character that ends a line in YAML 1.1 and does not in YAML 1.2.
  func refuseOddBreaks() throws(YAMLError) {
    for odd in ["\u{85}", "\u{2028}", "\u{2029}"] {
      let odd = Array(odd.utf8)
      for start in bytes.indices where bytes[start] == odd[0] && bytes[start...].starts(with: odd) {
        var copy = self
        copy.line += bytes[copy.place..<max(start, copy.place)].count { $0 == 0x0A }
        copy.place = start
        throw copy.error(
          "characters that are the end of a line for all programs or for none",
          "one that is for some",
          "write it in double quotes as '\\N', '\\L' or '\\P'"
        )
      }
    }
  }

  // MARK: - Errors

  func error(_ expected: String, _ found: String, _ advice: String) -> YAMLError {
    YAMLError(line: line, offset: place, expected: expected, found: found, advice: advice)
  }

  /// What stands here, in words.
  var found: String {
    guard let byte = peek else { return "the end of the input" }
    if byte == 0x0A || byte == 0x0D { return "the end of the line" }
    var end = place
    while end < bytes.count, end < place + 20, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    return "'\(string(from: place, to: end))'"
  }
}

extension String {
  /// The text without spaces and tabs at its ends.
  func trimmingYAMLBlanks() -> String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let utf8 = self.utf8
    guard let first = utf8.firstIndex(where: { !isBlank($0) }),
      let last = utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
