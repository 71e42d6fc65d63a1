// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Runs statements one after the other, with settings, prepared statements and temporary tables of its own.
///
/// Used by one task at a time.
final class Session {
  let store: ColumnStore
  /// What functions know of the session while a statement runs.
  let shared: SharedSession
  /// What is kept of the tables of the session alone.
  var temporary = Catalog.Dataset()
  var prepared: [String: PreparedStatement] = [:]
  /// The transaction that `BEGIN` began.
  var transaction: OpenTransaction?
  /// What the statement that runs changes.
  var edit = StoreEdit([:])
  /// The values of the parameters of the statement that runs.
  var parameters: [SQL.Parameter: TypedDatum] = [:]
  /// Rows that statements of a clause WITH have told of, while the statement around them runs.
  var madeRows: [String: CatalogRelation] = [:]
  /// Tables that the transaction relies on: how far others may not change them meanwhile.
  private(set) var watched: [CommitHistory.Place: CommitHistory.Depth] = [:]
  /// What statements can call, and the revision of the functions of the store that it was made of.
  private var known: (functions: FunctionCatalog, revision: Int)

  deinit { store.intents.forget(ObjectIdentifier(self)) }

  init(_ store: ColumnStore) {
    self.store = store
    let shared = SharedSession()
    self.shared = shared
    let functions = store.functions.withLock { $0 }
    known = (functions.adding(shared), functions.revision)
  }

  /// What statements can call.
  var functions: FunctionCatalog {
    let revision = store.functions.withLock { $0.revision }
    if revision != known.revision {
      known = (store.functions.withLock { $0 }.adding(shared), revision)
    }
    return known.functions
  }

  /// The settings.
  var state: SessionState {
    get { shared.state.withLock { $0.settings } }
    set { shared.state.withLock { $0.settings = newValue } }
  }

  /// What names mean now.
  var catalog: StoreCatalog {
    var catalog = StoreCatalog(edit.datasets)
    catalog.session = state
    catalog.schema = state.schema
    catalog.rows = madeRows
    return catalog
  }

  /// What finds out what a statement means.
  func makeBinder(_ catalog: StoreCatalog? = nil) -> Binder {
    let binder = Binder(
      catalog ?? self.catalog,
      functions,
      parameterTypes: parameters.mapValues(\.type)
    )
    let state = state
    switch state.nullOrder {
    case .last: binder.nullsFirst = (false, false)
    case .first: binder.nullsFirst = (true, true)
    case .firstAscending: binder.nullsFirst = (true, false)
    case .lastAscending: binder.nullsFirst = (false, true)
    }
    binder.isDescending = state.isDescending
    binder.dividesIntegers = state.dividesIntegers
    binder.isLenient = state.isLenient
    binder.followsIEEE754 = state.isOn("ieee_floating_point_ops")
    binder.ordersByConstants = state.isOn("order_by_non_integer_literal")
    binder.takesFirstRows = !state.isOn("scalar_subquery_error_on_multiple_rows")
    binder.describe = { [self] description throws(SQLError) in
      try Self.translating {
        let result = try describe(description)
        let columns = result.columns.map { (name: $0.name, type: $0.type) }
        return .rows(result.rows, columns, "description")
      }
    }
    binder.run = { [self, unowned binder] bound throws(SQLError) in
      try Self.translating { try rows(of: bound, binder).rows }
    }
    return binder
  }

  /// Runs all statements of a text, and returns what each of them gives.
  func run(_ text: String) throws -> [StatementResult] {
    var results: [StatementResult] = []
    do throws(SQLError) {
      for statement in try SQL.statements(in: text) { results.append(try run(statement)) }
    } catch {
      throw error.located(in: text)
    }
    return results
  }

  /// Runs one statement with the values of its parameters.
  func run(
    _ statement: SQL.Statement,
    _ parameters: [SQL.Parameter: TypedDatum] = [:]
  ) throws(SQLError) -> StatementResult {
    try Self.translating { try attempt(statement, parameters) }
  }

  /// Makes errors of other parts those of statements.
  static func translating<Result>(_ body: () throws -> Result) throws(SQLError) -> Result {
    do {
      return try body()
    } catch let error as SQLError {
      throw error
    } catch let error as LoadError {
      throw SQLError(error.code == .destinationBusy ? .conflict : .file, error.description)
    } catch is CancellationError {
      throw SQLError(.cancelled, "the statement was cancelled")
    } catch {
      throw SQLError(.unsupported, "\(error)")
    }
  }

  private func attempt(
    _ statement: SQL.Statement,
    _ parameters: [SQL.Parameter: TypedDatum]
  ) throws -> StatementResult {
    self.parameters = parameters
    defer { self.parameters = [:] }
    if let result = try control(statement) { return result }
    guard transaction != nil else { return try alone(statement) }
    guard transaction?.isFailed == false else {
      throw SQLError(
        .transaction,
        "an earlier statement of the transaction has failed",
        at: statement.range,
        advice: "End it with ROLLBACK."
      )
    }
    let before = edit.datasets
    edit = StoreEdit(before)
    do {
      let result = try execute(statement)
      let made = edit.changes
      try store.intents.check(made, of: ObjectIdentifier(self))
      store.intents.note(made, by: ObjectIdentifier(self))
      transaction?.note(made, in: edit.datasets)
      return result
    } catch {
      edit = StoreEdit(before)
      if (error as? SQLError)?.kind.endsTransaction ?? true { transaction?.isFailed = true }
      throw error
    }
  }

