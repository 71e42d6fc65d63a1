// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Reads words into trees, from left to right and without going back.
  ///
  /// Each rule of the grammar is a method that takes the words it is about and returns their tree.
  /// Operators are put in order on a stack of their own; all other recursion is counted.
  ///
  /// A debug build gives every value in a method room of its own on the stack. So the methods that
  /// call each other for expressions, queries and tables in one another leave all they can to others,
  /// which return before the next level begins; and the parser is one word, as each call of its
  /// methods may keep room for a copy. See `SQLNestingTests` for how deep it then gets.
  struct Parser: ~Copyable {
    let state: State

    init(_ text: ParsedText) { state = State(text) }

    /// Reads everything as `rule` says.
    mutating func whole<Tree>(
      _ rule: (inout Parser) throws(SQLError) -> Tree
    ) throws(SQLError) -> Tree {
      let tree = try rule(&self)
      guard token.kind == .end else { throw expected("the end of the text") }
      return tree
    }
  }

  /// A text cut into words, and if it is read a second time, what was looked for where.
  final class ParsedText {
    let bytes: ContiguousArray<UInt8>
    let tokens: Tokens
    /// The keywords that were asked for in vain, by the number of the token; `nil` at first.
    fileprivate(set) var expectations: [Int: Set<Keyword>]?

    init(bytes: ContiguousArray<UInt8>, tokens: Tokens) {
      self.bytes = bytes
      self.tokens = tokens
    }

    /// Makes the next reading note what it looks for.
    func noteExpectations() { expectations = [:] }
  }
}

extension SQL.Parser {
  /// How far a parser is. No other object knows it, so that it is as good as a part of the parser.
  final class State {
    let text: SQL.ParsedText
    /// The number of the current token.
    var position = 0
    /// How deep the rules are that are being read, in halves of a level.
    var depth = 0
    /// How many levels the tree read last has: see ``SQL/Parser/measure()``.
    var height = 0
    /// What ``SQL/Parser/expression(from:)`` has read and not put together.
    var stack = SQL.OperatorStack()
    /// Every `SELECT` that is being read, the innermost last.
    var selects: [SQL.Select] = []
    /// The common tables of every query that is being read, the innermost last.
    var withs: [SQL.With?] = []
    /// How many `?` came before.
    var parameterCount = 0
    /// The word read last as a name without `AS` before it, which may be a misspelt keyword.
    var bareAlias: Int?

    init(_ text: SQL.ParsedText) { self.text = text }
  }
}

// MARK: - Tokens

extension SQL.Parser {
  var bytes: ContiguousArray<UInt8> { state.text.bytes }
  var tokens: SQL.Tokens { state.text.tokens }
  var position: Int { state.position }
  var height: Int { state.height }

  var selects: [SQL.Select] {
    get { state.selects }
    _modify { yield &state.selects }
  }

  var withs: [SQL.With?] {
    get { state.withs }
    _modify { yield &state.withs }
  }

  var stack: SQL.OperatorStack {
    get { state.stack }
    _modify { yield &state.stack }
  }

  var token: SQL.Token { tokens.all[position] }
  var kind: SQL.Token.Kind { tokens.all[position].kind }
  var keyword: SQL.Keyword? { tokens.all[position].keyword }
  var symbol: SQL.Symbol? { tokens.all[position].symbol }

  /// The token `offset` places after the current one, or the end.
  func peek(_ offset: Int = 1) -> SQL.Token {
    tokens.all[min(position + offset, tokens.all.count - 1)]
  }

  /// The token before the current one.
  var last: SQL.Token { tokens.all[max(0, position - 1)] }

  /// How far ahead of the current token the parenthesis stands that closes the one at `offset`.
  func closer(ofParenthesisAt offset: Int) -> Int {
    let place = position + offset
    guard place < tokens.closers.count else { return tokens.all.count - 1 - position }
    return Int(tokens.closers[place]) - position
  }

  /// Everything from the start of `start` to the end of the token before the current one.
  func range(from start: SQL.Token) -> SQL.SourceRange {
    SQL.SourceRange(lower: start.lower, upper: last.upper)
  }

  func range(from start: SQL.SourceRange) -> SQL.SourceRange {
    SQL.SourceRange(lower: UInt32(start.lowerBound), upper: last.upper)
  }

  mutating func advance() {
    if position + 1 < tokens.all.count { state.position += 1 }
  }

  func at(_ keyword: SQL.Keyword) -> Bool {
    if tokens.all[position].keyword == keyword { return true }
    note(keyword)
    return false
  }

  /// Notes that `keyword` could stand here, in a second reading.
  func note(_ keyword: SQL.Keyword) {
    state.text.expectations?[position, default: []].insert(keyword)
  }

