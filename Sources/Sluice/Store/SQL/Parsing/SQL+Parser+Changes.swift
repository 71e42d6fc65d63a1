// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  mutating func insert(_ with: SQL.With?) throws(SQLError) -> SQL.Insert {
    advance()
    var replacement: SQL.Insert.Replacement?
    if take(.or) {
      if take(.replace) {
        replacement = .replace
      } else {
        guard take(.ignore) else { throw expected("REPLACE or IGNORE") }
        replacement = .ignore
      }
    }
    try expect(.into)
    let table = try qualifiedName("a table")
    var insert = SQL.Insert(
      with: with,
      replacement: replacement,
      table: table,
      rows: .defaultValues
    )
    if take(.as) {
      insert.alias = try name()
    }
    if at(.openParenthesis), !startsQuery(at: 1) { insert.columns = try nameList() }
    if take(.by) {
      insert.isByName = at(.name)
      if !take(.name), !takeWord("position") { throw expected("NAME or POSITION") }
    }
    insert.rows = try insertedRows()
    if at(.on), peek().keyword == .conflict { insert.conflict = try onConflict() }
    insert.returning = try returning()
    return insert
  }

  private mutating func insertedRows() throws(SQLError) -> SQL.Insert.Rows {
    if take(.default, .values) { return .defaultValues }
    guard startsQuery(at: 0) || at(.openParenthesis) || at(.values) else {
      for word in [SQL.Keyword.values, .select, .default, .from] { note(word) }
      throw expected("VALUES, DEFAULT VALUES or a query")
    }
    return .query(try query())
  }

  private mutating func onConflict() throws(SQLError) -> SQL.OnConflict {
    let start = token
    advance()
    advance()
    let columns = try optionalNameList()
    let filter = take(.where) ? try expression() : nil
    try expect(.do)
    var conflict = SQL.OnConflict(
      columns: columns,
      filter: filter,
      action: .nothing,
      range: start.range
    )
    if !take(.nothing) {
      guard take(.update) else { throw expected("NOTHING or UPDATE") }
      try expect(.set)
      let assignments = try assignments()
      conflict.action = .update(assignments, filter: take(.where) ? try expression() : nil)
    }
    conflict.range = range(from: start)
    return conflict
  }

  mutating func assignments() throws(SQLError) -> [SQL.Assignment] {
    try openList { (parser) throws(SQLError) in try parser.assignment() }
  }

  private mutating func assignment() throws(SQLError) -> SQL.Assignment {
    let start = token
    let isTuple = take(.openParenthesis)
    var targets: [SQL.QualifiedName]
    if isTuple {
      targets = try openList { (parser) throws(SQLError) in
        try parser.qualifiedName("the name of a column")
      }
      try close(start)
    } else {
      targets = [try qualifiedName("the name of a column")]
    }
    try expect(.equals)
    let value = try expression()
    return SQL.Assignment(
      targets: targets,
      isTuple: isTuple,
      value: value,
      range: range(from: start)
    )
  }

  /// Reads a table that is changed, and its alias.
  private mutating func target() throws(SQLError) -> (SQL.QualifiedName, SQL.Name?) {
    let table = try qualifiedName("a table")
    if take(.as) { return (table, try name()) }
    guard isName(token), !at(.set) else { return (table, nil) }
    for word in [SQL.Keyword.where, .using, .returning] { note(word) }
    noteBareAlias()
    return (table, takeName())
  }

  mutating func update(_ with: SQL.With?) throws(SQLError) -> SQL.Update {
    advance()
    let (table, alias) = try target()
    try expect(.set)
    var update = SQL.Update(
      with: with,
      table: table,
      alias: alias,
      assignments: try assignments()
    )
    if take(.from) { update.from = try tables() }
    if take(.where) { update.filter = try expression() }
    update.returning = try returning()
    return update
  }

  mutating func delete(_ with: SQL.With?) throws(SQLError) -> SQL.Delete {
    advance()
    try expect(.from)
    let (table, alias) = try target()
    var delete = SQL.Delete(with: with, table: table, alias: alias)
    if take(.using) { delete.using = try tables() }
    if take(.where) { delete.filter = try expression() }
    delete.returning = try returning()
    return delete
  }

  mutating func truncate() throws(SQLError) -> SQL.QualifiedName {
    advance()
    if at(.table), isName(peek()) { advance() }
    return try qualifiedName("a table")
  }
}

