// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where statements end: at semicolons that are no part of a text, a name or a comment.
struct StatementEnd {
  /// The statements of a text that have an end.
  private(set) var statements: [String] = []
  /// What comes behind them.
  private(set) var rest = ""

  /// Whether a text has nothing but spaces and comments behind its last semicolon, and has one.
  static func isComplete(_ text: String) -> Bool {
    let end = StatementEnd(text)
    return !end.statements.isEmpty && end.isBlank
  }

  private var isBlank = true

  /// Takes a text apart.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    for end in find(bytes[...]) {
      statements.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    rest = String(decoding: bytes[start...], as: UTF8.self)
  }

  /// The places behind the semicolons.
  private mutating func find(_ text: ArraySlice<UInt8>) -> [Int] {
    var rest = text
    var ends: [Int] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        isBlank = false
        guard let end = rest.firstIndex(of: byte) else { return ends }
        rest = rest[(end + 1)...]
      case UInt8(ascii: "-") where rest.first == byte:
        rest = rest[(rest.firstIndex(of: 0x0A) ?? rest.endIndex)...]
      case UInt8(ascii: "/") where rest.first == UInt8(ascii: "*"):
        guard let end = Self.commentEnd(rest.dropFirst()) else {
          isBlank = false
          return ends
        }
        rest = end
      case UInt8(ascii: "$"):
        isBlank = false
        guard let tag = Self.dollarTag(rest) else { continue }
        guard let end = tag.rest.firstRange(of: tag.tag)?.upperBound else { return ends }
        rest = rest[end...]
      case UInt8(ascii: ";"):
        ends.append(rest.startIndex)
        isBlank = true
      case 0x20, 0x09, 0x0A, 0x0D: continue
      default: isBlank = false
      }
    }
    return ends
  }

  /// What follows a comment, in which there may be others.
  private static func commentEnd(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var (rest, depth) = (text, 1)
    while let byte = rest.popFirst() {
      switch (byte, rest.first) {
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        rest = rest.dropFirst()
        if depth == 0 { return rest }
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        rest = rest.dropFirst()
      default: break
      }
    }
    return nil
  }

  /// The mark behind a dollar that begins a text: `$$` or `$name$`.
  private static func dollarTag(
    _ text: ArraySlice<UInt8>
  ) -> (tag: [UInt8], rest: ArraySlice<UInt8>)? {
    guard let end = text.firstIndex(of: UInt8(ascii: "$")) else { return nil }
    let name = text[..<end]
    let isName = name.allSatisfy { byte in
      byte == UInt8(ascii: "_") || byte >= 0x80 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
    guard isName else { return nil }
    let dollar = UInt8(ascii: "$")
    return ([dollar] + name + [dollar], text[(end + 1)...])
  }
}
