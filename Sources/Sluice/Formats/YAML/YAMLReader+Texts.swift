// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension YAMLReader {
  /// Reads a text without quotes, which may go on in lines indented more than `indent`.
  mutating func plain(above indent: Int, inFlow: Bool) throws(YAMLError) -> Value {
    try refuseIndicators()
    let start = self
    var text = ""
    while true {
      text += plainLine(inFlow: inFlow)
      if isIndicator(":") && !inFlow { break }
      // Look ahead: does the text go on below?
      var ahead = self
      ahead.skipBlanks()
      guard ahead.isAtLineEnd else { break }
      var breaks = 0
      while ahead.isAtLineEnd, ahead.place < bytes.count {
        ahead.skipLineEnd()
        breaks += 1
        while ahead.peek == 0x20 { ahead.advance() }
        if ahead.peek == 0x09 { ahead.skipBlanks() }
      }
      guard ahead.place < bytes.count, ahead.column > indent, !ahead.isDocumentEnd,
        ahead.peek != UInt8(ascii: "#"), !inFlow || !ahead.isFlowSign
      else { break }
      text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
      self = ahead
    }
    return try start.meaning(of: text)
  }

  /// Reads what of a text without quotes stands in this line.
  private mutating func plainLine(inFlow: Bool) -> String {
    let start = place
    var end = place
    while !isAtLineEnd {
      if peek == UInt8(ascii: "#") && isAfterBlank || isIndicator(":") { break }
      if inFlow {
        if isFlowSign { break }
        if peek == UInt8(ascii: ":"), place + 1 < bytes.count,
          ",[]{}".utf8.contains(bytes[place + 1])
        {
          break
        }
      }
      if peek != 0x20 && peek != 0x09 { end = place + 1 }
      advance()
    }
    place = end
    skipBlanks()
    return string(from: start, to: end)
  }

  /// Whether a bracket or a comma stands here.
  var isFlowSign: Bool { peek.map { ",[]{}".utf8.contains($0) } ?? false }

  /// Reads a text in single or double quotes, which may go on in lines indented more than `indent`.
  mutating func quoted(above indent: Int) throws(YAMLError) -> String {
    let start = self
    let quote = bytes[place]
    advance()
    var text: [UInt8] = []
    // Blanks at the end of a line go, unless they were escaped.
    var kept = 0
    while let byte = peek {
      switch byte {
      case quote
      where quote == UInt8(ascii: "'") && place + 1 < bytes.count
        && bytes[place + 1] == quote:
        text.append(quote)
        advance(2)
        kept = text.count
      case quote:
        advance()
        return String(decoding: text, as: UTF8.self)
      case 0x0A, 0x0D:
        while text.count > kept, text.last == 0x20 || text.last == 0x09 { text.removeLast() }
        let breaks = try skipLines(above: indent)
        text += breaks == 1 ? [0x20] : [UInt8](repeating: 0x0A, count: breaks - 1)
        kept = text.count
      case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
        advance()
        if isAtLineEnd, place < bytes.count {
          let breaks = try skipLines(above: indent)
          text += [UInt8](repeating: 0x0A, count: breaks - 1)
        } else {
          text += try escape()
        }
        kept = text.count
      default:
        text.append(byte)
        advance()
        if byte != 0x20 && byte != 0x09 { kept = text.count }
      }
    }
    throw start.error("the closing quote of a text", "the end of the input", "close the text")
  }

  /// Skips the end of this line and all blank lines, up to the text that goes on; counts the ends.
  private mutating func skipLines(above indent: Int) throws(YAMLError) -> Int {
    var breaks = 0
    while isAtLineEnd, place < bytes.count {
      skipLineEnd()
      breaks += 1
      guard !isDocumentEnd else {
        throw error("the closing quote of a text", found, "close the text, or indent the line")
      }
      skipBlanks()
    }
    guard place >= bytes.count || column > indent else {
      throw error("the closing quote of a text", found, "close the text, or indent the line")
    }
    return breaks
  }

  private mutating func escape() throws(YAMLError) -> [UInt8] {
    let start = self
    guard let letter = peek else {
      throw error("an escape", found, "close the text")
    }
    advance()
    let scalar: Unicode.Scalar
    switch letter {
    case UInt8(ascii: "0"): scalar = "\0"
    case UInt8(ascii: "a"): scalar = "\u{07}"
    case UInt8(ascii: "b"): scalar = "\u{08}"
    case UInt8(ascii: "t"), 0x09: scalar = "\t"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "v"): scalar = "\u{0B}"
    case UInt8(ascii: "f"): scalar = "\u{0C}"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "e"): scalar = "\u{1B}"
    case UInt8(ascii: " "): scalar = " "
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "N"): scalar = "\u{85}"
    case UInt8(ascii: "_"): scalar = "\u{A0}"
    case UInt8(ascii: "L"): scalar = "\u{2028}"
    case UInt8(ascii: "P"): scalar = "\u{2029}"
    case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
      let digits = string(from: place, to: min(place + count, bytes.count))
      guard digits.utf8.count == count, digits.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
        let code = UInt32(digits, radix: 16), let found = Unicode.Scalar(code)
      else {
        throw start.error("\(count) hexadecimal digits of a character", found, "correct the escape")
      }
      advance(count)
      scalar = found
    default:
      throw start.error(
        "an escape such as '\\n' or '\\u001f'",
        start.found,
        "write a backslash itself as '\\\\', or use single quotes"
      )
    }
    return Array(String(Character(scalar)).utf8)
  }

  /// Reads lines after `|` or `>`, indented more than `indent`.
  mutating func literal(above indent: Int) throws(YAMLError) -> String {
    let isFolded = peek == UInt8(ascii: ">")
    advance()
    var ending: UInt8?
    var margin: Int?
    while let byte = peek, !isBlank(at: place) {
      switch byte {
      case UInt8(ascii: "-") where ending == nil, UInt8(ascii: "+") where ending == nil:
        ending = byte
      case UInt8(ascii: "1")...UInt8(ascii: "9") where margin == nil:
        margin = max(indent, 0) + Int(byte - 0x30)
      default: throw error("the end of the line", found, "put the text in quotes")
      }
      advance()
    }
    guard try !skipToText() else {
      throw error("the end of the line", found, "write the text below")
    }
    if place < bytes.count { skipLineEnd() }
    var lines: [String] = []
    var isCutOff = false
    while place < bytes.count {
      while peek == 0x20, column < margin ?? .max { advance() }
      if isAtLineEnd {
        lines.append("")
        if place == bytes.count { lines.removeLast() } else { skipLineEnd() }
        continue
      }
      if column <= indent || column < margin ?? 0 || isDocumentEnd { break }
      if peek == 0x09, margin == nil { throw error("spaces", "a tab", "replace it with spaces") }
      if margin == nil { margin = column }
      let start = place
      while !isAtLineEnd { advance() }
      lines.append(string(from: start, to: place))
      isCutOff = place == bytes.count
      if !isCutOff { skipLineEnd() }
    }
    // What was looked at of a line that is not part of the text is read again.
    place = lineStart < place && place < bytes.count ? lineStart : place
    if isCutOff { ending = UInt8(ascii: "-") }
    return Self.join(lines, isFolded: isFolded, ending: ending)
  }

  private static func join(_ lines: [String], isFolded: Bool, ending: UInt8?) -> String {
    var lines = lines
    var blanks = 0
    while lines.last == "" {
      lines.removeLast()
      blanks += 1
    }
    guard !lines.isEmpty else {
      return ending == UInt8(ascii: "+") ? String(repeating: "\n", count: blanks) : ""
    }
    var text = ""
    for (index, line) in lines.enumerated() {
      text += line
      guard index + 1 < lines.count else { break }
      let next = lines[index + 1]
      let isIndented = { (line: String) in line.hasPrefix(" ") || line.hasPrefix("\t") }
      guard isFolded, !isIndented(line), !isIndented(next) else {
        text += "\n"
        continue
      }
      if line.isEmpty {
        text += "\n"
      } else if !next.isEmpty {
        text += " "
      } else if let below = lines[(index + 1)...].first(where: { !$0.isEmpty }), isIndented(below) {
        text += "\n"
      }
    }
    switch ending {
    case UInt8(ascii: "-"): return text
    case UInt8(ascii: "+"): return text + String(repeating: "\n", count: blanks + 1)
    default: return text + "\n"
    }
  }
}