// MARK: - Merges

extension SQL.Parser {
  mutating func merge(_ with: SQL.With?) throws(SQLError) -> SQL.Merge {
    advance()
    try expect(.into)
    let (table, alias) = try target()
    try expect(.using)
    let source = try mergeSource()
    var merge = SQL.Merge(
      with: with,
      table: table,
      alias: alias,
      source: source,
      condition: try joinCondition(),
      clauses: []
    )
    guard at(.when) else { throw expected("WHEN") }
    while at(.when) {
      let clause = try mergeClause()
      guard !merge.clauses.contains(where: { $0.match == clause.match && $0.condition == nil })
      else {
        throw SQLError(
          .syntax,
          "a clause for the same rows and without a condition comes before this one",
          at: clause.range
        )
      }
      merge.clauses.append(clause)
    }
    merge.returning = try returning()
    return merge
  }

  private mutating func mergeSource() throws(SQLError) -> SQL.TableReference {
    try tableReference()
  }

  private mutating func mergeClause() throws(SQLError) -> SQL.Merge.Clause {
    let start = token
    advance()
    let match: SQL.Merge.Match
    if take(.matched) {
      match = .matched
    } else {
      guard take(.not) else { throw expected("MATCHED or NOT MATCHED") }
      try expect(.matched)
      if take(.by) {
        if take(.source) {
          match = .notMatchedBySource
        } else {
          guard take(.target) else { throw expected("SOURCE or TARGET") }
          match = .notMatchedByTarget
        }
      } else {
        match = .notMatchedByTarget
      }
    }
    let condition = take(.and) ? try expression() : nil
    try expect(.then)
    let action = try mergeAction()
    let clause = SQL.Merge.Clause(
      match: match,
      condition: condition,
      action: action,
      range: range(from: start)
    )
    if match == .notMatchedByTarget, action.needsRow {
      throw SQLError(
        .syntax,
        "a row without a partner in the target cannot be changed or removed there",
        at: clause.range,
        advice: "Write WHEN MATCHED or WHEN NOT MATCHED BY SOURCE."
      )
    }
    return clause
  }

  private mutating func mergeAction() throws(SQLError) -> SQL.Merge.Action {
    if take(.delete) { return .delete }
    if take(.do) {
      try expect(.nothing)
      return .nothing
    }
    if take(.update) { return try mergeUpdate() }
    if take(.insert) { return try mergeInsert() }
    if take(.error) || take(.abort) {
      return .error(startsOperand(token) ? try expression() : nil)
    }
    throw expected("UPDATE, DELETE, INSERT, DO NOTHING or ERROR")
  }

  private mutating func mergeUpdate() throws(SQLError) -> SQL.Merge.Action {
    if take(.set) {
      if take(.star) { return .updateAll(isByName: false) }
      return .update(try assignments())
    }
    return .updateAll(isByName: try isByName())
  }

  private mutating func mergeInsert() throws(SQLError) -> SQL.Merge.Action {
    if take(.default, .values) { return .insertDefaults }
    let columns = try optionalNameList()
    if take(.values) { return .insert(columns: columns, values: try row()) }
    guard columns.isEmpty else { throw expected("VALUES") }
    return .insertAll(isByName: try isByName())
  }

  /// Reads `BY NAME` or `BY POSITION`, and a star.
  private mutating func isByName() throws(SQLError) -> Bool {
    var isByName = false
    if take(.by) {
      isByName = at(.name)
      if !take(.name), !takeWord("position") { throw expected("NAME or POSITION") }
    }
    _ = take(.star)
    return isByName
  }
}