  func at(_ symbol: SQL.Symbol) -> Bool { tokens.all[position].symbol == symbol }

  /// Whether two keywords stand here.
  func at(_ first: SQL.Keyword, _ second: SQL.Keyword) -> Bool {
    at(first) && peek().keyword == second
  }

  mutating func take(_ keyword: SQL.Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  mutating func take(_ symbol: SQL.Symbol) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(_ first: SQL.Keyword, _ second: SQL.Keyword) -> Bool {
    guard at(first, second) else { return false }
    advance()
    advance()
    return true
  }

  mutating func take(_ symbol: SQL.Symbol, then keyword: SQL.Keyword) -> Bool {
    guard at(symbol), peek().keyword == keyword else { return false }
    advance()
    advance()
    return true
  }

  /// Takes a keyword, or says that it is missing after what came before.
  mutating func expect(_ keyword: SQL.Keyword) throws(SQLError) {
    guard take(keyword) else { throw expected(keyword.text) }
  }

  mutating func expect(_ symbol: SQL.Symbol) throws(SQLError) {
    guard take(symbol) else { throw expected("'\(symbol.rawValue)'") }
  }

  /// Takes the parenthesis that closes `opener`.
  mutating func close(_ opener: SQL.Token) throws(SQLError) {
    guard let symbol = opener.symbol?.closing, take(symbol) else { throw unclosed(opener) }
  }

  /// Says that something else stands where `opener` should be closed.
  func unclosed(_ opener: SQL.Token) -> SQLError {
    guard kind != .end, let sign = opener.symbol?.closing else {
      return SQLError(
        .syntax,
        "the '\(source(opener))' that stands here is not closed",
        at: opener.range
      )
    }
    return expected("'\(sign.rawValue)'")
  }

  /// Reads one or more of `element` with commas between them.
  mutating func list<Element>(
    _ element: (inout SQL.Parser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    var elements = [try element(&self)]
    while take(.comma) { elements.append(try element(&self)) }
    return elements
  }

  /// Reads one or more of `element` with commas between them, and perhaps one before what follows.
  mutating func openList<Element>(
    _ element: (inout SQL.Parser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    var elements = [try element(&self)]
    while take(.comma), !endsList { elements.append(try element(&self)) }
    return elements
  }

  /// Whether what stands here can only come after a list.
  var endsList: Bool {
    switch token.kind {
    case .end: return true
    case .symbol:
      switch token.symbol {
      case .closeParenthesis, .closeBracket, .closeBrace, .semicolon: return true
      default: return false
      }
    default:
      switch token.keyword {
      case .from, .where, .group, .having, .window, .qualify, .order, .limit, .offset, .union,
        .intersect, .except, .using, .on, .into, .fetch, .returning:
        return true
      default: return false
      }
    }
  }

  mutating func nextParameter() -> Int {
    state.parameterCount += 1
    return state.parameterCount
  }

  /// Forgets what belongs to the statement before.
  mutating func beginStatement() { state.parameterCount = 0 }

  mutating func noteBareAlias() { state.bareAlias = position }
}

// MARK: - Limits

extension SQL.Parser {
  /// Begins something that may hold itself and counts as `halves` of a level. ``ascend(_:)`` ends it.
  ///
  /// A level is worth 2.8 KiB of the stack in a debug build: what takes more counts for more.
  mutating func descend(_ halves: Int = 1) throws(SQLError) {
    state.depth += halves
    guard state.depth <= SQL.nestingLimit * 2 else {
      throw SQLError(
        .limit,
        "the statement is nested more than \(SQL.nestingLimit) levels deep",
        at: token.range,
        advice: "Give the inner parts names with 'WITH' or write them to tables."
      )
    }
  }

  mutating func ascend(_ halves: Int = 1) { state.depth -= halves }

  /// Begins a tree whose height is to be known, and returns what ``measured(_:)`` wants back.
  mutating func measure() -> Int {
    defer { state.height = 0 }
    return height
  }

  /// Ends a tree, which is one level higher than the highest tree in it, and returns its height.
  @discardableResult
  mutating func measured(_ before: Int) throws(SQLError) -> Int {
    try raise(to: height + 1)
    let own = height
    setHeight(max(before, own))
    return own
  }

  /// Makes the current tree at least so high.
  mutating func raise(to newHeight: Int) throws(SQLError) {
    guard newHeight <= SQL.heightLimit else {
      throw SQLError(
        .limit,
        "an expression is nested more than \(SQL.heightLimit) levels deep",
        at: token.range,
        advice: "Compute a part of it in a subquery or a common table."
      )
    }
    setHeight(max(height, newHeight))
  }

  /// Sets the height to that of a tree put together elsewhere.
  mutating func setHeight(_ newHeight: Int) { state.height = newHeight }
}
