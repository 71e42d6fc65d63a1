// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLError {
  /// A place in a text as people see it: by line and column, with the line itself.
  struct Excerpt: Hashable, Sendable {
    /// The number of the line, from 1.
    var line: Int
    /// The number of the character in its line, from 1.
    var column: Int
    /// The line after its number, and below it carets under the part that is meant.
    var lines: String
  }
}

extension SQLError.Excerpt {
  /// How wide a line may be before it is cut.
  private static let widthLimit = 100

  /// Shows `range` in `text`. A range beyond the end of the text shows the end.
  init(of range: SQL.SourceRange, in text: String) {
    let bytes = ContiguousArray(text.utf8)
    let lower = min(range.lowerBound, bytes.count)
    let upper = min(max(range.upperBound, lower), bytes.count)

    var line = 1
    var lineStart = 0
    for place in 0..<lower where Self.endsLine(bytes, at: place) {
      line += 1
      lineStart = place + 1
    }
    var lineEnd = lineStart
    while lineEnd < bytes.count, bytes[lineEnd] != 0x0A, bytes[lineEnd] != 0x0D { lineEnd += 1 }

    let before = String(decoding: bytes[lineStart..<min(lower, lineEnd)], as: UTF8.self)
    let marked = String(decoding: bytes[min(lower, lineEnd)..<min(upper, lineEnd)], as: UTF8.self)
    let after = String(decoding: bytes[min(upper, lineEnd)..<lineEnd], as: UTF8.self)
    self.line = line
    column = before.count + 1
    lines = Self.lines(number: line, before: before, marked: marked, after: after)
  }

  /// Whether a line ends with this byte: `\n`, `\r\n` and `\r` all end one.
  private static func endsLine(_ bytes: ContiguousArray<UInt8>, at place: Int) -> Bool {
    switch bytes[place] {
    case 0x0A: true
    case 0x0D: place + 1 == bytes.count || bytes[place + 1] != 0x0A
    default: false
    }
  }

  /// Lays out a line and its carets. Of a long line the part around the carets stays.
  private static func lines(number: Int, before: String, marked: String, after: String) -> String {
    var head = TextLine(before)
    var middle = TextLine(marked)
    var tail = TextLine(after)
    if middle.width > widthLimit / 2 { middle.keepStart(widthLimit / 2) }
    let room = widthLimit - middle.width
    if head.width + tail.width > room {
      let headRoom = max(room / 2, room - tail.width)
      if head.width > headRoom { head.keepEnd(headRoom) }
      if tail.width > room - head.width { tail.keepStart(room - head.width) }
    }
    let margin = "  \(number) | "
    let carets = String(repeating: "^", count: max(1, middle.width))
    let shown = (margin + head.text + middle.text + tail.text).withoutTrailingSpaces
    return shown + "\n" + String(repeating: " ", count: margin.count - 2) + "| "
      + String(repeating: " ", count: head.width) + carets
  }
}

/// A piece of a line with the columns that it takes up in a terminal.
private struct TextLine {
  private(set) var characters: [(Character, width: Int)]
  private(set) var width: Int

  var text: String { String(characters.map(\.0)) }

  /// Tabs become two spaces; other characters that move the cursor or hide are shown as one point.
  init(_ text: String) {
    characters = text.flatMap { character -> [(Character, width: Int)] in
      if character == "\t" { return [(" ", 1), (" ", 1)] }
      guard let first = character.unicodeScalars.first, first.value >= 0x20, first.value != 0x7F
      else { return [("·", 1)] }
      return [(character, first.isWide ? 2 : 1)]
    }
    width = characters.reduce(0) { $0 + $1.width }
  }

  /// Leaves as much of the start as fits in `limit` columns with a sign that more follows.
  mutating func keepStart(_ limit: Int) {
    while width > max(0, limit - 1), let last = characters.popLast() { width -= last.width }
    characters.append(("…", 1))
    width += 1
  }

  /// Leaves as much of the end as fits in `limit` columns with a sign that more came before.
  mutating func keepEnd(_ limit: Int) {
    var dropped = 0
    while width > max(0, limit - 1), dropped < characters.count {
      width -= characters[dropped].width
      dropped += 1
    }
    characters.replaceSubrange(..<dropped, with: [("…", 1)])
    width += 1
  }
}

extension Unicode.Scalar {
  /// Whether terminals give it two columns: the wide scripts of East Asia and most pictographs.
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    var copy = self
    while copy.last == " " { copy.removeLast() }
    return copy
  }
}
