// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Reads a file into a table, or writes rows to one.
  func copy(_ copy: SQL.Copy) throws -> StatementResult {
    guard let path = try text(of: copy.file) else {
      throw SQLError(.binding, "COPY needs the path of a file", at: copy.file.range)
    }
    return copy.isExport ? try export(copy, to: path) : try read(copy, from: path)
  }

  private func export(_ copy: SQL.Copy, to path: String) throws -> StatementResult {
    let query: SQL.Query
    switch copy.subject {
    case .query(let written): query = written
    case .table(let name, let columns):
      let items =
        columns.isEmpty
        ? [SQL.SelectItem(SQL.Expression(.star(SQL.Star())))]
        : columns.map { SQL.SelectItem(.column($0.text), $0.text) }
      query = SQL.Query(items, from: [SQL.TableReference(name)])
    }
    let binder = makeBinder()
    let values = try values(binder)
    let plan = try StoreQuery(try binder.bind(query), binder, values)
    let columns = plan.columns.map { (name: $0.name, type: $0.type) }
    let writer = try CopyWriter(path, columns, copy.options)
    try plan.run(makeRunningQuery(values), inOrderTo: writer)
    return StatementResult(count: writer.rowCount)
  }

  private func read(_ copy: SQL.Copy, from path: String) throws -> StatementResult {
    guard case .table(let name, let names) = copy.subject else {
      throw SQLError(.binding, "COPY … FROM reads a file into a table", at: copy.file.range)
    }
    let target = try target(name, at: name.range)
    var places: [Int] = []
    for name in names { places.append(try target.place(of: name)) }
    if names.isEmpty { places = target.columns.indices.filter { !target.isGenerated($0) } }
    let reader = try CopyReader(path, places.map { target.columns[$0] }, copy.options, in: catalog)
    var numbers = ColumnNumbers()
    let columns = places.map { place in
      numbers.make(target.columns[place].name, target.columns[place].type)
    }
    let step = try reader.step(columns)
    let consumer = BatchingConsumer(columns, size: Self.batchSize) { rows in
      var edits = RowEdits()
      edits.inserted = try self.completed(rows, places, target)
      _ = try self.apply(edits, to: self.current(target))
    }
    try step.run(makeRunningQuery(), inOrderTo: consumer)
    try consumer.finish()
    return StatementResult(count: consumer.rowCount)
  }

  /// Rows of some columns of a table with values for the others.
  private func completed(
    _ rows: StoredChunks,
    _ places: [Int],
    _ target: TargetTable
  ) throws -> StoredChunks {
    if places == Array(target.columns.indices) { return rows }
    let binder = makeBinder()
    let columns = places.map { (name: target.columns[$0].name, type: target.columns[$0].type) }
    let made = columns.map { binder.makeColumn($0.name, $0.type) }
    let scan = TableScan(
      source: RowsSource(name: target.name, rows: rows),
      columns: made.enumerated().map { TableScan.ScannedColumn(place: $0, column: $1) }
    )
    return try filled(BoundQuery(plan: .scan(scan), columns: made), places, target, binder)
  }
}

/// Gathers rows until they are worth a batch. Used by one task at a time.
private final class BatchingConsumer: ChunkConsumer {
  private(set) var rowCount = 0
  private var rows: StoredChunks
  private let shapes: [CellShape]
  private let size: Int
  private let flush: (StoredChunks) throws -> Void

  init(_ columns: [PlanColumn], size: Int, flush: @escaping (StoredChunks) throws -> Void) {
    shapes = columns.map { CellShape($0.type) }
    rows = StoredChunks(shapes: shapes)
    self.size = size
    self.flush = flush
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    rows.append(chunk)
    rowCount += chunk.count
    if rows.count + Chunk.size > size {
      try flush(rows)
      rows = StoredChunks(shapes: shapes)
    }
    return true
  }

  func finish() throws {
    if rows.count > 0 { try flush(rows) }
    rows = StoredChunks(shapes: shapes)
  }
}
