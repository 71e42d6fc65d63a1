// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What brings data in and out.

extension SQL.Parser {
  mutating func copy() throws(SQLError) -> SQL.Statement.Kind {
    advance()
    if at(.from, .database) { return .copyDatabase(try copyDatabase()) }
    let subject: SQL.Copy.Subject
    if at(.openParenthesis) {
      subject = .query(try parenthesizedQuery())
    } else {
      let table = try qualifiedName("a table or a query in parentheses")
      subject = .table(table, columns: try optionalNameList())
    }
    let isExport = take(.to)
    if !isExport {
      guard take(.from) else { throw expected("TO or FROM") }
    }
    var copy = SQL.Copy(subject: subject, isExport: isExport, file: try file())
    copy.options = try copyOptions()
    return .copy(copy)
  }

  private mutating func copyDatabase() throws(SQLError) -> SQL.CopyDatabase {
    advance()
    advance()
    let source = try name("a database")
    try expect(.to)
    var copy = SQL.CopyDatabase(source: source, target: try name("a database"))
    let opener = token
    guard take(.openParenthesis) else { return copy }
    if take(.schema) {
      copy.part = .schema
    } else {
      guard take(.data) else { throw expected("SCHEMA or DATA") }
      copy.part = .data
    }
    try close(opener)
    return copy
  }

  /// Reads where a file is: a text, a parameter, an expression in parentheses, or `stdout`.
  private mutating func file() throws(SQLError) -> SQL.Expression {
    let isFile =
      isAtString || token.kind == .parameter || at(.openParenthesis) || isName(token)
      || token.keyword == .cast
    guard isFile else { throw expected("the name of a file") }
    return try postfixed()
  }

  /// Reads options, in parentheses or in the old style without.
  private mutating func copyOptions() throws(SQLError) -> [SQL.Option] {
    _ = take(.with)
    if at(.openParenthesis) { return try options() }
    var found: [SQL.Option] = []
    while token.kind == .word, token.keyword != .returning {
      let name = takeName()
      _ = take(.as)
      var value: SQL.Expression?
      if name.text.lowercased() == "format" || isAtString || token.kind == .number {
        value = try settingValue()
      } else if name.text.lowercased() == "force" {
        throw SQLError(
          .unsupported,
          "FORCE is supported in parentheses only",
          at: name.range,
          advice: "Write '(FORCE_QUOTE (a, b))' and the like."
        )
      }
      found.append(SQL.Option(name: name, value: value))
    }
    return found
  }

  /// Reads `(name value, …)`.
  mutating func options() throws(SQLError) -> [SQL.Option] {
    let opener = token
    try expect(.openParenthesis)
    let options = try openList { (parser) throws(SQLError) in try parser.option() }
    try close(opener)
    return options
  }

  private mutating func option() throws(SQLError) -> SQL.Option {
    var option = SQL.Option(name: try name("the name of an option", for: .label))
    if !take(.equals) { _ = take(.rightArrow) }
    if at(.comma) || at(.closeParenthesis) { return option }
    if at(.star) {
      option.value = SQL.Expression(.star(SQL.Star()), at: token.range)
      advance()
    } else if at(.openParenthesis) {
      option.value = try optionList()
    } else {
      option.value = try settingValue()
    }
    return option
  }

  /// Reads several values in parentheses as a row, even if there is only one.
  private mutating func optionList() throws(SQLError) -> SQL.Expression {
    let opener = token
    advance()
    let values = try openList { (parser) throws(SQLError) in try parser.settingValue() }
    try close(opener)
    return SQL.Expression(.row(values), at: range(from: opener))
  }
}

// MARK: - Databases and extensions

extension SQL.Parser {
  mutating func export() throws(SQLError) -> SQL.Export {
    advance()
    try expect(.database)
    var database: SQL.Name?
    if isName(token) {
      database = takeName()
      try expect(.to)
    }
    var export = SQL.Export(database: database, folder: try file())
    export.options = try copyOptions()
    return export
  }

  mutating func importDatabase() throws(SQLError) -> SQL.Expression {
    advance()
    try expect(.database)
    return try file()
  }

  mutating func attach() throws(SQLError) -> SQL.Attach {
    advance()
    var existence = take(.or, .replace) ? SQL.Existence.replace : .fail
    _ = take(.database)
    if take(.if) {
      try expect(.not)
      try expect(.exists)
      existence = .keep
    }
    var attach = SQL.Attach(existence: existence, path: try file())
    if take(.as) { attach.name = try name("the name of a database") }
    if at(.openParenthesis) { attach.options = try options() }
    return attach
  }

  mutating func detach() throws(SQLError) -> SQL.Detach {
    advance()
    _ = take(.database)
    let ifExists = take(.if, .exists)
    return SQL.Detach(ifExists: ifExists, name: try name("the name of a database"))
  }

  mutating func load() throws(SQLError) -> SQL.LoadExtension {
    let isForced = take(.force)
    let isInstall = at(.install)
    advance()
    let name = try nameOrText("the name of an extension")
    let repository = isInstall && take(.from) ? try nameOrText("a repository") : nil
    return SQL.LoadExtension(
      isInstall: isInstall,
      isForced: isForced,
      name: name,
      repository: repository
    )
  }
}
