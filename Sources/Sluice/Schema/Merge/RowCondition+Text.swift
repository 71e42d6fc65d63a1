// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Conditions as texts: the part of SQL that compares columns with constants.

extension RowCondition: CustomStringConvertible {
  /// The condition in SQL: `day = 2 AND kind <> 'test'`.
  public var description: String { term.text }

  /// Reads a condition in SQL: comparisons, `BETWEEN`, `IN`, `IS NULL`, `AND`, `OR`, `NOT` and brackets.
  ///
  /// Throws ``LoadError`` with the code `invalidValue` for whatever is something else.
  public init(_ text: String) throws(LoadError) {
    var parser = ConditionParser(text)
    term = try parser.condition()
  }
}

extension RowCondition.Term {
  fileprivate var text: String {
    switch self {
    case .comparison(let name, let comparison, let value):
      "\(Self.quoted(name)) \(comparison.sign) \(Self.literal(value))"
    case .isMissing(let name): "\(Self.quoted(name)) IS NULL"
    case .all(let terms): terms.map(\.bracketed).joined(separator: " AND ")
    case .any(let terms): terms.map(\.bracketed).joined(separator: " OR ")
    case .not(let term): "NOT \(term.bracketed)"
    }
  }

  private var bracketed: String {
    switch self {
    case .comparison, .isMissing: text
    default: "(\(text))"
    }
  }

  private static func quoted(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { ConditionParser.isWord($0) }
      && name.utf8.first.map { $0 > 57 } ?? false
      && !ConditionParser.words.contains(name.uppercased())
    return isPlain
      ? name
      : "\""
        + name.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
  }

  private static func literal(_ value: Value) -> String {
    switch value {
    case .null: "NULL"
    case .bool(let flag): flag ? "TRUE" : "FALSE"
    case .int, .double, .decimal, .bigInt, .wei: value.description
    default:
      "'"
        + value.description.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "''") + "'"
    }
  }
}

/// Reads conditions.
private struct ConditionParser {
  private enum Token: Equatable {
    case word(String), name(String), text(String), number(String), sign(String), end
  }

  static let words: Set<String> = [
    "AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "TRUE", "FALSE", "DATE", "TIMESTAMP",
  ]

  private let source: String
  private var bytes: ArraySlice<UInt8>
  private var token = Token.end

  init(_ text: String) {
    source = text
    bytes = Array(text.utf8)[...]
  }

  mutating func condition() throws(LoadError) -> RowCondition.Term {
    try advance()
    let term = try alternatives(0)
    guard token == .end else { throw failure("what follows the condition") }
    return term
  }

  private mutating func alternatives(_ depth: Int) throws(LoadError) -> RowCondition.Term {
    guard depth < 100 else { throw failure("so many brackets") }
    var terms = [try conjunction(depth)]
    while token == .word("OR") {
      try advance()
      terms.append(try conjunction(depth))
    }
    return terms.count == 1 ? terms[0] : .any(terms)
  }

  private mutating func conjunction(_ depth: Int) throws(LoadError) -> RowCondition.Term {
    var terms = [try negation(depth)]
    while token == .word("AND") {
      try advance()
      terms.append(try negation(depth))
    }
    return terms.count == 1 ? terms[0] : .all(terms)
  }

  private mutating func negation(_ depth: Int) throws(LoadError) -> RowCondition.Term {
    if token == .word("NOT") {
      try advance()
      guard depth < 100 else { throw failure("so many negations") }
      return .not(try negation(depth + 1))
    }
    if token == .sign("(") {
      try advance()
      let term = try alternatives(depth + 1)
      try take(.sign(")"), "a bracket that is not closed")
      return term
    }
    guard case .name(let column) = token else { throw failure("what is no column") }
    try advance()
    return try predicate(of: column)
  }

