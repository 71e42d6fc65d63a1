// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The bytes of a window are followed by NULs; loops stop at its end.

/// Takes the records of a CSV file apart, one after the other. Used by one task at a time.
final class CSVScanner {
  private enum Outcome { case record(next: Int), incomplete }

  let window: FileWindow
  let dialect: CSVDialect
  /// The fields of the last record.
  let fields = GrowingBuffer<CSVField>()
  /// The line that the last record begins in, from 1.
  private(set) var line = 0
  /// What is wrong with the last record, if anything is.
  private(set) var fault: String?
  private var start = 0
  private var lines = 1

  init(_ window: FileWindow, _ dialect: CSVDialect) {
    self.window = window
    self.dialect = dialect
  }

  /// Passes over so many lines.
  func skipLines(_ count: Int) throws(SQLError) {
    var left = count
    while left > 0, try !window.isAtEnd() {
      var place = window.position
      while place < window.end, window.base[place] != 0x0A { place += 1 }
      if place < window.end {
        window.position = place + 1
        left -= 1
        lines += 1
      } else {
        window.position = window.end
      }
    }
  }

  /// Goes to the next record; `false` if there is none.
  func next() throws(SQLError) -> Bool {
    while try !window.isAtEnd() {
      let isComment = dialect.comment != nil && window.base[window.position] == dialect.comment
      if isComment {
        try skipLines(1)
        continue
      }
      guard case .record(let next) = scan() else {
        try window.readMore()
        continue
      }
      start = window.position
      window.position = next
      return true
    }
    return false
  }

  /// The bytes of a field as they stand in the file.
  @inline(__always)
  func bytes(_ field: CSVField) -> TextBytes {
    TextBytes(start: window.base + start + field.start, count: field.count)
  }

  /// The text of a field, without the escapes of its quotes.
  func text(_ place: Int) -> String {
    let field = fields[place]
    guard field.hasEscapes else { return String(decoding: bytes(field), as: UTF8.self) }
    var plain: [UInt8] = []
    unescape(field, to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }

  /// Appends the bytes of a field without the escapes of its quotes.
  func unescape(_ field: CSVField, to plain: inout [UInt8]) {
    let bytes = bytes(field)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == dialect.escape, place + 1 < bytes.count,
        bytes[place + 1] == dialect.quote || bytes[place + 1] == dialect.escape
      {
        place += 1
      }
      plain.append(bytes[place])
      place += 1
    }
  }

  private func scan() -> Outcome {
    let base = UnsafePointer(window.base) + window.position
    let count = window.end - window.position
    fields.count = 0
    fault = nil
    line = lines
    var place = 0
    var newLines = 0
    let delimiter = dialect.delimiter[0]
    let rest = dialect.delimiter.count - 1
    while true {
      var field = CSVField(start: place)
      if place < count, let quote = dialect.quote, base[place] == quote {
        guard let end = quotedEnd(base, place, count, quote, &field, &newLines) else {
          if !window.isFinal { return .incomplete }
          fault = "a quote is not closed"
          field.count = count - field.start
          fields.append(field)
          lines += newLines
          return .record(next: count + window.position)
        }
        place = end
        // What is behind a closed quote is none of the field.
        let isEnd =
          place >= count || base[place] == delimiter || base[place] == 0x0A || base[place] == 0x0D
        if !isEnd {
          fault = "there is more behind a closed quote"
          while place < count, base[place] != delimiter, base[place] != 0x0A { place += 1 }
        }
      } else {
        place = plainEnd(base, place, count, delimiter, rest)
        field.count = place - field.start
      }
      guard place < count else {
        if !window.isFinal { return .incomplete }
        fields.append(field)
        lines += newLines + 1
        return .record(next: window.end)
      }
      fields.append(field)
      switch base[place] {
      case 0x0A:
        lines += newLines + 1
        return .record(next: window.position + place + 1)
      case 0x0D:
        guard place + 1 < count || window.isFinal else { return .incomplete }
        lines += newLines + 1
        return .record(next: window.position + place + (base[place + 1] == 0x0A ? 2 : 1))
      default: place += rest + 1
      }
    }
  }

  /// The place of the delimiter or line end behind a field without quotes, or the end.
  @inline(__always)
  private func plainEnd(
    _ base: UnsafePointer<UInt8>,
    _ start: Int,
    _ count: Int,
    _ delimiter: UInt8,
    _ rest: Int
  ) -> Int {
    var place = start
    while true {
      while place < count {
        let byte = base[place]
        if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
        place += 1
      }
      guard place < count, rest > 0, base[place] == delimiter, !isDelimiter(base + place) else {
        return place
      }
      place += 1
    }
  }

  /// Whether all bytes of a delimiter are there, of which the first is. Behind the end there are NULs.
  private func isDelimiter(_ bytes: UnsafePointer<UInt8>) -> Bool {
    dialect.delimiter.indices.allSatisfy { bytes[$0] == dialect.delimiter[$0] }
  }

  /// The place behind the closing quote; `nil` if there is none so far.
  private func quotedEnd(
    _ base: UnsafePointer<UInt8>,
    _ start: Int,
    _ count: Int,
    _ quote: UInt8,
    _ field: inout CSVField,
    _ newLines: inout Int
  ) -> Int? {
    field.isQuoted = true
    field.start = start + 1
    var place = start + 1
    while place < count {
      let byte = base[place]
      if byte == dialect.escape, byte != quote {
        guard place + 1 < count else { return nil }
        if base[place + 1] == quote || base[place + 1] == byte {
          field.hasEscapes = true
          place += 2
          continue
        }
      }
      if byte == quote {
        if place + 1 == count, !window.isFinal { return nil }
        guard dialect.escape == quote, base[place + 1] == quote, place + 1 < count else {
          field.count = place - field.start
          return place + 1
        }
        field.hasEscapes = true
        place += 2
        continue
      }
      if byte == 0x0A { newLines += 1 }
      place += 1
    }
    return nil
  }
}
