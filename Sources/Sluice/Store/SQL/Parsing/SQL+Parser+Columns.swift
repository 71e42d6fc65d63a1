// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The columns of a table that is created or altered, and what has to hold for them.

extension SQL.Parser {
  mutating func tableElements() throws(SQLError) -> SQL.CreateTable.Content {
    let opener = token
    try expect(.openParenthesis)
    var columns: [SQL.ColumnDefinition] = []
    var constraints: [SQL.TableConstraint] = []
    repeat {
      if at(.closeParenthesis), !columns.isEmpty { break }
      if isTableConstraintAhead {
        constraints.append(try tableConstraint())
      } else {
        columns.append(try columnDefinition())
      }
    } while take(.comma)
    guard at(.closeParenthesis) || token.kind == .end else {
      throw expected("',', ')' or a constraint")
    }
    try close(opener)
    return .columns(columns, constraints: constraints)
  }

  var isTableConstraintAhead: Bool {
    switch token.keyword {
    case .constraint, .primary, .unique, .check, .foreign: true
    default: false
    }
  }

  /// Reads a column. `ALTER TABLE` may name a field of one.
  mutating func columnDefinition() throws(SQLError) -> SQL.ColumnDefinition {
    let start = token
    var column = SQL.ColumnDefinition(
      name: try qualifiedName("the name of a column"),
      range: start.range
    )
    if !isColumnConstraintAhead, !at(.comma), !at(.closeParenthesis) {
      column.type = try typeName()
    }
    while isColumnConstraintAhead { column.constraints.append(try columnConstraint()) }
    guard column.type != nil || column.constraints.contains(where: \.isGenerated) else {
      throw expected("a type")
    }
    column.range = range(from: start)
    return column
  }

  private var isColumnConstraintAhead: Bool {
    switch token.keyword {
    case .constraint, .not, .null, .default, .primary, .unique, .check, .references, .as, .collate:
      return true
    case .generated: return peek().keyword == .always
    case .using: return peek().keyword == .compression
    default:
      for word in [SQL.Keyword.primary, .default, .references, .unique, .check, .not] { note(word) }
      return false
    }
  }

  private mutating func columnConstraint() throws(SQLError) -> SQL.ColumnConstraint {
    let start = token
    let name = take(.constraint) ? try name("the name of a constraint") : nil
    let kind = try columnConstraintKind()
    return SQL.ColumnConstraint(name: name, kind: kind, range: range(from: start))
  }

  private mutating func columnConstraintKind() throws(SQLError) -> SQL.ColumnConstraint.Kind {
    if take(.not) {
      try expect(.null)
      return .notNull
    }
    if take(.null) { return .null }
    if take(.default) { return .default(try expression(from: .other)) }
    if take(.primary) {
      try expect(.key)
      return .primaryKey
    }
    if take(.unique) { return .unique }
    if take(.check) { return .check(try checked()) }
    if at(.references) { return .references(try foreignKey()) }
    if take(.collate) { return .collate(try qualifiedName("the name of a collation")) }
    if take(.using, .compression) { return .compression(try name("a compression")) }
    return try generated()
  }

  /// Reads an expression in parentheses.
  private mutating func checked() throws(SQLError) -> SQL.Expression {
    let opener = token
    try expect(.openParenthesis)
    let expression = try expression()
    try close(opener)
    return expression
  }

  /// Reads `[GENERATED ALWAYS] AS (…) [STORED | VIRTUAL]`.
  private mutating func generated() throws(SQLError) -> SQL.ColumnConstraint.Kind {
    if take(.generated) { try expect(.always) }
    guard take(.as) else { throw expected("a constraint") }
    let value = try checked()
    let isStored = take(.stored)
    if !isStored { _ = take(.virtual) }
    return .generated(value, isStored: isStored)
  }

  private mutating func foreignKey() throws(SQLError) -> SQL.ForeignKey {
    try expect(.references)
    var key = SQL.ForeignKey(table: try qualifiedName("a table"))
    key.columns = try optionalNameList()
    while at(.on), peek().keyword == .delete || peek().keyword == .update {
      advance()
      if take(.delete) {
        key.onDelete = try foreignKeyAction()
      } else {
        advance()
        key.onUpdate = try foreignKeyAction()
      }
    }
    return key
  }

  private mutating func foreignKeyAction() throws(SQLError) -> SQL.ForeignKey.Action {
    if take(.restrict) { return .restrict }
    if take(.cascade) { return .cascade }
    if take(.no, .action) { return .noAction }
    if take(.set, .null) { return .setNull }
    if take(.set, .default) { return .setDefault }
    throw expected("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT")
  }

  mutating func tableConstraint() throws(SQLError) -> SQL.TableConstraint {
    let start = token
    let name = take(.constraint) ? try name("the name of a constraint") : nil
    let kind: SQL.TableConstraint.Kind
    if take(.primary) {
      try expect(.key)
      kind = .primaryKey(try nameList())
    } else if take(.unique) {
      kind = .unique(try nameList())
    } else if take(.check) {
      kind = .check(try checked())
    } else if take(.foreign) {
      try expect(.key)
      let columns = try nameList()
      kind = .foreignKey(columns, try foreignKey())
    } else {
      throw expected("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY")
    }
    return SQL.TableConstraint(name: name, kind: kind, range: range(from: start))
  }
}

extension SQL.ColumnConstraint {
  /// Whether it gives the column its values, and so perhaps its type.
  var isGenerated: Bool {
    if case .generated = kind { true } else { false }
  }
}
