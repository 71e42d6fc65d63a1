// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Brings ready-made columns in line with the schema: names are normalised, new columns are asked
  /// about, and rows get load and id unless they bring them.
  func admit(_ batch: Batch) throws(LoadError) -> Batch {
    let table = tables[0]
    let number = recordCount + 1
    if let refusal = try admit(table, path: [], record: number) {
      for row in 0..<batch.rowCount { report(LeftOut(refusal), row: row, batch) }
      return Batch(names: [], vectors: [], rowCount: 0)
    }
    let isFirstRow = context.schema.schema[table.name]?.completeColumns.isEmpty ?? true
    var names: [String] = []
    var vectors: [Vector] = []
    var dropped: [Int: LeftOut] = [:]
    var leftOut: [(what: LeftOut, vector: Vector)] = []
    var overflow: Column?
    var extras: [(name: String, vector: Vector)] = []
    for (raw, vector) in zip(batch.names, batch.vectors) {
      let origin = SchemaKeeper.Origin(
        resource: context.resource,
        record: number,
        path: [raw],
        isFirstRow: isFirstRow
      )
      let name: String
      do {
        name = try context.schema.naming.normalizeName(
          raw,
          breakingPath: context.schema.breaksPaths
        )
      } catch {
        throw LoadError(
          .invalidName,
          "The column '\(raw)' of a batch has no valid name. Rename it.",
          at: .init(resource: context.resource, table: table.name, path: [raw]),
          cause: error
        )
      }
      guard !names.contains(name) else {
        throw LoadError(
          .identifierCollision,
          "Two columns of a batch are both called '\(name)' under the naming convention. "
            + "Rename one of them.",
          at: .init(resource: context.resource, table: table.name, column: name)
        )
      }
      if table.filter?.excludes(name) == true { continue }
      guard let sample = (0..<vector.count).first(where: { vector.validity[$0] }) else { continue }
      let outcome = try context.schema.admitColumn(
        name,
        in: table.name,
        for: vector[sample],
        typed: vector.type,
        from: origin
      )
      let ready: ReadyColumn
      switch outcome {
      case .column(let column, let isNew):
        if isNew { context.report(.columnAdded(table: table.name, column: column)) }
        ready = try fit(vector, to: column, sample: sample, from: origin)
      case .changed(let column, _):
        ready = try fit(vector, to: column, sample: sample, from: origin)
      case .overflow(let column, let isNew, let isFirst):
        noteOverflow(column, isNew: isNew, isFirst: isFirst)
        ready = .overflow(column)
      case .refused(let refusal):
        ready = .refused(refusal)
      }
      switch ready {
      case .values(let column, let values):
        names.append(column.name)
        vectors.append(values)
      case .overflow(let column):
        overflow = column
        extras.append((raw, vector))
      case .refused(let refusal):
        let what = LeftOut(refusal, column: name, path: [raw])
        if case .value = refusal {
          leftOut.append((what, vector))
          continue
        }
        // What leaves out the whole record counts more than what leaves out the row.
        for row in 0..<vector.count
        where vector.validity[row] && dropped[row]?.refusal.extent != .record {
          if dropped[row] == nil || refusal.extent == .record { dropped[row] = what }
        }
      }
    }
    try checkRows(names, vectors, count: batch.rowCount, &dropped)
    if !dropped.isEmpty {
      let kept = (0..<batch.rowCount).filter { dropped[$0] == nil }.map { UInt32($0) }
      vectors = vectors.map { $0.gathered(kept) }
      extras = extras.map { ($0.name, $0.vector.gathered(kept)) }
      for (row, what) in dropped.sorted(by: { $0.key < $1.key }) { report(what, row: row, batch) }
    }
    // Of a row that is left out, nothing else is told.
    for (what, vector) in leftOut {
      for row in 0..<vector.count where vector.validity[row] && dropped[row] == nil {
        report(what, row: row, batch)
      }
    }
    let count = batch.rowCount - dropped.count
    guard count > 0 else { return Batch(names: [], vectors: [], rowCount: 0) }
    if let overflow {
      names.append(overflow.name)
      vectors.append(try overflowVector(of: extras, count: count))
    }
    addSystemColumns(to: table)
    try addContentIDs(to: &names, &vectors, count: count)
    addSystemValues(to: &names, &vectors, count: count)
    return Batch(names: names, vectors: vectors, rowCount: count)
  }

  private func report(_ what: LeftOut, row: Int, _ batch: Batch) {
    let discard = Discard(
      what.refusal.extent,
      table: tables[0].name,
      column: what.column,
      sourcePath: what.path,
      record: recordCount + 1 + row,
      violation: what.refusal.violation
    )
    if case .record = what.refusal {
      quarantine(.value(.record(batch.record(at: row))), for: discard)
    } else {
      context.report(.discarded(discard))
    }
  }

  private func addSystemValues(to names: inout [String], _ vectors: inout [Vector], count: Int) {
    var heap = ByteHeap(capacity: (count + 2) * RowIDText.count)
    defer { heap.free() }
    let loadID = heap.append(context.loadID)
    heap.reserve(count * RowIDText.count)
    let start = heap.count
    ids.write(count: count, to: UnsafeMutableRawPointer(heap.base + start))
    heap.count += count * RowIDText.count
    let bytes = heap.take()
    let length = RowIDText.count
    func add(_ name: String, _ views: ContiguousArray<UInt64>) {
      guard !names.contains(name) else { return }
      names.append(name)
      vectors.append(
        Vector(
          type: .text,
          storage: .bytes(ByteViews(views: views, heap: bytes)),
          validity: Validity(allValid: count)
        )
      )
    }
    add(SystemColumn.loadID, ContiguousArray(repeating: loadID, count: count))
    add(
      SystemColumn.id,
      ContiguousArray((0..<count).map { UInt64(start + $0 * length) << 32 | UInt64(length) })
    )
  }
}
