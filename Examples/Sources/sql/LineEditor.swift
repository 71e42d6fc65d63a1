// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads a line that can be changed while it is typed: with arrows, what was typed before, and the usual
/// keys of shells.
struct LineEditor {
  /// What came of it.
  enum Outcome {
    case line(String)
    /// What was typed shall be forgotten.
    case cancelled
    /// There is nothing more to read.
    case end
  }

  /// What was typed before.
  var history: History
  private var text: [Character] = []
  private var cursor = 0
  /// The entry of the history that is shown; its count for the line itself.
  private var place = 0
  /// The line itself, while another is shown.
  private var draft: [Character] = []

  init(_ history: History) { self.history = history }

  /// Reads a line; without the keys of a terminal, one as it comes.
  mutating func readLine(prompt: String) -> Outcome {
    var editor = self
    defer { self = editor }
    let outcome = Terminal.withRawKeys { editor.edit(prompt) }
    if let outcome { return outcome }
    Terminal.write(prompt)
    return Swift.readLine().map { .line($0) } ?? .end
  }

  private mutating func edit(_ prompt: String) -> Outcome {
    (text, draft, cursor, place) = ([], [], 0, history.entries.count)
    show(prompt)
    while let byte = Terminal.readByte() {
      switch byte {
      case 0x0D, 0x0A:
        Terminal.write("\n")
        return .line(String(text))
      case 0x03:
        Terminal.write("^C\n")
        return .cancelled
      case 0x04:
        if text.isEmpty { return .end }
        remove(at: cursor)
      case 0x01: cursor = 0
      case 0x05: cursor = text.count
      case 0x02: cursor = max(0, cursor - 1)
      case 0x06: cursor = min(text.count, cursor + 1)
      case 0x0B: text.removeSubrange(cursor...)
      case 0x15:
        text.removeSubrange(..<cursor)
        cursor = 0
      case 0x17: removeWord()
      case 0x0C: Terminal.write("\u{1B}[H\u{1B}[2J")
      case 0x10: recall(place - 1)
      case 0x0E: recall(place + 1)
      case 0x7F, 0x08:
        if cursor > 0 {
          cursor -= 1
          remove(at: cursor)
        }
      case 0x1B: performEscape()
      case 0x09: insert("  ")
      case 0x20...: insert(character(byte))
      default: break
      }
      show(prompt)
    }
    return text.isEmpty ? .end : .line(String(text))
  }

  /// The text of a character whose first byte was read.
  private func character(_ first: UInt8) -> String {
    let more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
    var bytes = [first]
    for _ in 0..<more { if let byte = Terminal.readByte() { bytes.append(byte) } }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func performEscape() {
    guard let kind = Terminal.readByte(), kind == 0x5B || kind == 0x4F else { return }
    var number: UInt8?
    while let byte = Terminal.readByte() {
      switch byte {
      case 0x30...0x39, 0x3B: number = number ?? byte
      case 0x41: return recall(place - 1)
      case 0x42: return recall(place + 1)
      case 0x43: return cursor = min(text.count, cursor + 1)
      case 0x44: return cursor = max(0, cursor - 1)
      case 0x48: return cursor = 0
      case 0x46: return cursor = text.count
      case 0x7E:
        switch number {
        case 0x31, 0x37: cursor = 0
        case 0x34, 0x38: cursor = text.count
        case 0x33: remove(at: cursor)
        default: break
        }
        return
      default: return
      }
    }
  }

  private mutating func insert(_ added: String) {
    // A mark goes with the letter before it, so that there may be fewer characters than before.
    let before = String(text[..<cursor]) + added
    let after = text[cursor...]
    text = Array(before) + after
    cursor = before.count
  }

  private mutating func remove(at index: Int) {
    if text.indices.contains(index) { text.remove(at: index) }
  }

  private mutating func removeWord() {
    let end = cursor
    while cursor > 0, text[cursor - 1].isWhitespace { cursor -= 1 }
    while cursor > 0, !text[cursor - 1].isWhitespace { cursor -= 1 }
    text.removeSubrange(cursor..<end)
  }

  private mutating func recall(_ wanted: Int) {
    guard (0...history.entries.count).contains(wanted), wanted != place else { return }
    if place == history.entries.count { draft = text }
    place = wanted
    text = wanted == history.entries.count ? draft : Array(history.entries[wanted])
    cursor = text.count
  }

  /// Shows the part of the line around the cursor that the terminal has room for.
  private func show(_ prompt: String) {
    let room = max(10, (Terminal.width ?? 80) - prompt.count - 1)
    var start = cursor
    var width = 0
    while start > 0, width + Self.width(text[start - 1]) < room {
      start -= 1
      width += Self.width(text[start])
    }
    var (end, total) = (cursor, width)
    while end < text.count, total + Self.width(text[end]) < room {
      total += Self.width(text[end])
      end += 1
    }
    let column = prompt.count + width
    Terminal.write("\r\(prompt)\(String(text[start..<end]))\u{1B}[K\r\u{1B}[\(column)C")
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first, !first.isASCII else { return 1 }
    return first.properties.isEmojiPresentation
      || (0x1100...0xFFEF).contains(first.value)
        && (first.value >= 0x2E80 || first.value < 0x1160) && first.value < 0xFB00
      ? 2 : 1
  }
}
