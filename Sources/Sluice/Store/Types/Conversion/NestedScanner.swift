// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds the parts of a nested text: what is between brackets, commas and colons.
///
/// Quotes hide everything up to the next one of their kind, unless a backslash is before it, and
/// brackets hide what is between them. No memory is taken, whatever the depth.
struct NestedScanner {
  private(set) var cursor: TextCursor
  /// Whether a backslash was just passed.
  private var isEscaped = false

  init(_ text: TextBytes) { cursor = TextCursor(text) }

  /// Moves past spaces, the bracket `byte` and spaces behind it, or not at all.
  mutating func open(_ byte: UInt8) -> Bool {
    let start = cursor
    skipSpaces()
    guard cursor.skip(byte) else {
      cursor = start
      return false
    }
    skipSpaces()
    return true
  }

  /// Moves past the byte here and spaces behind it.
  mutating func next() {
    cursor.place += 1
    skipSpaces()
  }

  /// Moves past the last bracket and says whether only spaces follow.
  mutating func close() -> Bool {
    next()
    return cursor.isAtEnd
  }

  /// Moves to the next `first` or `second` that nothing hides, and yields what is before it without
  /// spaces around; `nil` if there is none.
  mutating func part(before first: UInt8, or second: UInt8) -> Range<Int>? {
    var part: Range<Int>?
    while !cursor.isAtEnd {
      let byte = cursor.byte
      if byte == first || byte == second { return part ?? 0..<0 }
      let start = part?.lowerBound ?? cursor.place
      var escapes = false
      switch byte {
      case 0x22, 0x27:
        if !isEscaped, !skipQuotes() { return nil }
        part = start..<cursor.place + 1
      case 0x7B, 0x28, 0x5B:
        guard skipBrackets() else { return nil }
        part = start..<cursor.place + 1
      case 0x5C:
        escapes = true
        part = start..<cursor.place + 1
      default:
        if !byte.isASCIISpace { part = start..<cursor.place + 1 }
      }
      isEscaped = escapes
      cursor.place += 1
    }
    return nil
  }

  /// As above for the name of a field, which must not be empty; a backslash hides any byte but the
  /// one that is looked for.
  mutating func key(before end: UInt8) -> Range<Int>? {
    var part: Range<Int>?
    while !cursor.isAtEnd {
      let byte = cursor.byte
      if byte == end { return part }
      let start = part?.lowerBound ?? cursor.place
      var escapes = false
      if isEscaped {
        part = start..<cursor.place + 1
      } else if byte == 0x22 || byte == 0x27 {
        guard skipQuotes() else { return nil }
        part = start..<cursor.place + 1
      } else if byte == 0x5C || !byte.isASCIISpace {
        escapes = byte == 0x5C
        part = start..<cursor.place + 1
      }
      isEscaped = escapes
      cursor.place += 1
    }
    return nil
  }

  private mutating func skipSpaces() {
    guard cursor.byte.isASCIISpace else { return }
    cursor.skipSpaces()
    isEscaped = false
  }

  /// Moves from a quote to the one that closes it.
  private mutating func skipQuotes() -> Bool {
    let quote = cursor.byte
    cursor.place += 1
    while !cursor.isAtEnd {
      let byte = cursor.byte
      if byte == quote, !isEscaped { return true }
      isEscaped = byte == 0x5C && !isEscaped
      cursor.place += 1
    }
    return false
  }

  /// Moves from a bracket to the one that closes it.
  private mutating func skipBrackets() -> Bool {
    var brackets: [UInt8] = []
    while !cursor.isAtEnd {
      let byte = cursor.byte
      var escapes = false
      switch byte {
      case 0x22, 0x27:
        if !isEscaped, !skipQuotes() { return false }
      case 0x7B, 0x5B, 0x28: brackets.append(Self.closing(byte) ?? 0)
      case _ where byte == brackets.last:
        brackets.removeLast()
        if brackets.isEmpty { return true }
      default: escapes = byte == 0x5C
      }
      isEscaped = escapes
      cursor.place += 1
    }
    return false
  }

  /// Whether a part is the word NULL in small or great letters.
  static func isNull(_ text: TextBytes, _ part: Range<Int>) -> Bool {
    guard part.count == 4 else { return false }
    var cursor = TextCursor(text, at: part.lowerBound)
    return cursor.skip(word: "null")
  }

  /// A part without its quotes and the backslashes that belong to them.
  ///
  /// What is between brackets stays as it is, unless `respectsScopes` is false.
  static func withoutQuotes(
    _ text: TextBytes,
    _ part: Range<Int>,
    respectsScopes: Bool = true
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(part.count)
    var brackets: [UInt8] = []
    var quote: UInt8?
    var isEscaped = false
    for index in part {
      let byte = text[index]
      let isQuote = byte == 0x22 || byte == 0x27
      if isEscaped {
        bytes.append(byte)
        isEscaped = false
      } else if !brackets.isEmpty {
        // Quotes between brackets stay, and hide brackets.
        bytes.append(byte)
        if quote != nil {
          isEscaped = byte == 0x5C
          if quote == byte { quote = nil }
        } else if isQuote {
          quote = byte
        } else if byte == brackets.last {
          brackets.removeLast()
        } else if let closing = closing(byte) {
          brackets.append(closing)
        }
      } else if byte == 0x5C, quote != nil || isQuoteNext(text, index, part) {
        isEscaped = true
      } else if isQuote, quote == nil || quote == byte {
        quote = quote == nil ? byte : nil
      } else {
        bytes.append(byte)
        if respectsScopes, quote == nil, let closing = closing(byte) { brackets.append(closing) }
      }
    }
    return bytes
  }

  /// The bracket that closes what `byte` opens.
  private static func closing(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x7B, 0x5B: byte + 2
    case 0x28: 0x29
    default: nil
    }
  }

  private static func isQuoteNext(_ text: TextBytes, _ index: Int, _ part: Range<Int>) -> Bool {
    guard index + 1 < part.upperBound else { return false }
    return text[index + 1] == 0x22 || text[index + 1] == 0x27
  }
}
