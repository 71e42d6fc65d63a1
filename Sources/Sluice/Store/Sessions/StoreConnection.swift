// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A conversation with a store in SQL: with transactions, settings, prepared statements and temporary
/// tables of its own.
///
/// ```swift
/// let connection = store.connect()
/// try connection.run("BEGIN; UPDATE stock SET count = count - 1 WHERE id = 7; COMMIT")
/// let few = try connection.query("SELECT * FROM stock WHERE count < $1", 10)
/// ```
/// Any task may use it; statements wait for each other. For one statement after the other without
/// anything to remember, ``ColumnStore/query(_:_:)`` does.
public final class StoreConnection: Sendable {
  private let session: Locked<Session>

  init(_ store: ColumnStore) { session = Locked(Session(store)) }

  /// Runs one statement, and returns its rows, or how many rows it has changed.
  ///
  /// The values are those of `$1`, `$2` and so on, or of the `?` in their order.
  @discardableResult
  public func query(_ sql: String, _ values: Value...) throws(SQLError) -> QueryResult {
    try query(sql, values)
  }

  /// Runs one statement with the values of its parameters in order.
  @discardableResult
  public func query(_ sql: String, _ values: [Value]) throws(SQLError) -> QueryResult {
    var parameters: [SQL.Parameter: TypedDatum] = [:]
    for (place, value) in values.enumerated() {
      parameters[.number(place + 1)] = TypedDatum(value)
    }
    return try query(sql, parameters)
  }

  /// Runs one statement with the values of its named parameters: `$name`.
  @discardableResult
  public func query(_ sql: String, named values: [String: Value]) throws(SQLError) -> QueryResult {
    var parameters: [SQL.Parameter: TypedDatum] = [:]
    for (name, value) in values { parameters[.name(name)] = TypedDatum(value) }
    return try query(sql, parameters)
  }

  private func query(
    _ sql: String,
    _ parameters: [SQL.Parameter: TypedDatum]
  ) throws(SQLError) -> QueryResult {
    try prepare(sql).run(parameters)
  }

  /// Runs all statements of a text, and returns what each of them gives.
  ///
  /// Those before one that fails have been run.
  @discardableResult
  public func run(_ script: String) throws(SQLError) -> [QueryResult] {
    let statements = try SQL.statements(in: script)
    var results: [QueryResult] = []
    for statement in statements {
      results.append(try run(StoreStatement(statement, script, self), [:]))
    }
    return results
  }

  /// Reads a statement once, to run it many times.
  public func prepare(_ sql: String) throws(SQLError) -> StoreStatement {
    StoreStatement(try SQL.statement(in: sql), sql, self)
  }

  /// Runs `body` as one transaction: all of its statements take effect, or if it throws none.
  ///
  /// Others see nothing of it before it ends. Throws an ``SQLError`` of the kind `conflict` if another
  /// transaction has changed the same rows meanwhile; then nothing of this one was done.
  public func transaction<Result>(_ body: (StoreConnection) throws -> Result) throws -> Result {
    try query("BEGIN")
    let result: Result
    do {
      result = try body(self)
    } catch {
      _ = try? query("ROLLBACK")
      throw error
    }
    try query("COMMIT")
    return result
  }

  func run(
    _ statement: StoreStatement,
    _ parameters: [SQL.Parameter: TypedDatum]
  ) throws(SQLError) -> QueryResult {
    do throws(SQLError) {
      return try session.withLock { (session) throws(SQLError) in
        let result = try session.run(statement.statement, parameters)
        return QueryResult(result.columns, result.rows)
      }
    } catch {
      throw error.located(in: statement.text)
    }
  }
}

/// A statement that was read, to be run many times with other values.
///
/// ```swift
/// let byName = try connection.prepare("SELECT * FROM people WHERE name = $1")
/// for name in names { print(try byName.run(.text(name))) }
/// ```
public struct StoreStatement: Sendable {
  let statement: SQL.Statement
  let text: String
  private let connection: StoreConnection

  init(_ statement: SQL.Statement, _ text: String, _ connection: StoreConnection) {
    self.statement = statement
    self.text = text
    self.connection = connection
  }

  /// Runs the statement with the values of its parameters in order.
  @discardableResult
  public func run(_ values: Value...) throws(SQLError) -> QueryResult {
    var parameters: [SQL.Parameter: TypedDatum] = [:]
    for (place, value) in values.enumerated() {
      parameters[.number(place + 1)] = TypedDatum(value)
    }
    return try run(parameters)
  }

  /// Runs the statement with the values of its named parameters.
  @discardableResult
  public func run(named values: [String: Value]) throws(SQLError) -> QueryResult {
    var parameters: [SQL.Parameter: TypedDatum] = [:]
    for (name, value) in values { parameters[.name(name)] = TypedDatum(value) }
    return try run(parameters)
  }

  func run(_ parameters: [SQL.Parameter: TypedDatum]) throws(SQLError) -> QueryResult {
    try connection.run(self, parameters)
  }
}

extension ColumnStore {
  /// Begins a conversation in SQL, which has transactions and settings of its own.
  public func connect() -> StoreConnection { StoreConnection(self) }

  /// Runs one statement of SQL, and returns its rows, or how many rows it has changed.
  ///
  /// ```swift
  /// let store = ColumnStore()
  /// try store.query("CREATE TABLE people (name VARCHAR, born DATE)")
  /// try store.query("INSERT INTO people VALUES ($1, $2)", "Ada", "1815-12-10")
  /// print(try store.query("SELECT * FROM people"))
  /// ```
  /// A dataset is a schema: what pipelines have loaded is `dataset.table`. The values are those of `$1`,
  /// `$2` and so on, or of the `?` in their order. Throws ``SQLError``, which shows the place in the text.
  @discardableResult
  public func query(_ sql: String, _ values: Value...) throws(SQLError) -> QueryResult {
    try connect().query(sql, values)
  }

  /// Runs one statement of SQL with the values of its named parameters: `$name`.
  @discardableResult
  public func query(_ sql: String, named values: [String: Value]) throws(SQLError) -> QueryResult {
    try connect().query(sql, named: values)
  }

  /// Runs `body` as one transaction: all of its statements take effect, or if it throws none.
  ///
  /// Readers see the store as it was before until it ends. Throws an ``SQLError`` of the kind `conflict`
  /// if another transaction has changed the same rows meanwhile.
  public func transaction<Result>(_ body: (StoreConnection) throws -> Result) throws -> Result {
    try connect().transaction(body)
  }
}