  /// Runs a statement that is a transaction by itself, again if another one was faster.
  private func alone(_ statement: SQL.Statement) throws -> StatementResult {
    defer { edit = StoreEdit([:]) }
    var attempts = 10
    while true {
      let snapshot = store.snapshot
      begin(snapshot)
      let result = try execute(statement)
      try store.intents.check(edit.changes, of: ObjectIdentifier(self))
      do {
        try commit(edit.changes, since: snapshot)
        return result
      } catch let error as SQLError where error.kind == .conflict && attempts > 1 {
        attempts -= 1
      }
    }
  }

  /// Begins to change what a snapshot holds.
  func begin(_ snapshot: Catalog) {
    var datasets = snapshot.datasets
    datasets[StoreCatalog.temporarySchema] = temporary
    if datasets[StoreCatalog.mainSchema] == nil {
      datasets[StoreCatalog.mainSchema] = Catalog.Dataset()
    }
    edit = StoreEdit(datasets)
    watched = [:]
    shared.state.withLock { $0.advanced = [] }
  }

  /// Lets the transaction fail if others change a table so far or farther before it ends.
  func watch(_ place: CommitHistory.Place, _ depth: CommitHistory.Depth) {
    watched[place] = min(watched[place] ?? depth, depth)
  }

  /// Makes visible what was changed.
  func commit(_ made: [StoreChange], since snapshot: Catalog) throws {
    var changes = made.filter { $0.dataset != StoreCatalog.temporarySchema }
    let isMainMissing = snapshot.datasets[StoreCatalog.mainSchema] == nil
    if isMainMissing, changes.contains(where: { $0.dataset == StoreCatalog.mainSchema }) {
      let main = StoreChange(dataset: StoreCatalog.mainSchema, action: .makeDataset)
      changes.insert(main, at: 0)
    }
    for place in shared.state.withLock({ $0.advanced }) {
      let object = edit.datasets[place.dataset]?.objects
        .first { $0.kind == .sequence && $0.name == place.table }
      guard place.dataset != StoreCatalog.temporarySchema, let counter = object?.counter else {
        continue
      }
      let action = StoreChange.Action.advance(to: counter.upcoming)
      changes.append(StoreChange(dataset: place.dataset, table: place.table, action: action))
    }
    if !changes.isEmpty {
      var datasets = edit.datasets
      datasets[StoreCatalog.temporarySchema] = snapshot.datasets[StoreCatalog.temporarySchema]
      try store.commit(StoreEdit(datasets, changes), since: snapshot, watched: watched)
    }
    temporary = edit.datasets[StoreCatalog.temporarySchema] ?? Catalog.Dataset()
  }
}

/// A transaction that was begun and has not ended.
struct OpenTransaction {
  /// What the store held when it began.
  var snapshot: Catalog
  var isReadOnly = false
  var isFailed = false
  /// What its statements have changed.
  private(set) var changes: [StoreChange] = []

  init(snapshot: Catalog, isReadOnly: Bool) {
    self.snapshot = snapshot
    self.isReadOnly = isReadOnly
  }

  /// Notes what a statement has changed, which led to `datasets`.
  ///
  /// Rows that came and were put together are noted as if they had come together.
  mutating func note(_ made: [StoreChange], in datasets: [String: Catalog.Dataset]) {
    for change in made {
      if case .join(let start) = change.action, let table = datasets[change.dataset]?[change.table],
        start == table.batches.count - 1, let places = additions(of: change, table.batches[start])
      {
        for place in places { changes.remove(at: place) }
        let action = StoreChange.Action.append(table.batches[start])
        changes.append(StoreChange(dataset: change.dataset, table: change.table, action: action))
      } else {
        changes.append(change)
      }
    }
  }

  /// Where the changes are that brought the rows of a batch, from the last on, if that is all that
  /// happened to them.
  private func additions(of join: StoreChange, _ joined: PackedBatch) -> [Int]? {
    var missing = joined.physicalCount
    var places: [Int] = []
    for place in changes.indices.reversed().prefix(64) where changes[place].place == join.place {
      guard case .append(let batch, _) = changes[place].action else { return nil }
      missing -= batch.physicalCount
      places.append(place)
      if missing <= 0 { return missing == 0 ? places : nil }
    }
    return nil
  }
}

/// What a statement gives: rows, or how many it has changed, or nothing.
struct StatementResult: Sendable {
  var columns: [PlanColumn]
  var rows: StoredChunks

  init(_ columns: [PlanColumn], _ rows: StoredChunks) {
    self.columns = columns
    self.rows = rows
  }

  /// Nothing.
  static var nothing: StatementResult { StatementResult([], StoredChunks([])) }

  /// A column of texts or numbers for each of some names, with rows that are written out.
  init(_ names: [(name: String, type: SQLType)], _ rows: [[Datum]]) {
    var numbers = ColumnNumbers()
    columns = names.map { numbers.make($0.name, $0.type) }
    self.rows = StoredChunks(columns)
    let cells = names.indices.map { place in Cells(rows.map { $0[place] }, names[place].type) }
    self.rows.append(Chunk(cells, count: rows.count))
  }

  /// How many rows were changed.
  init(count: Int) {
    self.init([(name: "Count", type: .bigint)], [[.integer(Int128(count))]])
  }
}

extension SQLError.Kind {
  /// Whether the error ends the transaction: those that were seen before anything was done do not.
  fileprivate var endsTransaction: Bool {
    switch self {
    case .syntax, .limit, .binding, .catalog, .unsupported, .transaction: false
    default: true
    }
  }
}
