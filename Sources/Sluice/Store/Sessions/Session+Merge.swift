// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// The rows of both sides of a merge, and what happens to them.
  func matches(_ merge: SQL.Merge) throws -> SQL.Query {
    let target = try target(merge.table, at: merge.table.range)
    return try plan(merge, target).query(present: Self.present, action: Self.action)
  }

  private func plan(_ merge: SQL.Merge, _ target: TargetTable) throws -> MergePlan {
    let alias = merge.alias?.text ?? target.name
    let names = try sourceColumns(merge)
    var plan = try MergePlan(merge, target, alias, names: names) { (assignments) throws(SQLError) in
      try self.assigned(assignments, target)
    }
    for place in merge.clauses.indices {
      guard let check = plan.check(place, besideOther: false) else { continue }
      _ = try makeBinder().bind(check)
      // Names that both sides have mean those of the own one.
      if let both = plan.check(place, besideOther: true), (try? makeBinder().bind(both)) == nil {
        plan.alone.insert(place)
      }
    }
    return plan
  }

  private static let present = "\u{1}present"
  private static let action = "\u{1}action"

  /// Changes, removes and adds rows by what another table has.
  func merge(_ merge: SQL.Merge) throws -> StatementResult {
    let target = try target(merge.table, at: merge.table.range)
    let plan = try plan(merge, target)
    let result = try rows(of: plan.query(present: Self.present, action: Self.action), catalog)
    let cells = result.rows.cells
    var edits = RowEdits()
    edits.returning = merge.returning
    edits.alias = merge.alias?.text ?? target.name
    var (updated, deleted, inserted) = ([Int](), [Int](), [Int]())
    var clauses: Set<Int> = []
    let interruption = Interruption()
    let seen = RowMarks(count: target.table.batches.reduce(0) { $0 + $1.physicalCount })
    for row in 0..<result.rows.count {
      try interruption.check(atRow: row)
      let clause = Int(cells[1].value(row, Int32.self))
      let number = cells[0].isValid(row) ? Int(cells[0].value(row, Int64.self)) : -1
      switch merge.clauses[clause].action {
      case .nothing: break
      case .error(let message):
        throw SQLError(
          .constraint,
          Self.text(of: message) ?? "a row meets a condition that ends the statement",
          at: merge.clauses[clause].range
        )
      case .delete:
        if !seen[number] { deleted.append(row) }
        seen.mark(number)
      case .update, .updateAll:
        if !seen[number] { updated.append(row) }
        seen.mark(number)
        clauses.insert(clause)
      case .insert, .insertAll, .insertDefaults: inserted.append(row)
      }
    }
    func picked(_ places: [Int]) throws -> StoredChunks {
      try result.rows.picking(places).dropping(2)
    }
    func numbers(_ places: [Int]) -> [Int] { places.map { Int(cells[0].value($0, Int64.self)) } }
    if !updated.isEmpty {
      edits.updated = RowEdits.Updated(
        numbers: numbers(updated),
        rows: try generated(try picked(updated), target),
        columns: Set(clauses.flatMap { plan.assigned[$0] }).union(
          target.columns.indices.filter(target.isGenerated)
        )
      )
    }
    if !deleted.isEmpty {
      edits.deleted = RowEdits.Deleted(numbers: numbers(deleted), rows: try picked(deleted))
    }
    if !inserted.isEmpty { edits.inserted = try generated(try picked(inserted), target) }
    return try apply(edits, to: target)
  }

  /// The names of the columns that the source has.
  private func sourceColumns(_ merge: SQL.Merge) throws -> [String] {
    let star = SQL.Expression(.star(SQL.Star()))
    let query = SQL.Query([SQL.SelectItem(star)], from: [merge.source], with: merge.with)
    return try makeBinder().bind(query).columns.map(\.name)
  }

  private static func text(of message: SQL.Expression?) -> String? {
    if case .literal(.string(let text)) = message?.kind { text } else { nil }
  }
}

