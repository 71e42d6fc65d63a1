// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Cuts a text into words. Blanks and comments end words and are left out.
  struct Lexer {
    let bytes: ContiguousArray<UInt8>
    var place = 0
    var tokens = Tokens()
    private var openParentheses: [Int] = []

    /// The words of `bytes`, which need not be UTF-8.
    static func tokens(of bytes: ContiguousArray<UInt8>) throws(SQLError) -> Tokens {
      guard bytes.count < Int(Int32.max) else {
        throw SQLError(.limit, "a text may have at most 2 GiB, and this one has more")
      }
      var lexer = Lexer(bytes: bytes)
      try lexer.run()
      return lexer.tokens
    }

    private init(bytes: ContiguousArray<UInt8>) { self.bytes = bytes }

    private mutating func run() throws(SQLError) {
      tokens.all.reserveCapacity(bytes.count / 4 + 1)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
      while try skipBlanks() { try token() }
      append(.end, from: bytes.count)
      tokens.closers = ContiguousArray(repeating: 0, count: tokens.all.count)
      for (index, token) in tokens.all.enumerated() {
        if token.symbol == .openParenthesis {
          openParentheses.append(index)
        } else if token.symbol == .closeParenthesis, let opener = openParentheses.popLast() {
          tokens.closers[opener] = UInt32(index)
        }
      }
      for opener in openParentheses { tokens.closers[opener] = UInt32(tokens.all.count - 1) }
    }

    private mutating func token() throws(SQLError) {
      let start = place
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: "'"):
        try quoted(UInt8(ascii: "'"), .string, from: start)
      case UInt8(ascii: "\""):
        try quoted(UInt8(ascii: "\""), .quotedName, from: start)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        try number(from: start)
      case UInt8(ascii: ".") where isDigit(at: place + 1) && !isAfterName:
        try number(from: start)
      case UInt8(ascii: "$"):
        try dollar(from: start)
      case UInt8(ascii: "?"):
        place += 1
        skipDigits()
        append(.parameter, from: start)
      case UInt8(ascii: "#") where isDigit(at: place + 1):
        place += 1
        skipDigits()
        append(.positionReference, from: start)
      case _ where Self.isNameStart(byte):
        try word(from: start)
      default:
        try symbol(from: start)
      }
    }

    mutating func append(_ kind: Token.Kind, from start: Int) {
      tokens.all.append(Token(kind: kind, lower: UInt32(start), upper: UInt32(place)))
    }

    /// Whether a name ended where the next token starts, so that a point there asks for a part of it.
    private var isAfterName: Bool {
      guard let last = tokens.all.last, Int(last.upper) == place else { return false }
      switch last.kind {
      case .word: return last.reservation != .full
      case .quotedName, .parameter, .positionReference: return true
      case .symbol: return last.symbol == .closeParenthesis || last.symbol == .closeBracket
      default: return false
      }
    }

    func peek(_ offset: Int = 0) -> UInt8? {
      place + offset < bytes.count ? bytes[place + offset] : nil
    }

    func isDigit(at place: Int) -> Bool {
      place < bytes.count && Self.isDigit(bytes[place])
    }

    mutating func skipDigits() {
      while isDigit(at: place) { place += 1 }
    }

    func error(_ message: String, from start: Int, to end: Int, advice: String = "")
      -> SQLError
    {
      SQLError(.syntax, message, at: SourceRange(start..<end), advice: advice)
    }
  }
}

// MARK: - Blanks

extension SQL.Lexer {
  /// Skips blanks and comments, and returns whether something follows.
  private mutating func skipBlanks() throws(SQLError) -> Bool {
    while let byte = peek() {
      switch byte {
      case 0x09...0x0D, 0x20:
        place += 1
      case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
        while let byte = peek(), byte != 0x0A, byte != 0x0D { place += 1 }
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
        try skipComment()
      case 0xC2, 0xE1, 0xE2, 0xE3, 0xEF:
        let width = wideBlank()
        guard width > 0 else { return true }
        place += width
      default:
        return true
      }
    }
    return false
  }

  /// Skips a comment in signs, which may hold others.
  private mutating func skipComment() throws(SQLError) {
    let start = place
    var depth = 0
    repeat {
      guard let byte = peek() else {
        throw error(
          "the comment that begins here has no end",
          from: start,
          to: start + 2,
          advice: "Write '*/' after it."
        )
      }
      if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        place += 2
      } else if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        place += 2
      } else {
        place += 1
      }
    } while depth > 0
  }

  /// How many bytes the blank that stands here has, if it is one beyond ASCII.
  func wideBlank() -> Int {
    switch (peek(), peek(1), peek(2)) {
    case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
    case (0xE2, 0x80, let last?) where 0x80...0x8B ~= last || 0xA8...0xA9 ~= last || last == 0xAF: 3
    case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): 3
    default: 0
    }
  }
}
