// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds what `DESCRIBE` and its like tell, as rows of a query.
  func bind(
    _ description: SQL.Description,
    in scope: NameScope
  ) throws(SQLError) -> BoundQuery {
    guard let relation = try describe?(Self.complete(description, in: scope)) else {
      throw SQLError(
        .unsupported,
        "\(description.kind.rawValue) stands alone only",
        at: description.range
      )
    }
    guard case .table(let source, _, let columns) = relation else {
      throw SQLError(.unsupported, "what is described has no rows", at: description.range)
    }
    let scanned = columns.enumerated().map { place, column in
      TableScan.ScannedColumn(place: place, column: makeColumn(column.name, column.type))
    }
    let plan = LogicalPlan.scan(TableScan(source: source, columns: scanned))
    return BoundQuery(plan: plan, columns: scanned.map(\.column))
  }

  /// The same with the tables of WITH that it can read written into it.
  private static func complete(
    _ description: SQL.Description,
    in scope: NameScope
  ) -> SQL.Description {
    var query: SQL.Query
    switch description.target {
    case .query(let written): query = written
    case .name(let name):
      guard let single = name.single,
        scope.commonTables.contains(where: {
          SQLName.folded($0.name) == SQLName.folded(single.text)
        })
      else { return description }
      let star = SQL.Expression(.star(SQL.Star()), at: description.range)
      query = SQL.Query([SQL.SelectItem(star)], from: [SQL.TableReference(name)])
    default: return description
    }
    var names = Set((query.with?.tables ?? []).map { SQLName.folded($0.name.text) })
    var around: [SQL.CommonTable] = []
    for table in scope.commonTables.reversed() {
      guard let written = table.written, names.insert(SQLName.folded(table.name)).inserted else {
        continue
      }
      around.insert(written, at: 0)
    }
    guard !around.isEmpty else { return description }
    query.with = SQL.With(
      isRecursive: true,
      tables: around + (query.with?.tables ?? []),
      range: description.range
    )
    var complete = description
    complete.target = .query(query)
    return complete
  }
}