/// The query that finds out which clause of a MERGE a row is for.
private struct MergePlan {
  let merge: SQL.Merge
  let target: TargetTable
  let alias: String
  /// What the statement calls the source.
  let source: String
  let sourceNames: [String]
  /// The columns that each clause sets.
  private(set) var assigned: [Set<Int>] = []
  /// The clauses for rows of one side whose values are computed without the names of the other.
  var alone: Set<Int> = []
  /// The values that each clause gives to columns.
  private var values: [[Int: SQL.Expression]] = []

  init(
    _ merge: SQL.Merge,
    _ target: TargetTable,
    _ alias: String,
    names: [String],
    _ assigned: ([SQL.Assignment]) throws(SQLError) -> [Int: SQL.Expression]
  ) throws(SQLError) {
    self.merge = merge
    self.target = target
    self.alias = alias
    sourceNames = names
    source = Self.name(of: merge.source)
    for clause in merge.clauses {
      let made = try values(clause, assigned)
      values.append(made)
      self.assigned.append(Set(made.keys))
    }
  }

  /// What a clause says of rows of one side, asked of that side alone or beside the other one; `nil` if the
  /// clause is for rows of both.
  func check(_ place: Int, besideOther: Bool) -> SQL.Query? {
    let clause = merge.clauses[place]
    guard clause.match != .matched else { return nil }
    var items = values[place].sorted { $0.key < $1.key }.map { SQL.SelectItem($0.value) }
    if let condition = clause.condition { items.append(SQL.SelectItem(condition)) }
    guard !items.isEmpty else { return nil }
    let table = SQL.TableReference(target.qualifiedName, as: alias)
    let own = clause.match == .notMatchedByTarget ? merge.source : table
    return SQL.Query(items, from: besideOther ? [merge.source, table] : [own], with: merge.with)
  }

  /// The value as one of a row that has only the columns of the side which a clause is for.
  private func separated(_ value: SQL.Expression, _ clause: Int) -> SQL.Expression {
    guard alone.contains(clause) else { return value }
    let isSource = merge.clauses[clause].match == .notMatchedByTarget
    let (table, names) = isSource ? (source, sourceNames) : (alias, target.columns.map(\.name))
    let row = SQL.Query(names.map { SQL.SelectItem(.column(table, $0), $0) }, from: [])
    let own = SQL.TableReference(
      kind: .query(row, isLateral: false),
      alias: SQL.TableAlias(name: SQL.Name(table)),
      range: .none
    )
    return SQL.Expression(.subquery(SQL.Query([SQL.SelectItem(value)], from: [own])))
  }

  private static func name(of reference: SQL.TableReference) -> String {
    if let alias = reference.alias { return alias.name.text }
    switch reference.kind {
    case .table(let name): return name.last.text
    case .function(let function): return function.name.last.text
    default: return "source"
    }
  }

  private func values(
    _ clause: SQL.Merge.Clause,
    _ assigned: ([SQL.Assignment]) throws(SQLError) -> [Int: SQL.Expression]
  ) throws(SQLError) -> [Int: SQL.Expression] {
    var values: [Int: SQL.Expression] = [:]
    switch clause.action {
    case .update(let assignments): values = try assigned(assignments)
    case .updateAll(let isByName):
      values = try all(isByName, at: clause.range)
    case .insertAll(let isByName):
      values = try all(isByName, at: clause.range)
    case .insert(let columns, let written):
      let places: [Int]
      if columns.isEmpty {
        places = target.columns.indices.filter { !target.isGenerated($0) }
      } else {
        var named: [Int] = []
        for name in columns { named.append(try target.place(of: name)) }
        places = named
      }
      guard places.count == written.count else {
        throw SQLError(
          .binding,
          "the table takes \(places.count.counted("value")), and there are \(written.count)",
          at: clause.range
        )
      }
      for (place, value) in zip(places, written) {
        if case .defaultValue = value.kind {
          values[place] = target.defaultValue(place)
        } else {
          values[place] = value
        }
      }
    case .insertDefaults, .delete, .nothing, .error: break
    }
    if clause.match == .notMatchedByTarget {
      for place in target.columns.indices where values[place] == nil {
        values[place] = target.defaultValue(place)
      }
    }
    return values
  }

