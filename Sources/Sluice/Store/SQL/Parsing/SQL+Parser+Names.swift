// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// How a word may be used where a name is wanted.
  enum NameUse {
    /// The name of a column, a table or anything else.
    case any
    /// The name of a function.
    case function
    /// A name after a point or after `AS`, where even reserved words are names.
    case label
  }

  /// Whether a name may stand here.
  func isName(_ token: SQL.Token, for use: NameUse = .any) -> Bool {
    switch token.kind {
    case .quotedName: return true
    case .word:
      switch use {
      case .any: return token.reservation == .none || token.reservation == .column
      case .function: return token.reservation == .none || token.reservation == .function
      case .label: return true
      }
    default: return false
    }
  }

  /// Reads a name; `what` says of what, for the message.
  mutating func name(_ what: String = "a name", for use: NameUse = .any) throws(SQLError)
    -> SQL.Name
  {
    guard isName(token, for: use) else { throw notName(what) }
    return takeName()
  }

  private func notName(_ what: String) -> SQLError {
    guard token.kind == .word else { return expected(what) }
    return SQLError(
      .syntax,
      "expected \(what), found \(found(token))",
      at: token.range,
      advice: token.reservation == .full || token.reservation == .function
        ? "'\(source(token))' is a reserved word: as a name it needs double quotes." : ""
    )
  }

  /// Takes the current token as a name, whatever word it is.
  mutating func takeName() -> SQL.Name {
    let name = SQL.Name(nameText(token), at: token.range)
    advance()
    return name
  }

  /// A name or a text in quotes, where either names something.
  mutating func nameOrText(_ what: String, for use: NameUse = .any) throws(SQLError) -> SQL.Name {
    guard token.kind == .string else { return try name(what, for: use) }
    let start = token
    return SQL.Name(try string(), at: range(from: start))
  }

  /// Reads names with points between them.
  mutating func qualifiedName(_ what: String = "a name") throws(SQLError) -> SQL.QualifiedName {
    var parts = [try name(what)]
    while at(.point), isName(peek(), for: .label) {
      advance()
      parts.append(takeName())
    }
    if at(.point) {
      advance()
      throw expected("a name after '.'")
    }
    return SQL.QualifiedName(parts)
  }

  /// Reads names in parentheses.
  mutating func nameList(_ what: String = "the name of a column") throws(SQLError) -> [SQL.Name] {
    let opener = token
    try expect(.openParenthesis)
    let names = try openList { (parser) throws(SQLError) in try parser.name(what) }
    try close(opener)
    return names
  }

  /// Reads names in parentheses if a parenthesis stands here.
  mutating func optionalNameList() throws(SQLError) -> [SQL.Name] {
    at(.openParenthesis) ? try nameList() : []
  }

  /// The text of a name without its quotes.
  func nameText(_ token: SQL.Token) -> String {
    guard token.kind == .quotedName else {
      return String(decoding: bytes[token.bytes], as: UTF8.self)
    }
    return unquoted(token.bytes, by: UInt8(ascii: "\""))
  }
}

// MARK: - Texts

extension SQL.Parser {
  /// Whether a text stands here.
  var isAtString: Bool {
    switch token.kind {
    case .string, .escapeString, .dollarString: true
    default: false
    }
  }

  /// Reads a text, with those that follow it on lines of their own.
  mutating func string(_ what: String = "a text") throws(SQLError) -> String {
    guard isAtString else { throw expected(what) }
    var text = try stringPart()
    while token.kind == .string, hasLineBreakBefore { text += try stringPart() }
    return text
  }

  private mutating func stringPart() throws(SQLError) -> String {
    let part = token
    advance()
    switch part.kind {
    case .dollarString:
      var width = 1
      while bytes[part.bytes.lowerBound + width] != UInt8(ascii: "$") { width += 1 }
      let inner = (part.bytes.lowerBound + width + 1)..<(part.bytes.upperBound - width - 1)
      return String(decoding: bytes[inner], as: UTF8.self)
    case .escapeString: return try unescaped(part)
    default: return unquoted(part.bytes, by: UInt8(ascii: "'"))
    }
  }

