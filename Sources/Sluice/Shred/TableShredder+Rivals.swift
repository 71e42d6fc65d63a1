// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Leaves out the rows below root rows that do not count, for another with the same id does.
  ///
  /// The ids of nested rows are made from those of the rows above, so that they could not be told
  /// apart later. The rows themselves stay: which of them counts in the whole load is not known yet.
  func withoutRivals(
    _ batches: [Batch?],
    _ ancestors: (ShredTable) -> [UInt32]?
  ) -> [Batch?] {
    guard let table = context.schema.schema[tables[0].name], table.hasRivals,
      let root = batches[0], batches.dropFirst().contains(where: { $0 != nil })
    else { return batches }
    let ids = KeyColumns([root[SystemColumn.id]], [.bytes], count: root.rowCount)
    let isSelected = try? table.mergeRule?.sourceFilter?.rows(of: root)
    let index = KeyIndex(ids) { isSelected?[$0] ?? true }
    guard index.count < root.rowCount else { return batches }
    let sorted = table.columns.first { $0.deduplicationOrder != nil }
    let vector = sorted.flatMap { root[$0.name] }
    var counting = index.firstRows
    for row in 0..<root.rowCount where index.groups[row] != KeyIndex.none {
      let group = Int(index.groups[row])
      let isBehind =
        sorted != nil
        && SortedPlace(vector, row).isBehind(
          SortedPlace(vector, Int(counting[group])),
          sorted?.deduplicationOrder == .descending
        )
      if !isBehind { counting[group] = UInt32(row) }
    }
    return batches.enumerated().map { number, batch in
      guard number > 0, let batch, let above = ancestors(tables[number]) else { return batch }
      let rows = (0..<batch.rowCount).filter { row in
        let group = index.groups[Int(above[row])]
        return group == KeyIndex.none || counting[Int(group)] == above[row]
      }
      if rows.count == batch.rowCount { return batch }
      if rows.isEmpty { return nil }
      let numbers = rows.map { UInt32($0) }
      let vectors = batch.vectors.map { $0.gathered(numbers) }
      return Batch(names: batch.names, vectors: vectors, rowCount: numbers.count)
    }
  }
}

extension TableShredder {
  /// Gives ready-made rows the ids that follow from their content, unless they bring ids or draw them.
  ///
  /// A row that lacks a part of the key draws its id, as others do.
  func addContentIDs(
    to names: inout [String],
    _ vectors: inout [Vector],
    count: Int
  ) throws(LoadError) {
    guard rowID != .random, !names.contains(SystemColumn.id) else { return }
    var batch = Batch(names: names, vectors: vectors, rowCount: count)
    let keys = context.schema.schema[tables[0].name]?.columns(with: .primaryKey) ?? []
    if rowID == .keyHash {
      batch = Batch(
        names: keys.filter { batch[$0] != nil },
        vectors: keys.compactMap { batch[$0] },
        rowCount: count
      )
    }
    let builder = VectorBuilder(.text)
    for row in 0..<count {
      let record = batch.record(at: row)
      let id = rowID == .rowHash ? RowHash.row(record) : RowHash.key(record, columns: keys)
      builder.append(id ?? ids.next())
    }
    names.append(SystemColumn.id)
    vectors.append(builder.finish())
  }
}
