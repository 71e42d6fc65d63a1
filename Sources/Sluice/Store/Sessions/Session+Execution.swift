// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Runs a statement that reads or changes what the transaction sees.
  func execute(_ statement: SQL.Statement) throws -> StatementResult {
    let catalog = catalog
    shared.state.withLock { shared in
      shared.catalog = catalog
      shared.takesNumbers = false
    }
    if transaction?.isReadOnly == true, statement.changesSomething {
      throw SQLError(
        .transaction,
        "the transaction was begun to read only",
        at: statement.range
      )
    }
    let before = madeRows
    defer { madeRows = before }
    switch try makingRows(statement).kind {
    case .query(let query): return try rows(of: query)
    case .insert(let insert): return try self.insert(insert)
    case .update(let update): return try self.update(update)
    case .delete(let delete): return try self.delete(delete)
    case .merge(let merge): return try self.merge(merge)
    case .truncate(let name): return try truncate(name)
    case .createTable(let table): return try create(table)
    case .createView, .createSequence, .createType, .createMacro, .createIndex:
      return try createObject(statement)
    case .createSchema(let schema): return try create(schema)
    case .drop(let drop): return try self.drop(drop)
    case .alter(let alter): return try self.alter(alter)
    case .comment(let comment): return try self.comment(comment)
    case .explain(let explain): return try self.explain(explain)
    case .call(let function): return try call(function)
    case .pragma(let pragma): return try run(pragma)
    case .vacuum(let vacuum):
      if let name = vacuum.table { _ = try target(name, at: name.range) }
      return .nothing
    case .copy(let copy): return try self.copy(copy)
    default:
      throw SQLError(
        .unsupported,
        "a store has one database, which is its own",
        at: statement.range
      )
    }
  }

  /// Runs a statement that is about the session and not about tables; `nil` if it is none.
  func control(_ statement: SQL.Statement) throws -> StatementResult? {
    switch statement.kind {
    case .begin(let begin): try self.begin(begin, at: statement.range)
    case .commit: try endTransaction(at: statement.range, commits: true)
    case .rollback: try endTransaction(at: statement.range, commits: false)
    case .checkpoint: if transaction == nil { try store.compact() }
    case .prepare(let prepare): try self.prepare(prepare)
    case .execute(let execute): return try run(execute)
    case .deallocate(let name): try deallocate(name)
    case .set(let variable): try set(variable)
    case .reset(let variable): try reset(variable)
    case .use(let name): try use(name)
    case .load: break
    default: return nil
    }
    return .nothing
  }

  // MARK: - Transactions

  private func begin(_ begin: SQL.Begin, at range: SQL.SourceRange) throws(SQLError) {
    guard transaction == nil else {
      throw SQLError(.transaction, "a transaction is open already", at: range)
    }
    let snapshot = store.snapshot
    transaction = OpenTransaction(snapshot: snapshot, isReadOnly: begin.isReadOnly == true)
    self.begin(snapshot)
    store.intents.begin(ObjectIdentifier(self), snapshot)
  }

  private func endTransaction(at range: SQL.SourceRange, commits: Bool) throws {
    guard let ending = transaction else {
      throw SQLError(.transaction, "no transaction is open", at: range)
    }
    transaction = nil
    defer {
      edit = StoreEdit([:])
      store.intents.forget(ObjectIdentifier(self))
    }
    guard commits else { return }
    guard !ending.isFailed else {
      throw SQLError(
        .transaction,
        "a statement of the transaction has failed, so that nothing of it was made",
        at: range
      )
    }
    try commit(ending.changes, since: ending.snapshot)
  }

  // MARK: - Queries

  /// The rows of a query that stands alone.
  func rows(of query: SQL.Query) throws -> StatementResult {
    if case .description(let description) = query.body { return try describe(description) }
    return try rows(of: query, catalog)
  }

  /// The rows of a query for which names mean what a catalog says.
  func rows(of query: SQL.Query, _ catalog: StoreCatalog) throws -> StatementResult {
    let binder = makeBinder(catalog)
    return try rows(of: try binder.bind(query), binder)
  }

  /// The rows of a query that was bound.
  func rows(of bound: BoundQuery, _ binder: Binder) throws -> StatementResult {
    let values = try values(binder)
    let query = try StoreQuery(bound, binder, values)
    return StatementResult(query.columns, try query.rows(makeRunningQuery(values)))
  }

  /// What the steps of a query share, as the settings say.
  func makeRunningQuery(_ values: ParameterValues = ParameterValues()) -> RunningQuery {
    let state = state
    let threads = state.value(of: "threads").flatMap { Int($0) }
    let isInOrder = shared.state.withLock { $0.takesNumbers }
    let folder = state.value(of: "temp_directory").flatMap { $0.isEmpty ? nil : $0 }
    return RunningQuery(
      values,
      threads: isInOrder ? 1 : threads.map { max(1, $0) } ?? SystemThreads.coreCount,
      memoryLimit: state.memoryLimit ?? .max,
      tableBytes: state.memoryLimit == nil ? 0 : catalog.datasets.byteCount,
      spillFolder: folder.map { SpillFolder(fileSystem: LocalFileSystem(), path: $0) }
    )
  }

  /// The values of the parameters that were met.
  func values(_ binder: Binder) throws(SQLError) -> ParameterValues {
    var values = ParameterValues()
    for parameter in binder.parameters {
      guard let value = parameters[parameter] else {
        let name =
          switch parameter {
          case .number(let number): "$\(number)"
          case .name(let name): "$\(name)"
          }
        throw SQLError(.invalidInput, "there is no value for \(name)")
      }
      values.values.append(value)
    }
    return values
  }

  /// The rows that a query in text has, for statements that ask something on their own account.
  func ask(_ text: String, _ rows: [String: CatalogRelation] = [:]) throws -> StatementResult {
    var catalog = catalog
    catalog.rows = rows
    return try self.rows(of: try SQL.query(in: text), catalog)
  }
}

extension SQL.Statement {
  /// Whether the statement may change tables.
  fileprivate var changesSomething: Bool {
    switch kind {
    case .call, .pragma, .vacuum: false
    case .query(let query): query.with?.changesRows == true
    case .explain(let explain): explain.isAnalyze && explain.statement.changesSomething
    case .copy(let copy): !copy.isExport
    default: true
    }
  }
}
