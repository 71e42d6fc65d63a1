// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// The words that stand between `CREATE` and what is created.
  private struct Prefix {
    var isReplacing = false
    var isTemporary = false
    var isUnique = false
    var isRecursive = false
  }

  mutating func create() throws(SQLError) -> SQL.Statement.Kind {
    advance()
    var prefix = Prefix()
    prefix.isReplacing = take(.or, .replace)
    while true {
      if take(.temp) || take(.temporary) {
        prefix.isTemporary = true
      } else if take(.unique) {
        prefix.isUnique = true
      } else if take(.recursive) {
        prefix.isRecursive = true
      } else if at(.local) || at(.global) || at(.unlogged), peek().kind == .word {
        advance()
      } else {
        break
      }
    }
    switch token.keyword {
    case .table: return .createTable(try createTable(prefix))
    case .view: return .createView(try createView(prefix))
    case .schema: return .createSchema(try createSchema(prefix))
    case .sequence: return .createSequence(try createSequence(prefix))
    case .type: return .createType(try createType(prefix))
    case .macro, .function: return .createMacro(try createMacro(prefix))
    case .index: return .createIndex(try createIndex(prefix))
    default:
      for word in SQL.Keyword.creations { note(word) }
      throw expected("TABLE, VIEW, SCHEMA, SEQUENCE, TYPE, MACRO or INDEX")
    }
  }

  /// Reads `IF NOT EXISTS` behind the kind of what is created, which is the current word.
  private mutating func existence(_ prefix: Prefix) throws(SQLError) -> SQL.Existence {
    advance()
    guard at(.if), peek().keyword == .not else { return prefix.isReplacing ? .replace : .fail }
    guard !prefix.isReplacing else {
      throw SQLError(
        .syntax,
        "OR REPLACE and IF NOT EXISTS exclude each other",
        at: token.range
      )
    }
    advance()
    advance()
    try expect(.exists)
    return .keep
  }

  private mutating func createView(_ prefix: Prefix) throws(SQLError) -> SQL.CreateView {
    let existence = try existence(prefix)
    let name = try qualifiedName("the name of a view")
    let columns = try optionalNameList()
    try expect(.as)
    return SQL.CreateView(
      name: name,
      isTemporary: prefix.isTemporary,
      isRecursive: prefix.isRecursive,
      existence: existence,
      columns: columns,
      query: try query()
    )
  }

  private mutating func createSchema(_ prefix: Prefix) throws(SQLError) -> SQL.CreateSchema {
    let existence = try existence(prefix)
    return SQL.CreateSchema(name: try qualifiedName("the name of a schema"), existence: existence)
  }

  private mutating func createSequence(_ prefix: Prefix) throws(SQLError) -> SQL.CreateSequence {
    let existence = try existence(prefix)
    let name = try qualifiedName("the name of a sequence")
    return SQL.CreateSequence(
      name: name,
      isTemporary: prefix.isTemporary,
      existence: existence,
      options: try sequenceOptions()
    )
  }

  private mutating func createType(_ prefix: Prefix) throws(SQLError) -> SQL.CreateType {
    let existence = try existence(prefix)
    let name = try qualifiedName("the name of a type")
    try expect(.as)
    var type = SQL.CreateType(
      name: name,
      isTemporary: prefix.isTemporary,
      existence: existence,
      definition: .type(SQL.TypeName(.enumeration([])))
    )
    if at(.enum), peek().symbol == .openParenthesis, startsQuery(at: 2) {
      advance()
      type.definition = .query(try parenthesizedQuery())
    } else {
      type.definition = .type(try typeName())
    }
    return type
  }

  private mutating func createIndex(_ prefix: Prefix) throws(SQLError) -> SQL.CreateIndex {
    let existence = try existence(prefix)
    let name = at(.on) ? nil : try name("the name of an index")
    try expect(.on)
    let table = try qualifiedName("a table")
    let method = take(.using) ? try self.name("a kind of index") : nil
    let opener = token
    try expect(.openParenthesis)
    let keys = try openList { (parser) throws(SQLError) in try parser.orderItem() }
    try close(opener)
    var index = SQL.CreateIndex(
      name: name,
      isUnique: prefix.isUnique,
      existence: existence,
      table: table,
      method: method,
      keys: keys
    )
    if take(.with) { index.options = try options() }
    return index
  }
}

extension SQL.Keyword {
  /// What can be created.
  fileprivate static let creations: [SQL.Keyword] = [
    .table, .view, .schema, .sequence, .type, .macro, .function, .index,
  ]
}

// MARK: - Sequences

extension SQL.Parser {
  mutating func sequenceOptions() throws(SQLError) -> [SQL.SequenceOption] {
    var options: [SQL.SequenceOption] = []
    let start = token
    var first = start
    while let kind = try sequenceOption() {
      options.append(SQL.SequenceOption(kind: kind, range: range(from: first)))
      first = token
    }
    return options
  }

