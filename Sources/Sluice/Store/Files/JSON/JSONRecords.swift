// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The bytes of a window are followed by NULs; loops stop at its end.

/// Finds the records of a JSON file: one after the other, or in one array. Used by one task at a time.
final class JSONRecords {
  /// How records are laid out.
  enum Layout: String, Sendable {
    case automatic = "auto"
    case lines = "newline_delimited"
    case array
    case unstructured
  }

  let window: FileWindow
  /// The line that the last record begins in, from 1.
  private(set) var line = 1
  private var layout: Layout
  private var isBegun = false
  private var upcomingLine = 1

  init(_ window: FileWindow, _ layout: Layout) {
    self.window = window
    self.layout = layout
  }

  /// The bytes of the next record, which are there until the one behind it is asked for; `nil` if there is
  /// none.
  func next() throws(SQLError) -> TextBytes? {
    if !isBegun { try begin() }
    while try !window.isAtEnd() {
      let byte = window.base[window.position]
      switch byte {
      case 0x0A:
        upcomingLine += 1
        window.position += 1
      case 0x20, 0x09, 0x0D: window.position += 1
      case 0x2C, 0x5D:
        // What stands between the records of an array, or ends it.
        guard layout == .array else { return try record() }
        window.position += 1
      default: return try record()
      }
    }
    return nil
  }

  /// Finds out whether the records are in an array, which has nothing behind it.
  private func begin() throws(SQLError) {
    isBegun = true
    guard layout == .automatic || layout == .array else { return }
    while try !window.isAtEnd(), window.base[window.position].isASCIISpace {
      if window.base[window.position] == 0x0A { upcomingLine += 1 }
      window.position += 1
    }
    let isArray = try !window.isAtEnd() && window.base[window.position] == 0x5B
    if layout == .automatic {
      layout = .lines
      guard isArray else { return }
      if let end = end(from: 0) {
        let rest = TextBytes(rebasing: window.bytes[end...])
        guard rest.allSatisfy(\.isASCIISpace) else { return }
      }
      layout = .array
    }
    if isArray { window.position += 1 }
  }

  private func record() throws(SQLError) -> TextBytes {
    line = upcomingLine
    var searched = 0
    var state = State()
    while true {
      let count = window.end - window.position
      if let end = end(from: searched, &state) ?? (window.isFinal ? count : nil) {
        let start = UnsafePointer(window.base) + window.position
        upcomingLine += JSONText.countLines(from: start, to: start + end)
        window.position += end
        return TextBytes(start: start, count: end)
      }
      searched = count
      try window.readMore()
    }
  }

  private struct State {
    var depth = 0
    var isText = false
    var isEscaped = false
  }

  private func end(from searched: Int) -> Int? {
    var state = State()
    return end(from: searched, &state)
  }

  /// The place behind the value at the beginning of the window; `nil` if it is not in sight.
  private func end(from searched: Int, _ state: inout State) -> Int? {
    let base = UnsafePointer(window.base) + window.position
    let count = window.end - window.position
    var place = searched
    while place < count {
      let byte = base[place]
      if state.isText {
        if state.isEscaped {
          state.isEscaped = false
        } else if byte == 0x5C {
          state.isEscaped = true
        } else if byte == 0x22 {
          state.isText = false
          if state.depth == 0 { return place + 1 }
        }
        place += 1
        continue
      }
      switch byte {
      case 0x22: state.isText = true
      case 0x7B, 0x5B: state.depth += 1
      case 0x7D, 0x5D:
        // A bracket that closes what is around a plain value.
        if state.depth == 0 { return max(place, 1) }
        state.depth -= 1
        if state.depth == 0 { return place + 1 }
      case 0x20, 0x09, 0x0A, 0x0D, 0x2C:
        if state.depth == 0 { return max(place, 1) }
      default: break
      }
      place += 1
    }
    return nil
  }
}
