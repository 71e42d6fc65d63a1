// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// How a statement would run, or with ANALYZE how it has run.
  func explain(_ explain: SQL.Explain) throws -> StatementResult {
    let statement = explain.statement
    var lines: [String] = []
    if let query = try query(of: statement) {
      let binder = makeBinder()
      let bound = try binder.bind(query)
      let values = try values(binder)
      if explain.isAnalyze {
        let query = try StoreQuery(bound, binder, values, isMeasuring: true)
        lines = try query.measured(makeRunningQuery(values))
      } else {
        lines = PlanExplanation.lines(of: try Optimizer(binder).apply(bound))
      }
    }
    if let title = statement.kind.title ?? (lines.isEmpty ? statement.sql : nil) {
      let below = lines.enumerated().map { ($0.offset == 0 ? "└─ " : "   ") + $0.element }
      lines = [title] + below
    }
    if explain.isAnalyze, statement.kind.changesRows { _ = try execute(statement) }
    return StatementResult(
      [(name: "explain_key", type: .varchar), (name: "explain_value", type: .varchar)],
      [
        [
          .text(explain.isAnalyze ? "analyzed_plan" : "physical_plan"),
          .text(lines.joined(separator: "\n")),
        ]
      ]
    )
  }

  /// The query whose rows a statement works with; `nil` if it works with none.
  private func query(of statement: SQL.Statement) throws -> SQL.Query? {
    switch statement.kind {
    case .query(let query): return query
    case .insert(let insert):
      guard case .query(let query) = insert.rows else { return nil }
      return query
    case .createTable(let table):
      guard case .query(let query, _, _) = table.content else { return nil }
      return query
    case .createView(let view): return view.query
    case .update(let update):
      return SQL.Query(
        [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))],
        from: [SQL.TableReference(update.table, as: update.alias?.text)] + update.from,
        where: update.filter,
        with: update.with
      )
    case .delete(let delete):
      return SQL.Query(
        [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))],
        from: [SQL.TableReference(delete.table, as: delete.alias?.text)] + delete.using,
        where: delete.filter,
        with: delete.with
      )
    case .merge(let merge): return try matches(merge)
    case .copy(let copy) where copy.isExport:
      switch copy.subject {
      case .query(let query): return query
      case .table(let name, _):
        return SQL.Query(
          [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))],
          from: [SQL.TableReference(name)]
        )
      }
    case .prepare(let prepare): return try query(of: prepare.statement)
    case .execute(let execute):
      guard let kept = prepared[SQLName.folded(execute.name.text)] else {
        throw SQLError(
          .catalog,
          "there is no prepared statement '\(execute.name.text)'",
          at: execute.name.range
        )
      }
      return try query(of: kept.statement)
    default: return nil
    }
  }
}

extension SQL.Statement.Kind {
  /// What a statement does with the rows of a query; `nil` if it gives them, or has none.
  fileprivate var title: String? {
    switch self {
    case .insert(let insert): "Insert into \(insert.table.last.text)"
    case .update(let update): "Update \(update.table.last.text)"
    case .delete(let delete): "Delete from \(delete.table.last.text)"
    case .merge(let merge): "Merge into \(merge.table.last.text)"
    case .createTable(let table): "Create table \(table.name.last.text)"
    case .createView(let view): "Create view \(view.name.last.text)"
    case .prepare(let prepare): "Prepare \(prepare.name.text)"
    case .copy(let copy) where copy.isExport: "Write a file"
    default: nil
    }
  }

  /// Whether the statement changes rows, or puts them elsewhere.
  fileprivate var changesRows: Bool {
    switch self {
    case .insert, .update, .delete, .merge, .createTable, .copy: true
    default: false
    }
  }
}
