// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Transactions, prepared statements, settings.

extension SQL.Parser {
  /// Takes a word that is no keyword.
  mutating func takeWord(_ word: String) -> Bool {
    guard token.kind == .word, source(token).lowercased() == word else { return false }
    advance()
    return true
  }

  mutating func begin() throws(SQLError) -> SQL.Begin {
    if take(.start) {
      try expect(.transaction)
    } else {
      advance()
      if !take(.transaction) { _ = take(.work) }
    }
    guard take(.read) else { return SQL.Begin() }
    if take(.only) { return SQL.Begin(isReadOnly: true) }
    try expect(.write)
    return SQL.Begin(isReadOnly: false)
  }

  mutating func endTransaction(_ kind: SQL.Statement.Kind) -> SQL.Statement.Kind {
    advance()
    if !take(.transaction) { _ = take(.work) }
    return kind
  }

  mutating func checkpoint() throws(SQLError) -> SQL.Checkpoint {
    let isForced = take(.force)
    try expect(.checkpoint)
    return SQL.Checkpoint(isForced: isForced, database: isName(token) ? takeName() : nil)
  }

  mutating func prepare() throws(SQLError) -> SQL.Prepare {
    advance()
    let name = try name("the name of a prepared statement")
    var types: [SQL.TypeName] = []
    let opener = token
    if take(.openParenthesis) {
      types = try openList { (parser) throws(SQLError) in try parser.typeName() }
      try close(opener)
    }
    try expect(.as)
    return SQL.Prepare(name: name, types: types, statement: try statement())
  }

  mutating func execute() throws(SQLError) -> SQL.Execute {
    advance()
    var execute = SQL.Execute(name: try name("the name of a prepared statement"))
    let opener = token
    guard take(.openParenthesis) else { return execute }
    if !at(.closeParenthesis) { execute.arguments = try arguments(areEqualsNames: true) }
    try close(opener)
    return execute
  }

  mutating func deallocate() throws(SQLError) -> SQL.Name? {
    advance()
    _ = take(.prepare)
    return take(.all) ? nil : try name("the name of a prepared statement")
  }

  mutating func explain() throws(SQLError) -> SQL.Explain {
    advance()
    var isAnalyze = take(.analyze) || take(.analyse)
    _ = takeWord("verbose")
    let hasOptions =
      at(.openParenthesis) && !startsQuery(at: 1) && peek().symbol != .openParenthesis
    let options = hasOptions ? try options(&isAnalyze) : []
    return SQL.Explain(isAnalyze: isAnalyze, options: options, statement: try statement())
  }

  /// Reads options, one of which may be `ANALYZE`.
  private mutating func options(_ isAnalyze: inout Bool) throws(SQLError) -> [SQL.Option] {
    let found = try options()
    let others = found.filter { $0.value != nil || $0.name.text.lowercased() != "analyze" }
    if others.count < found.count { isAnalyze = true }
    return others
  }

  mutating func call() throws(SQLError) -> SQL.TableFunction {
    advance()
    let name = try qualifiedName("a function")
    return try tableFunction(name)
  }

  mutating func use() throws(SQLError) -> SQL.QualifiedName {
    advance()
    guard token.kind == .string else { return try qualifiedName("a database or a schema") }
    return SQL.QualifiedName(try nameOrText("a database or a schema"))
  }

  mutating func vacuum() throws(SQLError) -> SQL.Vacuum {
    let isVacuum = take(.vacuum)
    var isAnalyze = take(.analyze) || take(.analyse)
    let options = isVacuum && at(.openParenthesis) ? try options(&isAnalyze) : []
    var vacuum = SQL.Vacuum(isVacuum: isVacuum, isAnalyze: isAnalyze, options: options)
    if isName(token) {
      vacuum.table = try qualifiedName("a table")
      vacuum.columns = try optionalNameList()
    }
    return vacuum
  }
}

// MARK: - Settings

extension SQL.Parser {
  mutating func set() throws(SQLError) -> SQL.SetVariable {
    advance()
    let scope = settingScope()
    if at(.time), peek().keyword == .zone {
      let start = token
      advance()
      advance()
      let name = SQL.QualifiedName(SQL.Name("TimeZone", at: range(from: start)))
      return SQL.SetVariable(scope: scope, name: name, values: try settingValues())
    }
    let name = try qualifiedName("the name of a setting")
    if !take(.equals), !take(.colonEquals) {
      guard take(.to) else { throw expected("'=' or TO") }
    }
    return SQL.SetVariable(scope: scope, name: name, values: try settingValues())
  }

  private mutating func settingScope() -> SQL.SettingScope? {
    let isBeforeName = isName(peek()) || peek().keyword == .all
    guard isBeforeName else { return nil }
    if take(.session) { return .session }
    if take(.local) { return .local }
    if take(.global) { return .global }
    return take(.variable) ? .variable : nil
  }

  private mutating func settingValues() throws(SQLError) -> [SQL.Expression] {
    try list { (parser) throws(SQLError) in try parser.settingValue() }
  }

  /// Reads an expression, or a word such as `on` that is none.
  mutating func settingValue() throws(SQLError) -> SQL.Expression {
    guard token.kind == .word, token.reservation == .full || token.reservation == .function else {
      return try expression()
    }
    switch peek().kind {
    case .symbol
    where peek().symbol != .comma && peek().symbol != .semicolon
      && peek().symbol != .closeParenthesis:
      return try expression()
    default: break
    }
    switch token.keyword {
    case .default, .null, .true, .false, .case, .cast, .array, .lambda, .not:
      return try expression()
    default:
      let name = takeName()
      return SQL.Expression(.name(SQL.QualifiedName(name)), at: name.range)
    }
  }

  mutating func reset() throws(SQLError) -> SQL.ResetVariable {
    advance()
    let scope = settingScope()
    if take(.all) { return SQL.ResetVariable(scope: scope) }
    let name = try qualifiedName("the name of a setting")
    return SQL.ResetVariable(scope: scope, name: name)
  }

  mutating func pragma() throws(SQLError) -> SQL.Pragma {
    advance()
    let name = try name("the name of a pragma", for: .label)
    if take(.equals) { return SQL.Pragma(name: name, value: .assigned(try settingValues())) }
    let opener = token
    guard take(.openParenthesis) else { return SQL.Pragma(name: name, value: .none) }
    let arguments = at(.closeParenthesis) ? [] : try arguments(areEqualsNames: true)
    try close(opener)
    return SQL.Pragma(name: name, value: .arguments(arguments))
  }
}
