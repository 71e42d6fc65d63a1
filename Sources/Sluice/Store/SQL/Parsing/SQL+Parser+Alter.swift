// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  mutating func alter() throws(SQLError) -> SQL.Alter {
    advance()
    let kind: SQL.ObjectKind
    if take(.table) {
      kind = .table
    } else if take(.view) {
      kind = .view
    } else if take(.sequence) {
      kind = .sequence
    } else if take(.schema) {
      kind = .schema
    } else if take(.database) {
      kind = .database
    } else if take(.index) {
      kind = .index
    } else {
      throw expected("TABLE, VIEW, SEQUENCE or SCHEMA")
    }
    let ifExists = try ifExists()
    let name = try qualifiedName()
    if kind == .sequence, !at(.rename), !at(.set) {
      let options = try sequenceOptions()
      guard !options.isEmpty else { throw expected("an option of a sequence or RENAME") }
      return SQL.Alter(
        kind: kind,
        name: name,
        ifExists: ifExists,
        actions: [.sequenceOptions(options)]
      )
    }
    let actions = try list { (parser) throws(SQLError) in try parser.alteration() }
    return SQL.Alter(kind: kind, name: name, ifExists: ifExists, actions: actions)
  }

  private mutating func ifExists() throws(SQLError) -> Bool {
    guard at(.if), peek().keyword == .exists else { return false }
    advance()
    advance()
    return true
  }

  private mutating func alteration() throws(SQLError) -> SQL.Alter.Action {
    if take(.add) { return try addition() }
    if take(.drop) { return try dropping() }
    if take(.rename) { return try renaming() }
    if take(.alter) { return try columnAlteration() }
    if take(.set) {
      try expect(.schema)
      return .setSchema(try name("a schema"))
    }
    throw expected("ADD, DROP, RENAME, ALTER or SET SCHEMA")
  }

  private mutating func addition() throws(SQLError) -> SQL.Alter.Action {
    if isTableConstraintAhead { return .addConstraint(try tableConstraint()) }
    _ = at(.column) && take(.column)
    var ifNotExists = false
    if at(.if), peek().keyword == .not {
      advance()
      advance()
      try expect(.exists)
      ifNotExists = true
    }
    return .addColumn(try columnDefinition(), ifNotExists: ifNotExists)
  }

  private mutating func dropping() throws(SQLError) -> SQL.Alter.Action {
    if take(.constraint) {
      let ifExists = try ifExists()
      let name = try name("the name of a constraint")
      return .dropConstraint(name, ifExists: ifExists, dropBehavior())
    }
    _ = take(.column)
    let ifExists = try ifExists()
    let column = try qualifiedName("the name of a column")
    return .dropColumn(column, ifExists: ifExists, dropBehavior())
  }

  private mutating func renaming() throws(SQLError) -> SQL.Alter.Action {
    if take(.to) { return .rename(try name()) }
    _ = take(.column)
    let column = try qualifiedName("the name of a column")
    try expect(.to)
    return .renameColumn(column, to: try name())
  }

  private mutating func columnAlteration() throws(SQLError) -> SQL.Alter.Action {
    _ = take(.column)
    let column = try qualifiedName("the name of a column")
    if take(.set) {
      if take(.default) { return .setDefault(column, try expression()) }
      if take(.not) {
        try expect(.null)
        return .setNotNull(column)
      }
      guard take(.data) else { throw expected("DEFAULT, NOT NULL or DATA TYPE") }
      return try typeChange(column)
    }
    if take(.drop) {
      if take(.default) { return .dropDefault(column) }
      guard take(.not) else { throw expected("DEFAULT or NOT NULL") }
      try expect(.null)
      return .dropNotNull(column)
    }
    guard at(.type) else { throw expected("TYPE, SET or DROP") }
    return try typeChange(column)
  }

  private mutating func typeChange(_ column: SQL.QualifiedName) throws(SQLError) -> SQL.Alter.Action
  {
    try expect(.type)
    let type = at(.using) ? nil : try typeName()
    let value = take(.using) ? try expression() : nil
    return .setType(column, type, using: value)
  }

  private mutating func dropBehavior() -> SQL.DropBehavior? {
    if take(.cascade) { return .cascade }
    return take(.restrict) ? .restrict : nil
  }
}

// MARK: - Drops and comments

extension SQL.Parser {
  mutating func drop() throws(SQLError) -> SQL.Drop {
    advance()
    let kind = try objectKind()
    let ifExists = try ifExists()
    let names = try list { (parser) throws(SQLError) in try parser.qualifiedName() }
    return SQL.Drop(kind: kind, ifExists: ifExists, names: names, behavior: dropBehavior())
  }

  private mutating func objectKind() throws(SQLError) -> SQL.ObjectKind {
    if take(.table) { return .table }
    if take(.view) { return .view }
    if take(.schema) { return .schema }
    if take(.sequence) { return .sequence }
    if take(.type) { return .type }
    if take(.index) { return .index }
    if take(.database) { return .database }
    if take(.macro) || take(.function) { return take(.table) ? .tableMacro : .macro }
    throw expected("TABLE, VIEW, SCHEMA, SEQUENCE, TYPE, MACRO or INDEX")
  }

  mutating func comment() throws(SQLError) -> SQL.Comment {
    advance()
    try expect(.on)
    let kind = take(.column) ? .column : try objectKind()
    let name = try qualifiedName()
    try expect(.is)
    return SQL.Comment(kind: kind, name: name, text: take(.null) ? nil : try string())
  }
}
