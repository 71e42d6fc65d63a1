// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Adds rows to a table.
  func insert(_ insert: SQL.Insert) throws -> StatementResult {
    let target = try target(insert.table, at: insert.table.range)
    var edits = RowEdits()
    let made = try newRows(insert, target)
    edits.returning = insert.returning
    edits.alias = insert.alias?.text
    let replaced = try insert.replacement.map { try replacing($0, insert, target) }
    if let conflict = insert.conflict ?? replaced {
      try resolve(conflict, made, insert, target, &edits)
    } else {
      edits.inserted = made
    }
    return try apply(edits, to: target)
  }

  /// The rows that a statement adds, with all columns of the table.
  private func newRows(_ insert: SQL.Insert, _ target: TargetTable) throws -> StoredChunks {
    let binder = makeBinder()
    var places: [Int] = []
    for name in insert.columns {
      let place = try target.place(of: name)
      guard !places.contains(place) else {
        throw SQLError(.binding, "the column '\(name.text)' is named twice", at: name.range)
      }
      guard !target.isGenerated(place) else {
        throw SQLError(.binding, "the column '\(name.text)' is generated", at: name.range)
      }
      places.append(place)
    }
    if insert.columns.isEmpty {
      places = target.columns.indices.filter { !target.isGenerated($0) }
    }
    guard case .query(var query) = insert.rows else {
      let single = BoundQuery(plan: .single, columns: [])
      return try filled(single, [], target, binder)
    }
    if let with = insert.with {
      query.with =
        query.with.map { inner in
          var both = inner
          both.tables = with.tables + inner.tables
          both.isRecursive = inner.isRecursive || with.isRecursive
          return both
        } ?? with
    }
    let bound = try bind(query, places, target, binder)
    if insert.isByName {
      places = []
      for column in bound.columns {
        let place = try target.place(of: SQL.Name(column.name, at: query.range))
        guard !places.contains(place) else {
          throw SQLError(.binding, "the column '\(column.name)' comes twice", at: query.range)
        }
        places.append(place)
      }
    }
    guard bound.columns.count == places.count else {
      throw SQLError(
        .binding,
        "the table takes \(places.count.counted("value")), and there are \(bound.columns.count)",
        at: query.range
      )
    }
    return try filled(bound, places, target, binder)
  }

  /// Binds the rows. Values that are written out become what the columns take one by one.
  private func bind(
    _ query: SQL.Query,
    _ places: [Int],
    _ target: TargetTable,
    _ binder: Binder
  ) throws(SQLError) -> BoundQuery {
    guard case .values(var values) = query.body, query.order.isEmpty, query.limit == nil,
      query.offset == nil, query.with == nil
    else { return try binder.bind(query) }
    for row in values.rows.indices {
      guard values.rows[row].count == places.count else {
        throw SQLError(
          .binding,
          "the table takes \(places.count.counted("value")), and there are \(values.rows[row].count)",
          at: values.rows[row].first?.range ?? values.range
        )
      }
      for (column, place) in places.enumerated() {
        if case .defaultValue = values.rows[row][column].kind {
          values.rows[row][column] = target.defaultValue(place)
        }
      }
    }
    let types = places.map { target.columns[$0].type }
    return try binder.bind(values, in: NameScope(parent: nil), as: types)
  }

  /// The rows with values for the columns that they lack.
  func filled(
    _ bound: BoundQuery,
    _ places: [Int],
    _ target: TargetTable,
    _ binder: Binder
  ) throws -> StoredChunks {
    let expressions = ExpressionBinder(binder, NameScope(parent: nil), .values)
    var computed: [ComputedColumn] = []
    for (place, column) in target.columns.enumerated() {
      let value: BoundExpression
      if let given = places.firstIndex(of: place) {
        value = BoundExpression(bound.columns[given])
      } else if target.isGenerated(place) {
        value = BoundExpression(.null)
      } else {
        value = try expressions.bind(target.defaultValue(place))
      }
      computed.append(
        ComputedColumn(
          column: binder.makeColumn(column.name, column.type),
          expression: try expressions.cast(value, to: column.type)
        )
      )
    }
    if case .values(let values) = bound.plan, expressions.subqueries.isEmpty,
      let rows = try written(values, computed, binder)
    {
      return try generated(rows, target)
    }
    let plan = LogicalPlan.project(
      bound.plan.joining(expressions.subqueries),
      computed,
      isFinal: true
    )
    let rows = try rows(of: BoundQuery(plan: plan, columns: computed.map(\.column)), binder).rows
    return try generated(rows, target)
  }

  /// Rows that are written out, which need no steps of a query; `nil` if they do.
  private func written(
    _ values: ValueRows,
    _ computed: [ComputedColumn],
    _ binder: Binder
  ) throws -> StoredChunks? {
    let places = computed.map { column in
      values.columns.firstIndex { $0.id == column.expression.column }
    }
    for (place, column) in zip(places, computed) where place == nil {
      guard column.expression.columns.isEmpty else { return nil }
    }
    let layout = ChunkLayout([], try self.values(binder))
    let single = Chunk([Cells](), count: 1)
    let rows = StoredChunks(computed.map(\.column))
    for row in values.rows {
      var cells: [Cells] = []
      for (place, column) in zip(places, computed) {
        let value = place.map { row[$0] } ?? column.expression
        cells.append(try value.evaluator(layout).evaluate(single))
      }
      rows.append(Chunk(cells, count: 1))
    }
    return rows
  }

  /// The rows with values for the columns that are made of others.
  func generated(_ rows: StoredChunks, _ target: TargetTable) throws -> StoredChunks {
    guard target.columns.indices.contains(where: target.isGenerated), rows.count > 0 else {
      return rows
    }
    let items = target.columns.enumerated().map { place, column in
      SQL.SelectItem(target.definition(place)?.generated ?? .column(column.name), column.name)
    }
    var made = try select(items, from: rows, target).rows
    // Some are made of others that are: they are right one step later.
    let steps = target.columns.indices.filter { place in
      guard let value = target.definition(place)?.generated else { return false }
      let names = mentioned(in: value, target)
      return target.columns.indices.contains {
        target.isGenerated($0) && names.contains(target.columns[$0].name)
      }
    }
    for _ in steps { made = try select(items, from: made, target).rows }
    return made
  }

  /// What can be selected from rows that have the columns of a table.
  func select(
    _ items: [SQL.SelectItem],
    from rows: StoredChunks,
    _ target: TargetTable,
    where filter: SQL.Expression? = nil,
    as alias: String? = nil
  ) throws -> StatementResult {
    var catalog = catalog
    let hidden = "\u{1}rows"
    catalog.rows[hidden] = .rows(rows, target.columns, target.name)
    let query = SQL.Query(
      items,
      from: [
        SQL.TableReference(SQL.QualifiedName(SQL.Name(hidden)), as: alias ?? target.name)
      ],
      where: filter
    )
    return try self.rows(of: query, catalog)
  }

  // MARK: - Rows whose key is there already

  /// The columns for which a statement has values; `nil` for all.
  private func places(
    namedBy insert: SQL.Insert,
    _ target: TargetTable
  ) throws -> [Int]? {
    if insert.isByName, case .query(let query) = insert.rows {
      let names = try makeBinder().bind(query).columns.map(\.name)
      return try names.map { name throws(SQLError) in try target.place(of: SQL.Name(name)) }
    }
    guard !insert.columns.isEmpty else { return nil }
    return try insert.columns.map { name throws(SQLError) in try target.place(of: name) }
  }

  private func replacing(
    _ replacement: SQL.Insert.Replacement,
    _ insert: SQL.Insert,
    _ target: TargetTable
  ) throws -> SQL.OnConflict {
    switch replacement {
    case .ignore: return SQL.OnConflict(columns: [], action: .nothing, range: .none)
    case .replace:
      let keys = Set(target.table.definition?.keys.flatMap(\.columns) ?? [])
      // The others stay as they are, but for SQLite the row is a new one.
      var named: Set<Int>?
      if !state.isLenient { named = try places(namedBy: insert, target).map { Set($0) } }
      let others = target.columns.indices.filter {
        !keys.contains(target.columns[$0].name) && !target.isGenerated($0)
          && named?.contains($0) ?? true
      }
      let assignments = others.map { place in
        let name = target.columns[place].name
        return SQL.Assignment(
          targets: [SQL.QualifiedName(SQL.Name(name))],
          isTuple: false,
          value: .column("excluded", name),
          range: .none
        )
      }
      return SQL.OnConflict(
        columns: [],
        action: assignments.isEmpty ? .nothing : .update(assignments, filter: nil),
        range: .none
      )
    }
  }

  private func resolve(
    _ conflict: SQL.OnConflict,
    _ made: StoredChunks,
    _ insert: SQL.Insert,
    _ target: TargetTable,
    _ edits: inout RowEdits
  ) throws {
    let keys = try conflictKeys(conflict, target)
    let dropped = RowMarks(count: made.count)
    let interruption = Interruption()
    var meant: [Int] = []
    var isUpdate = false
    if case .update = conflict.action { isUpdate = true }
    for key in keys {
      let index = try KeyIndex(try target.keys(key.columns, of: [made]), interruption)
      if isUpdate, let row = index.firstRepeatedRow {
        throw SQLError(
          .constraint,
          "two of the rows have the key \(target.described(key.columns, made, row)), and one cannot "
            + "change the other",
          at: conflict.range == .none ? nil : conflict.range,
          advice: "DISTINCT ON or GROUP BY leaves one of each."
        )
      }
      var isThere = ContiguousArray(repeating: false, count: index.count)
      let present = TableKeys(target.table, key.columns)
      try present.forEachMatch(of: index, asking: Task.checkCancellation) { row, group in
        isThere[group] = true
        if isUpdate { meant.append(row) }
        return true
      }
      for row in index.groups.indices where index.groups[row] != KeyIndex.none {
        try interruption.check(atRow: row)
        let group = Int(index.groups[row])
        if isThere[group] || index.firstRows[group] != UInt32(row) { dropped.mark(row) }
      }
    }
    var kept: [Int] = []
    for row in 0..<made.count {
      try interruption.check(atRow: row)
      if !dropped[row] { kept.append(row) }
    }
    edits.inserted = try made.picking(kept)
    guard case .update(let assignments, let filter) = conflict.action, let key = keys.first else {
      return
    }
    let name = insert.alias?.text ?? target.name
    let same = key.columns.map { column in
      SQL.Expression(.comparison(.column(name, column), .equal, .column("excluded", column)))
    }
    let conditions = same + [conflict.filter, filter].compactMap(\.self)
    var catalog = catalog
    catalog.rows["excluded"] = .rows(made, target.columns, "excluded")
    let change = TableUpdate(
      alias: name,
      rows: meant,
      assignments: assignments,
      from: [SQL.TableReference(SQL.QualifiedName(SQL.Name("excluded")))],
      filter: conditions.count == 1 ? conditions[0] : SQL.Expression(.and(conditions))
    )
    edits.updated = try updatedRows(change, target, catalog)
  }

  private func conflictKeys(
    _ conflict: SQL.OnConflict,
    _ target: TargetTable
  ) throws(SQLError) -> [TableDefinition.Key] {
    let keys = target.table.definition?.keys ?? []
    guard !conflict.columns.isEmpty else {
      guard !keys.isEmpty else {
        throw SQLError(
          .binding,
          "the table '\(target.name)' has no key",
          at: conflict.range == .none ? nil : conflict.range
        )
      }
      if case .update = conflict.action, keys.count > 1 {
        throw SQLError(
          .binding,
          "the table '\(target.name)' has several keys",
          at: conflict.range == .none ? nil : conflict.range,
          advice: "Say which one is meant: ON CONFLICT (column) DO UPDATE …"
        )
      }
      return keys
    }
    var columns: Set<String> = []
    for name in conflict.columns { columns.insert(target.columns[try target.place(of: name)].name) }
    guard let key = keys.first(where: { Set($0.columns) == columns }) else {
      throw SQLError(
        .binding,
        "the table '\(target.name)' has no key of these columns",
        at: conflict.range
      )
    }
    return [key]
  }
}

extension StatementResult {
  /// The whole numbers of the first column.
  var integers: [Int] {
    guard let cells = rows.cells.first else { return [] }
    return (0..<rows.count).map { Int(cells.value($0, Int64.self)) }
  }
}

extension StoredChunks {
  /// Adds the rows of a chunk that may be large, and calls `check` between parts of it.
  func append(_ chunk: Chunk, asking check: () throws -> Void) throws {
    for start in stride(from: 0, to: chunk.count, by: Session.batchSize) {
      try check()
      let cells = (0..<chunk.width).map { chunk[$0].from(start) }
      append(Chunk(cells, count: min(Session.batchSize, chunk.count - start)))
    }
  }

  /// Some of the rows, in the order of their numbers.
  func picking(_ numbers: [Int]) throws -> StoredChunks {
    if numbers.count == count, numbers.isAscending { return self }
    let rows = Selection(capacity: max(1, numbers.count))
    for (place, number) in numbers.enumerated() { rows.rows[place] = UInt32(number) }
    rows.count = numbers.count
    let picked = StoredChunks(shapes: shapes)
    try picked.append(rows, of: self, Interruption())
    return picked
  }
}