  private mutating func predicate(of column: String) throws(LoadError) -> RowCondition.Term {
    if case .sign(let sign) = token {
      let spelling = sign == "!=" ? "<>" : sign == "==" ? "=" : sign
      guard let comparison = RowCondition.Comparison.all.first(where: { $0.sign == spelling })
      else {
        throw failure("the sign '\(sign)'")
      }
      try advance()
      return .comparison(column, comparison, try literal())
    }
    if token == .word("IS") {
      try advance()
      let isNegated = token == .word("NOT")
      if isNegated { try advance() }
      try take(.word("NULL"), "what follows 'IS'")
      return isNegated ? .not(.isMissing(column)) : .isMissing(column)
    }
    let isNegated = token == .word("NOT")
    if isNegated { try advance() }
    let term: RowCondition.Term
    if token == .word("BETWEEN") {
      try advance()
      let low = try literal()
      try take(.word("AND"), "'BETWEEN' without 'AND'")
      term = .all([.comparison(column, .atLeast, low), .comparison(column, .atMost, try literal())])
    } else if token == .word("IN") {
      try advance()
      try take(.sign("("), "'IN' without a bracket")
      var terms = [RowCondition.Term.comparison(column, .equal, try literal())]
      while token == .sign(",") {
        try advance()
        terms.append(.comparison(column, .equal, try literal()))
      }
      try take(.sign(")"), "a bracket that is not closed")
      term = .any(terms)
    } else {
      throw failure("what follows the column '\(column)'")
    }
    return isNegated ? .not(term) : term
  }

  private mutating func literal() throws(LoadError) -> Value {
    if token == .word("DATE") || token == .word("TIMESTAMP") { try advance() }
    let value: Value
    switch token {
    case .text(let text): value = .text(text)
    case .number(let text):
      guard let number = try? Value(json: text) else { throw failure("the number '\(text)'") }
      value = number
    case .word("TRUE"): value = true
    case .word("FALSE"): value = false
    case .word("NULL"): value = .null
    default: throw failure("what is no constant")
    }
    try advance()
    return value
  }

  private mutating func take(_ wanted: Token, _ otherwise: String) throws(LoadError) {
    guard token == wanted else { throw failure(otherwise) }
    try advance()
  }

  // MARK: - Tokens

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func advance() throws(LoadError) {
    while let byte = bytes.first, byte <= 32 { bytes.removeFirst() }
    guard let byte = bytes.first else {
      token = .end
      return
    }
    switch byte {
    case UInt8(ascii: "'"): token = .text(try quoted(byte))
    case UInt8(ascii: "\""): token = .name(try quoted(byte))
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
      token = .number(
        run {
          Self.isWord($0) || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")].contains($0)
        }
      )
    case _ where Self.isWord(byte):
      let word = run(Self.isWord)
      token = Self.words.contains(word.uppercased()) ? .word(word.uppercased()) : .name(word)
    default:
      let sign = run { "<>=!".utf8.contains($0) }
      token = .sign(sign.isEmpty ? String(decoding: [bytes.removeFirst()], as: UTF8.self) : sign)
    }
  }

  private mutating func run(_ isPart: (UInt8) -> Bool) -> String {
    let part = bytes.prefix(while: isPart)
    bytes = bytes[part.endIndex...]
    return String(decoding: part, as: UTF8.self)
  }

  private mutating func quoted(_ mark: UInt8) throws(LoadError) -> String {
    var text: [UInt8] = []
    bytes.removeFirst()
    while let byte = bytes.first {
      bytes.removeFirst()
      if byte == mark {
        guard bytes.first == mark else { return String(decoding: text, as: UTF8.self) }
        bytes.removeFirst()
      }
      text.append(byte)
    }
    throw failure("a quotation mark that is not closed")
  }

  private func failure(_ what: String) -> LoadError {
    LoadError(
      .invalidValue,
      "The condition '\(source.prefix(200))' cannot be read: it has \(what). Compare columns with "
        + "constants, such as \"day = 2 AND kind <> 'test'\"."
    )
  }
}
