// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Runs the statements of a clause WITH that change rows, and lets what is read under their names be the
  /// rows that they tell of.
  func makingRows(_ statement: SQL.Statement) throws -> SQL.Statement {
    var changed = statement
    switch statement.kind {
    case .query(var query):
      query.with = try makingRows(query.with)
      changed.kind = .query(query)
    case .insert(var insert):
      insert.with = try makingRows(insert.with)
      if case .query(var query) = insert.rows {
        query.with = try makingRows(query.with, seeing: insert.with)
        insert.rows = .query(query)
      }
      changed.kind = .insert(insert)
    case .update(var update):
      update.with = try makingRows(update.with)
      changed.kind = .update(update)
    case .delete(var delete):
      delete.with = try makingRows(delete.with)
      changed.kind = .delete(delete)
    case .merge(var merge):
      merge.with = try makingRows(merge.with)
      changed.kind = .merge(merge)
    default: break
    }
    return changed
  }

  private func makingRows(_ with: SQL.With?, seeing outer: SQL.With? = nil) throws -> SQL.With? {
    guard var with, with.changesRows else { return with }
    for place in with.tables.indices where with.tables[place].changesRows {
      let table = with.tables[place]
      var seen = with
      seen.tables = (outer?.tables ?? []) + with.tables[..<place]
      let result = try execute(table.statement.seeing(seen))
      let name = "\u{1}with \(madeRows.count)"
      let columns = result.columns.map { (name: $0.name, type: $0.type) }
      madeRows[name] = .rows(result.rows, columns, table.name.text)
      let reader = SQL.Query(
        [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))],
        from: [SQL.TableReference(SQL.QualifiedName(SQL.Name(name)))]
      )
      with.tables[place].statement = SQL.Statement(.query(reader), at: table.range)
    }
    return with
  }
}

extension SQL.With {
  /// Whether a table of it is a statement that changes rows.
  var changesRows: Bool { tables.contains(where: \.changesRows) }
}

extension SQL.CommonTable {
  fileprivate var changesRows: Bool {
    switch statement.kind {
    case .insert, .update, .delete, .merge, .truncate: true
    default: false
    }
  }
}

extension SQL.Statement {
  /// The same statement, which sees tables before its own.
  fileprivate func seeing(_ with: SQL.With) -> SQL.Statement {
    guard !with.tables.isEmpty else { return self }
    func both(_ own: SQL.With?) -> SQL.With {
      guard var own else { return with }
      own.tables = with.tables + own.tables
      own.isRecursive = own.isRecursive || with.isRecursive
      return own
    }
    var changed = self
    switch kind {
    case .insert(var insert):
      insert.with = both(insert.with)
      changed.kind = .insert(insert)
    case .update(var update):
      update.with = both(update.with)
      changed.kind = .update(update)
    case .delete(var delete):
      delete.with = both(delete.with)
      changed.kind = .delete(delete)
    case .merge(var merge):
      merge.with = both(merge.with)
      changed.kind = .merge(merge)
    default: break
    }
    return changed
  }
}
