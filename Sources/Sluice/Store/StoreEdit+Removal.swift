// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoreEdit {
  /// Removes the rows whose text in `column` passes, and calls `forEachRemoved` with their batch and row.
  ///
  /// Returns how many they were; none where there is no such column.
  @discardableResult
  mutating func remove(
    from table: String,
    in dataset: String,
    where column: String,
    _ passes: (String) -> Bool,
    forEachRemoved: (Batch, Int) -> Void = { _, _ in }
  ) -> Int {
    var count = 0
    let batches = datasets[dataset]?[table]?.batches ?? []
    // From the last on, as a batch that loses all its rows goes, and others move up.
    for number in batches.indices.reversed() where batches[number].names.contains(column) {
      let batch = batches[number].batch
      guard let vector = batch[column], case .bytes(let texts) = vector.storage else { continue }
      var words = ContiguousArray<UInt64>(repeating: .max, count: (batch.rowCount + 63) / 64)
      // Rows of a load have the very same text as a rule, which is looked at once then.
      var last: (view: UInt64, passes: Bool)?
      for row in 0..<batch.rowCount where vector.validity[row] {
        let view = texts.views[row]
        let isGone = last?.view == view ? last?.passes == true : passes(texts.string(at: row))
        last = (view, isGone)
        guard isGone else { continue }
        words[row >> 6] &= ~(1 << UInt64(row & 63))
        forEachRemoved(batch, row)
      }
      let kept = Validity(counting: words, count: batch.rowCount)
      guard kept.missing > 0 else { continue }
      count += kept.missing
      make(.keep(batch: number, rows: kept), in: dataset, table)
    }
    return count
  }

  /// Removes the rows of a load from `tables`, those below them, and what is kept of the load.
  ///
  /// The schema stays, as the columns do that the load brought. Returns how many rows went from each
  /// table; none if there is no such load.
  mutating func undo(_ load: String, tables: [Table], in dataset: String) -> [String: Int] {
    let isThere =
      remove(from: SystemTable.loads, in: dataset, where: "load_id", { $0 == load }) > 0
    guard isThere else { return [:] }
    var counts: [String: Int] = [:]
    var removed: [String: Set<String>] = [:]
    var waiting = tables
    while !waiting.isEmpty {
      let names = Set(waiting.map(\.name))
      // Tables above others come first. Those that stand in a circle have no rows of ours.
      let ready = waiting.filter { $0.parent.map { !names.contains($0) } ?? true }
      guard !ready.isEmpty else { break }
      waiting.removeAll { table in ready.contains { $0.name == table.name } }
      for table in ready {
        let parents = table.parent.flatMap { removed[$0] }
        let hasParents = datasets[dataset]?[table.name]?.columns.contains {
          $0.name == SystemColumn.parentID
        }
        let isNested = table.parent != nil && hasParents == true
        let isAbove = tables.contains { $0.parent == table.name }
        // Records that were put aside name their load as a field of their own.
        let ownID = table.name == "_sluice_quarantine" ? "load_id" : SystemColumn.loadID
        var ids: Set<String> = []
        let count = remove(
          from: table.name,
          in: dataset,
          where: isNested ? SystemColumn.parentID : ownID,
          { isNested ? parents?.contains($0) == true : $0 == load },
          forEachRemoved: { batch, row in
            guard isAbove, let vector = batch[SystemColumn.id], vector.validity[row],
              case .bytes(let texts) = vector.storage
            else { return }
            ids.insert(texts.string(at: row))
          }
        )
        if count > 0 { counts[table.name] = count }
        removed[table.name] = ids
      }
    }
    remove(from: SystemTable.state, in: dataset, where: SystemColumn.loadID, { $0 == load })
    remove(from: SystemTable.ledger, in: dataset, where: "load_id", { $0 == load })
    return counts
  }
}
