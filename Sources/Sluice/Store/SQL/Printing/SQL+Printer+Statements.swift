// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  mutating func add(_ statement: SQL.Statement) {
    switch statement.kind {
    case .query(let query): add(.query(query))
    case .insert(let insert): add(insert)
    case .update(let update): add(update)
    case .delete(let delete): add(delete)
    case .merge(let merge): add(merge)
    case .truncate(let table):
      add("TRUNCATE ")
      name(table)
    case .createTable(let table): add(table)
    case .createView(let view): add(view)
    case .createSchema(let schema): add(schema)
    case .createSequence(let sequence): add(sequence)
    case .createType(let type): add(type)
    case .createMacro(let macro): add(macro)
    case .createIndex(let index): add(index)
    case .drop(let drop): add(drop)
    case .alter(let alter): add(alter)
    case .comment(let comment): add(comment)
    default: addCommand(statement.kind)
    }
  }

  // MARK: Changes

  private mutating func add(_ insert: SQL.Insert) {
    if let with = insert.with { add(with) }
    add("INSERT ")
    if let replacement = insert.replacement { add("OR \(replacement.rawValue) ") }
    add("INTO ")
    target(insert.table, insert.alias)
    optionalNames(insert.columns)
    if insert.isByName { add(" BY NAME") }
    switch insert.rows {
    case .defaultValues: add(" DEFAULT VALUES")
    case .query(let query):
      add(" ")
      add(.query(query))
    }
    if let conflict = insert.conflict { add(conflict) }
    returning(insert.returning)
  }

  private mutating func add(_ conflict: SQL.OnConflict) {
    add(" ON CONFLICT")
    optionalNames(conflict.columns)
    clause(" WHERE ", conflict.filter)
    switch conflict.action {
    case .nothing: add(" DO NOTHING")
    case .update(let assignments, let filter):
      add(" DO UPDATE SET ")
      list(assignments) { $0.add($1) }
      clause(" WHERE ", filter)
    }
  }

  private mutating func target(_ table: SQL.QualifiedName, _ alias: SQL.Name?) {
    name(table)
    guard let alias else { return }
    add(" AS ")
    name(alias)
  }

  private mutating func returning(_ items: [SQL.SelectItem]) {
    guard !items.isEmpty else { return }
    add(" RETURNING ")
    list(items) { $0.add($1) }
  }

  private mutating func add(_ assignment: SQL.Assignment) {
    if assignment.isTuple { add("(") }
    list(assignment.targets) { $0.name($1) }
    if assignment.isTuple { add(")") }
    clause(" = ", assignment.value)
  }

  private mutating func add(_ update: SQL.Update) {
    if let with = update.with { add(with) }
    add("UPDATE ")
    target(update.table, update.alias)
    add(" SET ")
    list(update.assignments) { $0.add($1) }
    tables(" FROM ", update.from)
    clause(" WHERE ", update.filter)
    returning(update.returning)
  }

  private mutating func tables(_ word: String, _ tables: [SQL.TableReference]) {
    guard !tables.isEmpty else { return }
    add(word)
    list(tables) { $0.add(.table($1)) }
  }

  private mutating func add(_ delete: SQL.Delete) {
    if let with = delete.with { add(with) }
    add("DELETE FROM ")
    target(delete.table, delete.alias)
    tables(" USING ", delete.using)
    clause(" WHERE ", delete.filter)
    returning(delete.returning)
  }

  private mutating func add(_ merge: SQL.Merge) {
    if let with = merge.with { add(with) }
    add("MERGE INTO ")
    target(merge.table, merge.alias)
    add(" USING ")
    add(.table(merge.source))
    add(merge.condition)
    for clause in merge.clauses { add(clause) }
    returning(merge.returning)
  }

  private mutating func add(_ clause: SQL.Merge.Clause) {
    add(" WHEN " + clause.match.rawValue)
    self.clause(" AND ", clause.condition)
    switch clause.action {
    case .update(let assignments):
      add(" THEN UPDATE SET ")
      list(assignments) { $0.add($1) }
    case .updateAll(let isByName): add(isByName ? " THEN UPDATE BY NAME" : " THEN UPDATE")
    case .delete: add(" THEN DELETE")
    case .insert(let columns, let values):
      add(" THEN INSERT")
      optionalNames(columns)
      add(" VALUES (")
      expressions(values)
      add(")")
    case .insertAll(let isByName): add(isByName ? " THEN INSERT BY NAME" : " THEN INSERT")
    case .insertDefaults: add(" THEN INSERT DEFAULT VALUES")
    case .nothing: add(" THEN DO NOTHING")
    case .error(let message):
      add(" THEN ERROR")
      self.clause(" ", message)
    }
  }
}
