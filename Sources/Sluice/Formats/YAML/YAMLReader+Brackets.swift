// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension YAMLReader {
  /// Reads a list or record in brackets, whose lines are indented more than `indent`.
  mutating func flow(above indent: Int) throws(YAMLError) -> Value {
    try descend()
    defer { depth -= 1 }
    let isList = peek == UInt8(ascii: "[")
    let close = UInt8(ascii: isList ? "]" : "}")
    advance()
    var elements: [Value] = []
    var record = Record()
    while true {
      try skipInFlow()
      if peek == close { break }
      if isList {
        elements.append(try flowValue(above: indent))
      } else {
        let start = self
        guard case .text(let key) = try flowValue(above: indent) else {
          throw start.error("a text as a key", "something else", "put it in quotes")
        }
        guard record[key] == nil else {
          throw start.error("each key once", "'\(key)' again", "remove one of them")
        }
        try skipInFlow()
        guard peek == UInt8(ascii: ":") else {
          throw error("':' after a key", found, "write a value")
        }
        advance()
        try skipInFlow()
        let hasValue = peek != UInt8(ascii: ",") && peek != close
        record[key] = hasValue ? try flowValue(above: indent) : .null
      }
      try skipInFlow()
      if peek == close { break }
      guard peek == UInt8(ascii: ",") else {
        throw error("',' or '\(isList ? "]" : "}")'", found, "close the bracket")
      }
      advance()
    }
    advance()
    return isList ? .list(elements) : .record(record)
  }

  private mutating func flowValue(above indent: Int) throws(YAMLError) -> Value {
    switch peek {
    case UInt8(ascii: "["), UInt8(ascii: "{"): return try flow(above: indent)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try quoted(above: indent))
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      throw error("a value", found, "put it in quotes if it is meant as a text")
    default: return try plain(above: indent, inFlow: true)
    }
  }

  /// Skips blanks, comments and line ends between brackets.
  private mutating func skipInFlow() throws(YAMLError) {
    while true {
      skipBlanks()
      skipComment()
      guard isAtLineEnd, place < bytes.count else { break }
      skipLineEnd()
      guard !isDocumentEnd else { throw error("the closing bracket", found, "close the bracket") }
    }
    guard place < bytes.count else {
      throw error("the closing bracket", found, "close the bracket")
    }
  }
}
