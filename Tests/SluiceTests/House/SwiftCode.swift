// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Swift source without comments and without the text of string literals.
///
/// What an interpolation holds is code and stays. Everything that is taken out leaves spaces behind,
/// so that lines and columns are those of the file. Regex literals are not understood.
struct SwiftCode {
  /// A name, a keyword or a single character of punctuation.
  struct Token: Equatable {
    var text: String
    /// From 1.
    var line: Int
    /// Whether it follows a point: the member of something.
    var isMember: Bool
    /// How many braces are open before it.
    var depth: Int

    var isName: Bool { text.first.map { $0 == "_" || $0.isLetter } ?? false }
  }

  /// The source, with spaces in place of comments and texts.
  let text: String
  let tokens: [Token]

  init(_ source: String) {
    var eraser = Eraser(Array(source.utf8))
    eraser.run()
    text = String(decoding: eraser.bytes, as: UTF8.self)
    tokens = Self.tokens(of: eraser.bytes)
  }

  /// The lines of the source, with spaces in place of comments and texts.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  private static func tokens(of bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var line = 1
    var depth = 0
    var position = 0
    var isAfterPoint = false
    while position < bytes.count {
      let byte = bytes[position]
      let start = position
      position += 1
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        continue
      case UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"), UInt8(ascii: "`"):
        continue
      case _ where byte.isPartOfName:
        while position < bytes.count, bytes[position].isPartOfName { position += 1 }
      default:
        break
      }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      tokens.append(
        Token(
          text: String(decoding: bytes[start..<position], as: UTF8.self),
          line: line,
          isMember: isAfterPoint,
          depth: depth
        )
      )
      if byte == UInt8(ascii: "{") { depth += 1 }
      isAfterPoint = byte == UInt8(ascii: ".")
    }
    return tokens
  }
}

/// Puts spaces in place of comments and the text of string literals.
private struct Eraser {
  private enum Context {
    case code(parentheses: Int, isInterpolation: Bool)
    case text(quotes: Int, hashes: Int)
  }

  /// The bytes of code that are more than code, or may be.
  private static let beginsSomething = (0...255).map { Array("/#\"`()".utf8).contains($0) }

  private(set) var bytes: [UInt8]
  private var position = 0
  private var contexts: [Context] = [.code(parentheses: 0, isInterpolation: false)]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() {
    while position < bytes.count, let context = contexts.last {
      switch context {
      case .code(let parentheses, let isInterpolation):
        code(parentheses, isInterpolation)
      case .text(let quotes, let hashes):
        text(quotes, hashes)
      }
    }
  }

  private mutating func code(_ parentheses: Int, _ isInterpolation: Bool) {
    while position < bytes.count, !Self.beginsSomething[Int(bytes[position])] { position += 1 }
    if holds("//") {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { erase(1) }
    } else if holds("/*") {
      blockComment()
    } else if let (quotes, hashes) = openingQuotes() {
      erase(quotes + hashes)
      contexts.append(.text(quotes: quotes, hashes: hashes))
    } else if holds("`") {
      rawIdentifier()
    } else if holds("(") {
      position += 1
      contexts[contexts.count - 1] = .code(
        parentheses: parentheses + 1,
        isInterpolation: isInterpolation
      )
    } else if holds(")"), isInterpolation, parentheses == 0 {
      erase(1)
      contexts.removeLast()
    } else if position < bytes.count {
      if holds(")") {
        contexts[contexts.count - 1] = .code(
          parentheses: parentheses - 1,
          isInterpolation: isInterpolation
        )
      }
      position += 1
    }
  }

  private mutating func text(_ quotes: Int, _ hashes: Int) {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\\"),
      bytes[position] != UInt8(ascii: "\"")
    {
      erase(1)
    }
    let marks = String(repeating: "#", count: hashes)
    if holds("\\" + marks + "(") {
      erase(hashes + 2)
      contexts.append(.code(parentheses: 0, isInterpolation: true))
    } else if holds("\\" + marks) {
      erase(hashes + 2)
    } else if holds(String(repeating: "\"", count: quotes) + marks) {
      erase(quotes + hashes)
      contexts.removeLast()
    } else {
      erase(1)
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if holds("/*") {
        depth += 1
        erase(2)
      } else if holds("*/") {
        depth -= 1
        erase(2)
      } else {
        erase(1)
      }
    } while depth > 0 && position < bytes.count
  }

  /// A name between backticks stays if it is one word; a sentence goes.
  private mutating func rawIdentifier() {
    let end =
      bytes[(position + 1)...].firstIndex { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "\n") }
      ?? bytes.count - 1
    if bytes[position...end].contains(UInt8(ascii: " ")) {
      erase(end - position + 1)
    } else {
      position = end + 1
    }
  }

  private func openingQuotes() -> (quotes: Int, hashes: Int)? {
    var hashes = 0
    while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") {
      hashes += 1
    }
    let marks = String(repeating: "#", count: hashes)
    if holds(marks + "\"\"\"") { return (3, hashes) }
    return holds(marks + "\"") ? (1, hashes) : nil
  }

  private func holds(_ wanted: String) -> Bool {
    bytes[position...].starts(with: wanted.utf8)
  }

  private mutating func erase(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] != UInt8(ascii: "\n") { bytes[position] = UInt8(ascii: " ") }
      position += 1
    }
  }
}

extension UInt8 {
  fileprivate var isPartOfName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
