// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// How a query would run, or with ANALYZE how it has run.
  func explain(_ explain: SQL.Explain) throws -> StatementResult {
    let binder = makeBinder()
    let bound = try binder.bind(try query(of: explain.statement))
    let values = try values(binder)
    let lines: [String]
    if explain.isAnalyze {
      let query = try StoreQuery(bound, binder, values, isMeasuring: true)
      lines = try query.measured(makeRunningQuery(values))
    } else {
      lines = PlanExplanation.lines(of: try Optimizer(binder).apply(bound))
    }
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

  /// The query whose rows a statement works with.
  private func query(of statement: SQL.Statement) throws(SQLError) -> SQL.Query {
    switch statement.kind {
    case .query(let query): return query
    case .insert(let insert):
      if case .query(let query) = insert.rows { return query }
    case .createTable(let table):
      if case .query(let query, _, _) = table.content { return query }
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
    case .execute(let execute):
      if let kept = prepared[SQLName.folded(execute.name.text)] {
        return try query(of: kept.statement)
      }
    default: break
    }
    throw SQLError(
      .unsupported,
      "EXPLAIN shows how rows are found, and this statement looks for none",
      at: statement.range
    )
  }
}
