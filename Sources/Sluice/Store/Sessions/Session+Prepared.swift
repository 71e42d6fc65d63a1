// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A statement that is kept to be run with other values.
struct PreparedStatement {
  var statement: SQL.Statement
  /// The types of the parameters, as far as they were said.
  var types: [SQLType]
}

extension Session {
  /// Keeps a statement under a name, if it means something.
  func prepare(_ prepare: SQL.Prepare) throws {
    var types: [SQLType] = []
    try reading { () throws in
      let binder = makeBinder()
      for type in prepare.types { types.append(try binder.type(type)) }
      try probe(prepare.statement, types)
    }
    prepared[SQLName.folded(prepare.name.text)] = PreparedStatement(
      statement: prepare.statement,
      types: types
    )
  }

  /// Looks at what a transaction sees, or at what the store holds if there is none.
  private func reading(_ body: () throws -> Void) throws {
    guard transaction == nil else { return try body() }
    begin(store.snapshot)
    defer { edit = StoreEdit([:]) }
    try body()
  }

  /// Finds out whether a query means something, whatever its parameters are.
  private func probe(_ statement: SQL.Statement, _ types: [SQLType]) throws {
    let catalog = catalog
    shared.state.withLock { $0.catalog = catalog }
    switch statement.kind {
    case .query(let query):
      if case .description = query.body { return }
      let binder = makeBinder()
      // Nothing runs before there are values.
      binder.run = { (query) in StoredChunks(shapes: query.columns.map { CellShape($0.type) }) }
      for (place, type) in types.enumerated() { binder.parameterTypes[.number(place + 1)] = type }
      _ = try binder.bind(query)
    case .insert(let insert): _ = try target(insert.table, at: insert.table.range)
    case .update(let update):
      let target = try target(update.table, at: update.table.range)
      _ = try assigned(update.assignments, target)
    case .delete(let delete): _ = try target(delete.table, at: delete.table.range)
    default: break
    }
  }

  /// Runs a statement that was kept.
  func run(_ execute: SQL.Execute) throws -> StatementResult {
    guard let kept = prepared[SQLName.folded(execute.name.text)] else {
      throw SQLError(
        .catalog,
        "there is no prepared statement '\(execute.name.text)'",
        at: execute.name.range,
        advice: NearestName.advice(for: execute.name.text, among: prepared.keys.sorted())
      )
    }
    var values: [SQL.Parameter: TypedDatum] = [:]
    for (place, argument) in execute.arguments.enumerated() {
      let key =
        argument.name.map { SQL.Parameter.name($0.text) } ?? SQL.Parameter.number(place + 1)
      var expression = argument.value
      if place < kept.types.count, argument.name == nil {
        let type = try SQL.typeName(in: kept.types[place].spelled)
        expression = SQL.Expression(
          .cast(SQL.Cast(operand: expression, type: type, isTry: false)),
          at: argument.value.range
        )
      }
      values[key] = try constant(expression)
    }
    let expected = kept.statement.parameters
    let surplus = values.keys.filter { !expected.contains($0) }
    guard surplus.isEmpty else {
      throw SQLError(
        .invalidInput,
        "the statement takes \(expected.count.counted("value")), and there are \(values.count)",
        at: execute.name.range
      )
    }
    for parameter in expected where values[parameter] == nil {
      throw SQLError(
        .invalidInput,
        "the statement takes \(expected.count.counted("value")), and there are \(values.count)",
        at: execute.name.range
      )
    }
    return try run(kept.statement, values)
  }

  /// Forgets a statement, or all of them.
  func deallocate(_ name: SQL.Name?) throws(SQLError) {
    guard let name else {
      prepared = [:]
      return
    }
    guard prepared.removeValue(forKey: SQLName.folded(name.text)) != nil else {
      throw SQLError(
        .catalog,
        "there is no prepared statement '\(name.text)'",
        at: name.range
      )
    }
  }
}

extension SQL.Statement {
  /// The parameters that the statement has.
  var parameters: Set<SQL.Parameter> {
    // What is printed is what was read, with the numbers that parameters have.
    let text = ContiguousArray(sql.utf8)
    guard let tokens = try? SQL.Lexer.tokens(of: text) else { return [] }
    let names = tokens.all.filter { $0.kind == .parameter }
      .map { String(decoding: text[$0.bytes].dropFirst(), as: UTF8.self) }
    return Set(names.map { name in Int(name).map { .number($0) } ?? .name(name) })
  }
}