  private var hasLineBreakBefore: Bool {
    guard last.lower < token.lower else { return false }
    let gap = Int(last.upper)..<Int(token.lower)
    return bytes[gap].contains { $0 == 0x0A || $0 == 0x0D }
  }

  /// What stands between two marks, with one mark in place of each two.
  private func unquoted(_ range: Range<Int>, by mark: UInt8) -> String {
    let inner = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
    guard inner.contains(mark) else { return String(decoding: inner, as: UTF8.self) }
    var letters: [UInt8] = []
    var isDoubled = false
    for byte in inner {
      isDoubled = byte == mark && !isDoubled
      if !isDoubled { letters.append(byte) }
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Reads the bytes of `X'01AB'`.
  mutating func hexBytes() throws(SQLError) -> [UInt8] {
    let part = token
    let inner = bytes[part.bytes].dropFirst(2).dropLast()
    var found: [UInt8] = []
    var half: UInt8?
    for byte in inner {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw SQLError(.syntax, "expected hexadecimal digits in \(source(part))", at: part.range)
      }
      if let first = half {
        found.append(first << 4 | UInt8(digit))
        half = nil
      } else {
        half = UInt8(digit)
      }
    }
    guard half == nil else {
      throw SQLError(
        .syntax,
        "expected two digits for each byte in \(source(part))",
        at: part.range
      )
    }
    advance()
    return found
  }

  /// What `E'…'` stands for.
  private func unescaped(_ token: SQL.Token) throws(SQLError) -> String {
    let inner = bytes[token.bytes].dropFirst(2).dropLast()
    var letters: [UInt8] = []
    var place = inner.startIndex
    while place < inner.endIndex {
      let byte = inner[place]
      place += 1
      if byte == UInt8(ascii: "'") {
        place += 1
      } else if byte == UInt8(ascii: "\\"), place < inner.endIndex {
        let start = place - 1
        let escape = inner[place]
        place += 1
        switch escape {
        case UInt8(ascii: "b"): letters.append(0x08)
        case UInt8(ascii: "f"): letters.append(0x0C)
        case UInt8(ascii: "n"): letters.append(0x0A)
        case UInt8(ascii: "r"): letters.append(0x0D)
        case UInt8(ascii: "t"): letters.append(0x09)
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"),
          UInt8(ascii: "0")...UInt8(ascii: "7"):
          try letters += code(escape, &place, in: inner, from: start)
        default: letters.append(escape)
        }
        continue
      }
      letters.append(byte)
    }
    guard let text = String(validating: letters, as: UTF8.self) else {
      throw SQLError(.syntax, "the text \(source(token)) is not UTF-8", at: token.range)
    }
    return text
  }

  /// The character or byte that the digits after `\x`, `\u`, `\U` and `\` stand for.
  private func code(
    _ escape: UInt8,
    _ place: inout Int,
    in inner: ContiguousArray<UInt8>.SubSequence,
    from start: Int
  ) throws(SQLError) -> [UInt8] {
    let isUnicode = escape | 0x20 == UInt8(ascii: "u")
    let isOctal = SQL.Lexer.isDigit(escape)
    if isOctal { place -= 1 }
    let maximum = isUnicode ? (escape == UInt8(ascii: "u") ? 4 : 8) : isOctal ? 3 : 2
    var value: UInt32 = 0
    var count = 0
    while count < maximum, place < inner.endIndex,
      let digit = Character(Unicode.Scalar(inner[place])).hexDigitValue, !isOctal || digit < 8
    {
      value = value &* (isOctal ? 8 : 16) &+ UInt32(digit)
      place += 1
      count += 1
    }
    if !isUnicode, count > 0 { return [UInt8(truncatingIfNeeded: value)] }
    guard isUnicode, count == maximum, let scalar = Unicode.Scalar(value) else {
      throw SQLError(
        .syntax,
        "expected the digits of a character after '\\\(Character(Unicode.Scalar(escape)))'",
        at: SQL.SourceRange(start..<place)
      )
    }
    return Array(String(scalar).utf8)
  }
}
