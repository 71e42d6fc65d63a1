// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a statement does to the rows of one table.
struct RowEdits {
  /// Rows that have other values.
  struct Updated {
    /// The numbers of the rows, each once.
    var numbers: [Int]
    /// The rows as they are afterwards, with all columns.
    var rows: StoredChunks
    /// The columns that may differ from before.
    var columns: Set<Int>
  }

  /// Rows that go.
  struct Deleted {
    /// The numbers of the rows, each once.
    var numbers: [Int]
    /// The rows as they were, if somebody wants to know.
    var rows: StoredChunks?
  }

  /// Rows that come, with all columns of the table.
  var inserted: StoredChunks?
  var updated: Updated?
  var deleted: Deleted?
  /// Whether all rows go that were there before.
  var clears = false
  /// What is told of the rows.
  var returning: [SQL.SelectItem] = []
  /// What the statement calls the table.
  var alias: String?
}

extension Session {
  /// Changes the rows, if they meet the constraints of their table and of others.
  func apply(_ edits: RowEdits, to target: TargetTable) throws -> StatementResult {
    var count = (edits.inserted?.count ?? 0) + (edits.updated?.numbers.count ?? 0)
    count += edits.deleted?.numbers.count ?? 0
    if edits.clears { count += target.table.rowCount }
    for rows in [edits.updated?.rows, edits.inserted].compactMap(\.self) where rows.count > 0 {
      try checkRows(rows, target)
    }
    if edits.clears { clear(target) }
    if let updated = edits.updated, !updated.numbers.isEmpty { try rewrite(updated, target) }
    if let deleted = edits.deleted, !deleted.numbers.isEmpty { remove(deleted.numbers, target) }
    if let inserted = edits.inserted, inserted.count > 0 { try append(inserted, target) }
    try checkKeys(edits, target)
    try checkReferences(edits, target)
    guard !edits.returning.isEmpty else { return StatementResult(count: count) }
    let told = StoredChunks(shapes: target.columns.map { CellShape($0.type) })
    for rows in [edits.updated?.rows, edits.deleted?.rows, edits.inserted].compactMap(\.self) {
      told.append(Chunk(rows.cells, count: rows.count))
    }
    return try select(edits.returning, from: told, target, as: edits.alias)
  }

  /// The most rows that lie together in one batch.
  static let batchSize = 122_880

  /// Adds rows at the end of a table.
  func append(_ rows: StoredChunks, _ target: TargetTable) throws {
    let cells = rows.cells
    var start = 0
    while start < rows.count {
      let size = min(Self.batchSize, rows.count - start)
      var vectors: [Vector] = []
      for place in target.columns.indices {
        vectors.append(try target.vector(cells[place], start..<start + size, place))
      }
      let batch = Batch(names: target.columns.map(\.name), vectors: vectors, rowCount: size)
      edit.make(.append(PackedBatch(batch)), in: target.dataset, target.name)
      start += size
    }
    joinBatches(target)
    try checkMemory(target)
  }

  /// Throws if the limit of the session has no room for the rows that a table has got.
  private func checkMemory(_ target: TargetTable) throws(SQLError) {
    guard let limit = state.memoryLimit, edit.datasets.byteCount > limit else { return }
    throw SQLError(
      .memory,
      "the tables of the store need more memory than the limit of \(limit) bytes: there is no room "
        + "for the rows that come to '\(target.name)'",
      advice: "Raise memory_limit."
    )
  }

  /// Puts the last batches of a table together while they are small, so that a table to which rows came
  /// one by one has few of them.
  private func joinBatches(_ target: TargetTable) {
    guard !store.intents.hasOthers(than: ObjectIdentifier(self)),
      let batches = edit.datasets[target.dataset]?[target.name]?.batches
    else { return }
    var first = batches.count - 1
    var size = batches[first].physicalCount
    while first > 0, batches[first - 1].physicalCount <= 2 * size,
      size + batches[first - 1].physicalCount <= Chunk.size * 4
    {
      first -= 1
      size += batches[first].physicalCount
    }
    if first < batches.count - 1 {
      edit.make(.join(from: first), in: target.dataset, target.name)
    }
  }

