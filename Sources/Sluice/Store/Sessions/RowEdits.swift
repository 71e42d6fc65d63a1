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
    try checkKeys(edits, target)
    if edits.clears { clear(target) }
    if let updated = edits.updated, !updated.numbers.isEmpty { try rewrite(updated, target) }
    if let deleted = edits.deleted, !deleted.numbers.isEmpty { try remove(deleted.numbers, target) }
    if let inserted = edits.inserted, inserted.count > 0 { try append(inserted, target) }
    try checkReferences(edits, target)
    guard !edits.returning.isEmpty else { return StatementResult(count: count) }
    let told = StoredChunks(shapes: target.columns.map { CellShape($0.type) })
    for rows in [edits.updated?.rows, edits.deleted?.rows, edits.inserted].compactMap(\.self) {
      try told.append(Chunk(rows.cells, count: rows.count), asking: Task.checkCancellation)
    }
    return try select(edits.returning, from: told, target, as: edits.alias)
  }

  /// The most rows that lie together in one batch.
  static let batchSize = 122_880

  /// The bytes of batches that are put together at most: texts of one column have fewer than four GiB.
  private static let joinedBytes = 1 << 30

  /// Adds rows at the end of a table.
  func append(_ rows: StoredChunks, _ target: TargetTable) throws {
    let cells = rows.cells
    var start = 0
    while start < rows.count {
      let size = min(Self.batchSize, rows.count - start)
      var vectors: [Vector] = []
      for place in target.columns.indices {
        try Task.checkCancellation()
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
    guard let batches = edit.datasets[target.dataset]?[target.name]?.batches else { return }
    var first = batches.count - 1
    var size = batches[first].physicalCount
    var bytes = batches[first].plainByteCount
    while first > 0, batches[first - 1].physicalCount <= 2 * size,
      size + batches[first - 1].physicalCount <= Self.batchSize,
      bytes + batches[first - 1].plainByteCount <= Self.joinedBytes,
      !store.intents.knows(batches[first - 1], at: target.place)
    {
      first -= 1
      size += batches[first].physicalCount
      bytes += batches[first].plainByteCount
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
    let columns = updated.columns.sorted()
    let names = columns.map { target.columns[$0].name }
    for part in try RowPlaces(updated.numbers, target.table).parts {
      let batch = target.table.batches[part.batch]
      let cells = try updated.rows.picking(part.positions).cells
      var vectors: [Vector] = []
      for column in columns {
        try Task.checkCancellation()
        let values = try target.vector(cells[column], 0..<part.rows.count, column)
        let before =
          batch.physical(target.columns[column].name)
          ?? Vector(missing: batch.physicalCount, values.type)
        guard let vector = before.patched(part.rows, with: values) else {
          throw target.tooLong(batch.physicalCount)
        }
        vectors.append(vector)
      }
      let rewritten = PackedBatch(
        Batch(names: names, vectors: vectors, rowCount: batch.physicalCount)
      )
      let rows = part.rows.map { UInt32($0) }
      edit.make(.rewrite(batch: part.batch, rewritten, rows: rows), in: target.dataset, target.name)
    }
  }

  /// Removes rows.
  private func remove(_ numbers: [Int], _ target: TargetTable) throws {
    // From the last on, as a batch that loses all its rows goes, and others move up.
    for part in try RowPlaces(numbers, target.table).parts.reversed() {
      try Task.checkCancellation()
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
      throw tooLong(rows.count)
    }
    return try table.columns[column].stored(made, of: name)
  }

  /// Says that texts have no room in one batch.
  func tooLong(_ count: Int) -> SQLError {
    SQLError(.limit, "the texts of \(count) rows of '\(name)' take 4 GiB or more")
  }
}
