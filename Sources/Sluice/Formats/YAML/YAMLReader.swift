// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads the part of YAML in which people and programs write settings: one document of blocks, lists
/// and records in brackets, and texts in all five styles.
///
/// Anchors, tags, several documents, keys that are no texts, and texts without quotes that mean one
/// thing in YAML 1.1 and another in YAML 1.2 are refused, never guessed.
struct YAMLReader {
  /// How many levels a document may have.
  static let nestingLimit = 100

  let bytes: [UInt8]
  var place = 0
  /// Where the line starts that `place` is in.
  var lineStart = 0
  /// The number of that line, from 1.
  var line = 1
  var depth = 0

  /// Reads the document that `text` holds; one without anything in it is null.
  static func value(in text: String) throws(YAMLError) -> Value {
    var reader = YAMLReader(bytes: Array(text.utf8))
    return try reader.document()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func document() throws(YAMLError) -> Value {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      place = 3
      lineStart = 3
    }
    var value = Value.null
    var hasContent = try skipToContent()
    try refuseOddBreaks()
    if peek == UInt8(ascii: "%"), column == 0 {
      throw error("a document", "a directive", "remove the line")
    }
    if isMarker("---") {
      advance(3)
      hasContent = try skipToContent()
    }
    if hasContent && !isMarker("...") && !isMarker("---") {
      value = try block(above: -1)
      hasContent = try skipToContent()
    }
    if isMarker("...") {
      advance(3)
      hasContent = try skipToContent()
    }
    guard !hasContent else {
      throw error(
        "the end of the document",
        found,
        isMarker("---") ? "keep one document" : "correct the indentation of the line"
      )
    }
    return value
  }
}

// MARK: - Blocks

extension YAMLReader {
  /// Reads what stands here, which is indented more than `indent`.
  private mutating func block(above indent: Int) throws(YAMLError) -> Value {
    try descend()
    defer { depth -= 1 }
    if isIndicator("-") { return try list(at: column) }
    if isIndicator("?") { return try record(at: column) }
    if try isKey() { return try record(at: column) }
    return try scalar(above: indent)
  }

  private mutating func list(at indent: Int) throws(YAMLError) -> Value {
    var elements: [Value] = []
    repeat {
      advance()
      if try skipToText() {
        elements.append(try block(above: indent))
      } else if try skipToContent(), column > indent, !isDocumentEnd {
        elements.append(try block(above: indent))
      } else {
        elements.append(.null)
      }
      guard try skipToContent(), !isDocumentEnd else { break }
      if column > indent { throw misplaced() }
    } while column == indent && isIndicator("-")
    return .list(elements)
  }

  private mutating func record(at indent: Int) throws(YAMLError) -> Value {
    var record = Record()
    repeat {
      let start = self
      let isExplicit = isIndicator("?")
      let key: String
      if isExplicit {
        advance()
        guard try skipToText() else {
          throw error("a key after '?'", found, "write the key on the same line")
        }
        key = try keyText(in: scalar(above: indent), at: start)
        guard try skipToContent(), column == indent, isIndicator(":") else {
          throw error("':' below '?'", found, "write a value")
        }
      } else {
        guard try isKey() else {
          throw error("a key with ':' after it", found, "correct the line")
        }
        key = try self.key()
        skipBlanks()
      }
      advance()
      guard record[key] == nil else {
        throw start.error("each key once", "'\(key)' again", "remove one of them")
      }
      record[key] = try value(below: indent, isExplicit: isExplicit)
      guard try skipToContent(), !isDocumentEnd else { break }
      if column > indent { throw misplaced() }
    } while column == indent && !isIndicator("-")
    return .record(record)
  }

  /// Reads the value of a key that stands at the column `indent`.
  private mutating func value(below indent: Int, isExplicit: Bool) throws(YAMLError) -> Value {
    if try skipToText() {
      if isExplicit { return try block(above: indent) }
      let start = self
      if isIndicator("-") || isIndicator("?") {
        throw error("a value", "the start of a block", "write it on a line of its own")
      }
      if try isKey() {
        throw start.error("one key in a line", found, "put a text with ': ' in it in quotes")
      }
      try descend()
      defer { depth -= 1 }
      return try scalar(above: indent)
    }
    guard try skipToContent(), !isDocumentEnd else { return .null }
    if column > indent { return try block(above: indent) }
    if column == indent && isIndicator("-") {
      try descend()
      defer { depth -= 1 }
      return try list(at: indent)
    }
    return .null
  }

  /// Reads a text, or a list or record in brackets, in the lines of a block.
  private mutating func scalar(above indent: Int) throws(YAMLError) -> Value {
    let value: Value
    switch peek {
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      return .text(try literal(above: indent))
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      value = try flow(above: indent)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      value = .text(try quoted(above: indent))
    default:
      value = try plain(above: indent, inFlow: false)
    }
    skipBlanks()
    guard isAtLineEnd || isAfterBlank && peek == UInt8(ascii: "#") else {
      throw error("the end of the line", found, "put the whole text in quotes")
    }
    return value
  }

  private func misplaced() -> YAMLError {
    error("a line that belongs to one above it", found, "correct the indentation of the line")
  }

  mutating func descend() throws(YAMLError) {
    depth += 1
    guard depth <= Self.nestingLimit else {
      throw error("at most \(Self.nestingLimit) levels", "more", "nest less")
    }
  }
}

// MARK: - Keys

extension YAMLReader {
  /// Whether a key stands here: a text on one line with a colon and a blank behind it.
  private func isKey() throws(YAMLError) -> Bool {
    var copy = self
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      _ = try copy.quoted(above: -1)
      guard copy.line == line else { return false }
      copy.skipBlanks()
      return copy.isIndicator(":")
    case nil, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"):
      return false
    default:
      while !copy.isAtLineEnd {
        if copy.isIndicator(":") { return true }
        if copy.peek == UInt8(ascii: "#"), copy.isAfterBlank { return false }
        copy.advance()
      }
      return false
    }
  }

  private mutating func key() throws(YAMLError) -> String {
    let start = self
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try quoted(above: -1)
    default:
      try refuseIndicators()
      while !isIndicator(":") { advance() }
      let text = string(from: start.place, to: place).trimmingYAMLBlanks()
      return try keyText(in: start.meaning(of: text), at: start)
    }
  }

  private func keyText(in value: Value, at start: YAMLReader) throws(YAMLError) -> String {
    guard case .text(let text) = value else {
      throw start.error("a text as a key", "something else", "put it in quotes")
    }
    return text
  }

  /// What `text` means without quotes.
  func meaning(of text: String) throws(YAMLError) -> Value {
    switch YAMLScalar(text) {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .number(let value): return .double(value)
    case .text: return .text(text)
    case .integer(let digits):
      if let value = Int64(digits) { return .int(value) }
      throw error("a number of 64 bits", "a greater one", "put it in quotes")
    case .ambiguous(let what):
      throw error(
        "a text in quotes or a plain value",
        "'\(text.prefix(40))', \(what)",
        "put it in quotes if it is meant as a text"
      )
    }
  }
}
