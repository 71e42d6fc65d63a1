// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes values as YAML, laid out as PyYAML does: blocks, two spaces, lines of about 80 characters.
struct YAMLWriter {
  private static let width = 80
  // What is indented further is written as JSON, which is YAML too: the levels of blocks must not
  // exhaust the stack.
  private static let deepest = 100
  private var text = ""
  private var column = 0

  /// The YAML text of `value`.
  static func string(_ value: Value) -> String {
    var writer = YAMLWriter()
    switch value {
    case .record(let record) where !record.isEmpty: writer.writeRecord(record, indent: 0)
    case .list(let list) where !list.isEmpty: writer.writeList(list, indent: 0)
    default:
      writer.write(scalar: value, indent: 2)
      writer.breakLine()
      // A lone text without quotes could go on for ever.
      if case .text(let text) = value, Style(text) == .plain { writer.put("...\n") }
    }
    return writer.text
  }

  private mutating func writeRecord(_ record: Record, indent: Int) {
    for (index, field) in record.enumerated() {
      if index > 0 || column == 0 { startLine(indent) }
      let style = Style(field.key)
      if !field.key.isEmpty && !style.isManyLines && field.key.unicodeScalars.count < 128 {
        write(text: field.key, style, indent: indent, folds: false)
      } else {
        put("? ")
        write(text: field.key, style, indent: indent + 2, folds: true)
        breakLine()
        startLine(indent)
      }
      put(":")
      switch field.value {
      case .record(let record) where !record.isEmpty && indent < Self.deepest:
        breakLine()
        writeRecord(record, indent: indent + 2)
      case .list(let list) where !list.isEmpty && indent < Self.deepest:
        breakLine()
        writeList(list, indent: indent)
      default:
        put(" ")
        write(scalar: field.value, indent: indent + 2)
        breakLine()
      }
    }
  }

  private mutating func writeList(_ list: [Value], indent: Int) {
    for (index, element) in list.enumerated() {
      if index > 0 || column == 0 { startLine(indent) }
      put("- ")
      switch element {
      case .record(let record) where !record.isEmpty && indent < Self.deepest:
        writeRecord(record, indent: indent + 2)
      case .list(let list) where !list.isEmpty && indent < Self.deepest:
        writeList(list, indent: indent + 2)
      default:
        write(scalar: element, indent: indent + 2)
        breakLine()
      }
    }
  }

  private mutating func write(scalar value: Value, indent: Int) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .int, .bigInt: put(value.description)
    case .double(let number): put(Self.text(of: number))
    case .record, .list: put(JSONWriter().string(value))
    case .text(let text): write(text: text, Style(text), indent: indent, folds: true)
    default:
      let text = value.description
      write(text: text, Style(text), indent: indent, folds: true)
    }
  }

  private static func text(of number: Double) -> String {
    guard !number.isNaN else { return ".nan" }
    guard number.isFinite else { return number < 0 ? "-.inf" : ".inf" }
    let text = JSONWriter().string(.double(number))
    guard !text.contains("."), let place = text.firstIndex(of: "e") else { return text }
    return "\(text[..<place]).0\(text[place...])"
  }

  // MARK: - Texts

  private mutating func write(text: String, _ style: Style, indent: Int, folds: Bool) {
    switch style {
    case .plain:
      writeWords(of: text, quote: nil, indent: indent, folds: folds)
    case .single:
      put("'")
      writeWords(of: text, quote: "'", indent: indent, folds: folds)
      put("'")
    case .singleManyLines:
      put("'")
      writeLines(of: text, indent: indent)
      put("'")
    case .double, .doubleManyLines:
      writeEscaped(text, indent: indent, folds: folds)
    }
  }

  /// Writes words, and breaks the line at a single space beyond the width.
  private mutating func writeWords(
    of text: String,
    quote: Character?,
    indent: Int,
    folds: Bool
  ) {
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let isSingleSpace =
        scalars[index] == " " && index > 0 && scalars[index - 1] != " "
        && index + 1 < scalars.count && scalars[index + 1] != " "
      if isSingleSpace && column > Self.width && folds {
        breakLine()
        startLine(indent)
      } else {
        if quote == "'" && scalars[index] == "'" { put("'") }
        put(scalars[index])
      }
      index += 1
    }
  }

  /// Writes a text of several lines between single quotes: a line feed is an empty line.
  private mutating func writeLines(of text: String, indent: Int) {
    let lines = text.split(separator: "\n" as Character, omittingEmptySubsequences: false)
    var isBroken = false
    for (index, line) in lines.enumerated() {
      if index > 0 {
        if !isBroken { breakLine() }
        breakLine()
        isBroken = true
      }
      if line.isEmpty { continue }
      if index > 0 { startLine(indent) }
      writeWords(of: String(line), quote: "'", indent: indent, folds: true)
      isBroken = false
    }
    if isBroken { startLine(indent) }
  }

  private mutating func writeEscaped(_ text: String, indent: Int, folds: Bool) {
    put("\"")
    let scalars = Array(text.unicodeScalars)
    var start = 0
    var end = 0
    while end <= scalars.count {
      let scalar = end < scalars.count ? scalars[end] : nil
      let isPlain = scalar.map(Self.needsNoEscape) ?? false
      if !isPlain {
        if start < end {
          for scalar in scalars[start..<end] { put(scalar) }
          start = end
        }
        if let scalar {
          put(Self.escape(scalar))
          start = end + 1
        }
      }
      if 0 < end, end < scalars.count - 1, scalar == " " || start >= end, folds,
        column + (end - start) > Self.width
      {
        if start < end { for scalar in scalars[start..<end] { put(scalar) } }
        put("\\")
        if start < end { start = end }
        breakLine()
        startLine(indent)
        if start < scalars.count, scalars[start] == " " { put("\\") }
      }
      end += 1
    }
    put("\"")
  }

  private static func needsNoEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "\\", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}": false
    case " "..."~": true
    default: scalar.value <= 0xFFFF && Style.isPrintable(scalar)
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\0": return "\\0"
    case "\u{07}": return "\\a"
    case "\u{08}": return "\\b"
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\u{0B}": return "\\v"
    case "\u{0C}": return "\\f"
    case "\r": return "\\r"
    case "\u{1B}": return "\\e"
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{85}": return "\\N"
    case "\u{A0}": return "\\_"
    case "\u{2028}": return "\\L"
    case "\u{2029}": return "\\P"
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let (letter, count) = digits.count <= 2 ? ("x", 2) : digits.count <= 4 ? ("u", 4) : ("U", 8)
      return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
    }
  }

  // MARK: - Output

  private mutating func put(_ string: String) {
    text += string
    column += string.unicodeScalars.count
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    text.unicodeScalars.append(scalar)
    column += 1
  }

  private mutating func breakLine() {
    text += "\n"
    column = 0
  }

  private mutating func startLine(_ indent: Int) {
    put(String(repeating: " ", count: indent))
  }
}