  private mutating func sequenceOption() throws(SQLError) -> SQL.SequenceOption.Kind? {
    if take(.start) {
      _ = take(.with)
      return .start(try signedNumber())
    }
    if take(.restart) {
      let hasWord = take(.with)
      return .restart(hasWord || startsOperand(token) ? try signedNumber() : nil)
    }
    if take(.increment) {
      _ = take(.by)
      return .increment(try signedNumber())
    }
    if take(.minvalue) { return .minimum(try signedNumber()) }
    if take(.maxvalue) { return .maximum(try signedNumber()) }
    if take(.cycle) { return .cycle(true) }
    if at(.no) {
      advance()
      if take(.minvalue) { return .minimum(nil) }
      if take(.maxvalue) { return .maximum(nil) }
      guard take(.cycle) else { throw expected("MINVALUE, MAXVALUE or CYCLE") }
      return .cycle(false)
    }
    if takeWord("cache") { return .cache(try signedNumber()) }
    if take(.as) { return .type(try typeName()) }
    guard take(.owned) else { return nil }
    try expect(.by)
    if takeWord("none") { return .owned(nil) }
    return .owned(try qualifiedName("a table"))
  }

  private mutating func signedNumber() throws(SQLError) -> SQL.Expression {
    try expression(from: .sum)
  }
}

// MARK: - Macros

extension SQL.Parser {
  private mutating func createMacro(_ prefix: Prefix) throws(SQLError) -> SQL.CreateMacro {
    let existence = try existence(prefix)
    let name = try macroName()
    var macro = SQL.CreateMacro(
      name: name,
      isTemporary: prefix.isTemporary,
      existence: existence,
      overloads: []
    )
    repeat {
      macro.overloads.append(try macroOverload())
    } while take(.comma)
    return macro
  }

  private mutating func macroName() throws(SQLError) -> SQL.QualifiedName {
    guard token.reservation == .function, peek().symbol == .openParenthesis else {
      return try qualifiedName("the name of a macro")
    }
    return SQL.QualifiedName(takeName())
  }

  private mutating func macroOverload() throws(SQLError) -> SQL.CreateMacro.Overload {
    let start = token
    try expect(.openParenthesis)
    var parameters: [SQL.CreateMacro.Parameter] = []
    if !at(.closeParenthesis) {
      parameters = try openList { (parser) throws(SQLError) in try parser.macroParameter() }
    }
    try close(start)
    try expect(.as)
    let body: SQL.CreateMacro.Body
    if at(.table), startsQuery(at: 1) || peek().symbol == .openParenthesis {
      advance()
      body = .table(try query())
    } else {
      body = .expression(try expression())
    }
    return SQL.CreateMacro.Overload(
      parameters: parameters,
      body: body,
      range: range(from: start)
    )
  }

  private mutating func macroParameter() throws(SQLError) -> SQL.CreateMacro.Parameter {
    var parameter = SQL.CreateMacro.Parameter(name: try name("a parameter"))
    if !at(.comma), !at(.closeParenthesis), !isDefaultAhead { parameter.type = try typeName() }
    if isDefaultAhead {
      advance()
      parameter.defaultValue = try expression()
    }
    return parameter
  }

  private var isDefaultAhead: Bool {
    at(.colonEquals) || at(.rightArrow) || at(.equals) || at(.default)
  }
}

// MARK: - Tables

extension SQL.Parser {
  private mutating func createTable(_ prefix: Prefix) throws(SQLError) -> SQL.CreateTable {
    let existence = try existence(prefix)
    let name = try qualifiedName("the name of a table")
    var table = SQL.CreateTable(
      name: name,
      isTemporary: prefix.isTemporary,
      existence: existence,
      content: .columns([], constraints: [])
    )
    var names: [SQL.Name] = []
    if at(.openParenthesis) {
      guard isNameListAhead else {
        table.content = try tableElements()
        return table
      }
      names = try nameList()
    }
    guard take(.as) else { throw expected(names.isEmpty ? "'(' or AS" : "AS") }
    table.content = .query(try query(), columns: names, hasData: try hasData())
    return table
  }

  /// Whether the parentheses that open here hold names alone, so that a query has to follow.
  private var isNameListAhead: Bool {
    peek(closer(ofParenthesisAt: 0) + 1).keyword == .as && isName(peek())
      && (peek(2).symbol == .comma || peek(2).symbol == .closeParenthesis)
  }

  private mutating func hasData() throws(SQLError) -> Bool {
    guard take(.with) else { return true }
    let hasData = !take(.no)
    try expect(.data)
    return hasData
  }
}