  private func all(
    _ isByName: Bool,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [Int: SQL.Expression] {
    var values: [Int: SQL.Expression] = [:]
    let places = target.columns.indices.filter { !target.isGenerated($0) }
    if isByName {
      for name in sourceNames {
        values[try target.place(of: SQL.Name(name, at: range))] = .column(source, name)
      }
      return values
    }
    guard sourceNames.count == places.count else {
      throw SQLError(
        .binding,
        "the source has \(sourceNames.count.counted("column")), and the table \(places.count)",
        at: range
      )
    }
    for (place, name) in zip(places, sourceNames) { values[place] = .column(source, name) }
    return values
  }

  /// For each row the number of its row in the table, the clause that it is for, and all columns as they
  /// are to be.
  func query(present: String, action: String) throws(SQLError) -> SQL.Query {
    let number = SQL.Expression.column(alias, TableScan.rowIDName)
    let isPresent = SQL.Expression.column(source, present)
    func isNull(_ value: SQL.Expression, _ isNegated: Bool) -> SQL.Expression {
      SQL.Expression(.is(value, .null, isNegated: isNegated))
    }
    var branches: [SQL.Case.Branch] = []
    for (place, clause) in merge.clauses.enumerated() {
      var conditions: [SQL.Expression]
      switch clause.match {
      case .matched: conditions = [isNull(number, true), isNull(isPresent, true)]
      case .notMatchedByTarget: conditions = [isNull(number, false), isNull(isPresent, true)]
      case .notMatchedBySource: conditions = [isNull(number, true), isNull(isPresent, false)]
      }
      if let condition = clause.condition { conditions.append(separated(condition, place)) }
      branches.append(
        SQL.Case.Branch(
          condition: SQL.Expression(.and(conditions)),
          result: SQL.Expression(.literal(.integer(UInt128(place))))
        )
      )
    }
    let which = SQL.Expression(.case(SQL.Case(operand: nil, branches: branches, otherwise: nil)))
    var items = [SQL.SelectItem(number), SQL.SelectItem(which, action)]
    for (place, column) in target.columns.enumerated() {
      let type = try SQL.typeName(in: column.type.spelled)
      let results = values.enumerated().compactMap { clause, values in
        values[place].map { value in
          SQL.Case.Branch(
            condition: SQL.Expression(.literal(.integer(UInt128(clause)))),
            result: SQL.Expression(
              .cast(SQL.Cast(operand: separated(value, clause), type: type, isTry: false))
            )
          )
        }
      }
      let before = SQL.Expression.column(alias, column.name)
      let value =
        results.isEmpty
        ? before
        : SQL.Expression(
          .case(SQL.Case(operand: .column(action), branches: results, otherwise: before))
        )
      items.append(SQL.SelectItem(value, column.name))
    }
    let star = SQL.Expression(.star(SQL.Star()))
    let inner = SQL.Query(
      [SQL.SelectItem(SQL.Expression(.literal(.boolean(true))), present), SQL.SelectItem(star)],
      from: [merge.source]
    )
    let wrapped = SQL.TableReference(
      kind: .query(inner, isLateral: false),
      alias: SQL.TableAlias(name: SQL.Name(source)),
      range: merge.source.range
    )
    let join = SQL.JoinStep(
      kind: .full,
      isAsof: false,
      table: wrapped,
      condition: merge.condition,
      range: .none
    )
    let joined = SQL.TableReference(
      kind: .join(SQL.TableReference(target.qualifiedName, as: alias), [join]),
      range: .none
    )
    // The columns of a clause are computed for its rows only: those for no clause are left out first.
    return SQL.Query(items, from: [joined], where: isNull(.column(action), true), with: merge.with)
  }
}