  /// Removes the rows that the statement sees, and none that others add meanwhile.
  private func clear(_ target: TargetTable) {
    for number in target.table.batches.indices.reversed() {
      let count = target.table.batches[number].physicalCount
      let none = ContiguousArray<UInt64>(repeating: 0, count: (count + 63) / 64)
      let kept = Validity(counting: none, count: count)
      edit.make(.delete(batch: number, allBut: kept), in: target.dataset, target.name)
    }
  }

  /// Gives rows other values.
  func rewrite(_ updated: RowEdits.Updated, _ target: TargetTable) throws {
    let cells = updated.rows.cells
    for part in RowPlaces(updated.numbers, target.table).parts {
      let batch = target.table.batches[part.batch]
      let count = batch.physicalCount
      let selection = Selection(capacity: max(1, count))
      for row in 0..<count { selection.rows[row] = UInt32(row) }
      selection.count = count
      for (place, row) in part.rows.enumerated() { selection.rows[row] = UInt32(count + place) }
      let changed = Selection(capacity: part.positions.count)
      for (place, position) in part.positions.enumerated() {
        changed.rows[place] = UInt32(position)
      }
      changed.count = part.positions.count
      let columns = updated.columns.sorted()
      var vectors: [Vector] = []
      for column in columns {
        let type = target.columns[column].type
        let values = CellColumn(CellShape(type), capacity: count + part.rows.count)
        values.append(target.table.cells(of: batch, column, type), count: count)
        values.append(cells[column], rows: changed)
        let rows = values.cells.gathered(selection)
        vectors.append(try target.vector(rows, 0..<count, column))
      }
      let names = columns.map { target.columns[$0].name }
      let rewritten = PackedBatch(Batch(names: names, vectors: vectors, rowCount: count))
      edit.make(.rewrite(batch: part.batch, rewritten), in: target.dataset, target.name)
    }
  }

  /// Removes rows.
  private func remove(_ numbers: [Int], _ target: TargetTable) {
    // From the last on, as a batch that loses all its rows goes, and others move up.
    for part in RowPlaces(numbers, target.table).parts.reversed() {
      let count = target.table.batches[part.batch].physicalCount
      var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
      for row in part.rows { words[row >> 6] &= ~(1 << UInt64(row & 63)) }
      let kept = Validity(counting: words, count: count)
      edit.make(.delete(batch: part.batch, allBut: kept), in: target.dataset, target.name)
    }
  }
}

extension TargetTable {
  /// Some values as a column keeps them.
  func vector(_ cells: Cells, _ rows: Range<Int>, _ column: Int) throws -> Vector {
    guard let made = Vector(cells, columns[column].type, rows: rows) else {
      throw SQLError(.limit, "the texts of \(rows.count) rows of '\(name)' take 4 GiB or more")
    }
    return try table.columns[column].stored(made, of: name)
  }
}

/// Where rows lie that are known by their numbers.
struct RowPlaces {
  struct Part {
    var batch: Int
    /// The rows in the batch.
    var rows: [Int] = []
    /// Where each of them is in the list of numbers.
    var positions: [Int] = []
  }

  private(set) var parts: [Part] = []

  init(_ numbers: [Int], _ table: Catalog.Table) {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var (batch, first) = (0, 0)
    for position in order {
      while batch < table.batches.count,
        numbers[position] >= first + table.batches[batch].physicalCount
      {
        first += table.batches[batch].physicalCount
        batch += 1
      }
      guard batch < table.batches.count else { break }
      if parts.last?.batch != batch { parts.append(Part(batch: batch)) }
      parts[parts.count - 1].rows.append(numbers[position] - first)
      parts[parts.count - 1].positions.append(position)
    }
  }
}

extension Catalog.Table {
  /// All values of a column of a batch, deleted rows included.
  func cells(of batch: PackedBatch, _ column: Int, _ type: SQLType) -> Cells {
    guard let source = batch.cells(of: columns[column].name, type) else {
      return CellShape(type).null
    }
    let count = batch.physicalCount
    return Chunk([source.column(from: 0, count: count, nil)], count: count)[0]
  }
}
