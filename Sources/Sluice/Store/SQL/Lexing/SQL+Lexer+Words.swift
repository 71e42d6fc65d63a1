// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Lexer {
  static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  static func isNameStart(_ byte: UInt8) -> Bool {
    0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  static func isNamePart(_ byte: UInt8) -> Bool {
    isNameStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
  }

  mutating func word(from start: Int) throws(SQLError) {
    if peek(1) == UInt8(ascii: "'") {
      switch bytes[place] | 0x20 {
      case UInt8(ascii: "e"):
        place += 1
        return try escaped(from: start)
      case UInt8(ascii: "x"):
        place += 1
        return try quoted(UInt8(ascii: "'"), .hexString, from: start)
      default: break
      }
    }
    while let byte = peek(), Self.isNamePart(byte) {
      if byte >= 0x80, wideBlank() > 0 { break }
      place += 1
    }
    append(.word, from: start)
    guard let found = SQL.KeywordTable.shared.find(bytes, start..<place) else { return }
    tokens.all[tokens.all.count - 1].keyword = found.keyword
    tokens.all[tokens.all.count - 1].reservation = found.reservation
  }

  /// Reads what stands between two marks, of which two in a row mean one.
  mutating func quoted(
    _ mark: UInt8,
    _ kind: SQL.Token.Kind,
    from start: Int
  ) throws(SQLError) {
    place += 1
    while let byte = peek() {
      place += 1
      guard byte == mark else { continue }
      if peek() == mark {
        place += 1
        continue
      }
      if kind == .quotedName, place - start == 2 {
        throw error("a name needs at least one letter", from: start, to: place)
      }
      return append(kind, from: start)
    }
    throw unterminated(kind == .quotedName ? "name" : "text", mark, from: start)
  }

  private mutating func escaped(from start: Int) throws(SQLError) {
    place += 1
    while let byte = peek() {
      place += 1
      if byte == UInt8(ascii: "\\") {
        place = min(place + 1, bytes.count)
      } else if byte == UInt8(ascii: "'") {
        guard peek() == UInt8(ascii: "'") else {
          return append(.escapeString, from: start)
        }
        place += 1
      }
    }
    throw unterminated("text", UInt8(ascii: "'"), from: start)
  }

  private func unterminated(_ what: String, _ mark: UInt8, from start: Int) -> SQLError {
    let sign = mark == UInt8(ascii: "'") ? "a single quote" : "a double quote"
    var end = start + 1
    while end < bytes.count, end < start + 20, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    return error(
      "the \(what) that begins here has no end",
      from: start,
      to: end,
      advice: "Write \(sign) after it, and two in place of each that it holds."
    )
  }

  /// Reads a parameter, or a text between two marks such as `$$` and `$tag$`.
  mutating func dollar(from start: Int) throws(SQLError) {
    place += 1
    if isDigit(at: place) {
      skipDigits()
      return append(.parameter, from: start)
    }
    if let byte = peek(), Self.isNameStart(byte) {
      while let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) { place += 1 }
    }
    guard peek() == UInt8(ascii: "$") else {
      guard place > start + 1 else {
        throw error(
          "'$' stands alone",
          from: start,
          to: place,
          advice: "A parameter is '$1' or '$name', and a text may stand between two '$$'."
        )
      }
      return append(.parameter, from: start)
    }
    place += 1
    let mark = bytes[start..<place]
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "$"), bytes[place...].starts(with: mark) {
        place += mark.count
        return append(.dollarString, from: start)
      }
      place += 1
    }
    let sign = String(decoding: mark, as: UTF8.self)
    throw error(
      "the text that begins here has no end",
      from: start,
      to: start + mark.count,
      advice: "Write '\(sign)' after it."
    )
  }

  mutating func symbol(from start: Int) throws(SQLError) {
    for (symbol, letters) in SQL.Symbol.byFirstByte[Int(bytes[place])]
    where bytes[place...].starts(with: letters) {
      place += letters.count
      append(.symbol, from: start)
      tokens.all[tokens.all.count - 1].symbol = symbol
      return
    }
    let byte = bytes[place]
    let sign =
      0x20..<0x7F ~= byte
      ? "'\(Character(Unicode.Scalar(byte)))'"
      : "the byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    throw error("\(sign) has no meaning here", from: start, to: start + 1)
  }
}

// MARK: - Numbers

extension SQL.Lexer {
  mutating func number(from start: Int) throws(SQLError) {
    if bytes[place] == UInt8(ascii: "0"), let letter = peek(1),
      let isDigit = Self.digits(after: letter), let first = peek(2), isDigit(first)
    {
      place += 2
      skipDigits(isDigit)
    } else {
      skipDigits(Self.isDigit)
      if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
        place += 1
        skipDigits(Self.isDigit)
      }
      if let letter = peek(), letter | 0x20 == UInt8(ascii: "e") {
        let hasSign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        if let digit = peek(hasSign ? 2 : 1), Self.isDigit(digit) {
          place += hasSign ? 2 : 1
          skipDigits(Self.isDigit)
        }
      }
    }
    if let byte = peek(), Self.isNameStart(byte), wideBlank() == 0 {
      while let byte = peek(), Self.isNamePart(byte) { place += 1 }
      let text = String(decoding: bytes[start..<place].prefix(40), as: UTF8.self)
      throw error(
        "'\(text)' is neither a number nor a name",
        from: start,
        to: place,
        advice: "A name that begins with a digit needs double quotes."
      )
    }
    append(.number, from: start)
  }

  /// Skips digits, between which a single low line may stand.
  private mutating func skipDigits(_ isDigit: (UInt8) -> Bool) {
    while let byte = peek() {
      if isDigit(byte) {
        place += 1
      } else if byte == UInt8(ascii: "_"), let next = peek(1), isDigit(next), place > 0,
        isDigit(bytes[place - 1])
      {
        place += 2
      } else {
        return
      }
    }
  }

  /// What a digit is in a number that begins with `0` and `letter`.
  private static func digits(after letter: UInt8) -> ((UInt8) -> Bool)? {
    switch letter | 0x20 {
    case UInt8(ascii: "x"): { isDigit($0) || 0x61...0x66 ~= $0 | 0x20 }
    case UInt8(ascii: "b"): { $0 == 0x30 || $0 == 0x31 }
    case UInt8(ascii: "o"): { 0x30...0x37 ~= $0 }
    default: nil
    }
  }
}
