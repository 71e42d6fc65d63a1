// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Takes all rows so far as batches, root table first; nothing for a table without rows.
  func takeBatches() -> [TableBatch] {
    reportDiscards()
    if hasOverflow { storeOverflow() }
    var ready: [TableBatch] = []
    swap(&ready, &readyBatches)
    if let aside = quarantine?.take() { ready.append(aside) }
    let counts = tables.map(\.rows.pointee.count)
    guard counts.contains(where: { $0 > 0 }) else { return ready }
    // All texts of the batches lie in one heap, the ids as well: first the bytes, then the views.
    let loadID = hot.pointee.heap.append(context.loadID)
    var ids: [ContiguousArray<UInt64>] = []
    for table in tables { ids.append(makeIDs(of: table, above: ids)) }
    let heap = hot.pointee.heap.take()
    var batches: [Batch?] = []
    for (number, table) in tables.enumerated() {
      let count = counts[number]
      guard count > 0 else {
        batches.append(nil)
        continue
      }
      var names: [String] = []
      var vectors: [Vector] = []
      for column in table.columns {
        let isUsed = column.pointer.pointee.rows > 0
        let vector = column.pointer.pointee.take(count, heap: heap)
        guard isUsed else { continue }
        names.append(column.name)
        vectors.append(vector)
      }
      func add(_ name: String, _ views: ContiguousArray<UInt64>) {
        names.append(name)
        vectors.append(
          Vector(
            type: .text,
            storage: .bytes(ByteViews(views: views, heap: heap)),
            validity: Validity(allValid: count)
          )
        )
      }
      if let parent = table.parent {
        for rule in table.inherited {
          guard let vector = batches[rule.table]?[rule.column] else { continue }
          names.append(rule.name)
          vectors.append(vector.gathered(ancestors(of: table, in: rule.table)))
        }
        if table.hasRootKey {
          let root = rootNumber(above: parent)
          add(SystemColumn.rootID, pick(ids[root], ancestors(of: table, in: root)))
        }
        if !table.isDetached {
          add(SystemColumn.parentID, pick(ids[parent], ancestors(of: table, in: parent)))
          names.append(SystemColumn.listIndex)
          vectors.append(listPositions(of: table))
        }
      }
      if table.isRoot {
        add(SystemColumn.loadID, ContiguousArray(repeating: loadID, count: count))
      }
      add(SystemColumn.id, ids[number])
      batches.append(Batch(names: names, vectors: vectors, rowCount: count))
    }
    batches = withoutRivals(batches) { table in
      guard let parent = table.parent, !table.isDetached, rootNumber(above: parent) == 0 else {
        return nil
      }
      return ancestors(of: table, in: 0)
    }
    for (number, table) in tables.enumerated() {
      table.rows.pointee.count = 0
      table.givenIDs = [:]
      if let batch = batches[number] { ready.append(TableBatch(table: table.name, batch: batch)) }
    }
    return ready
  }

  /// Appends the ids of all rows of `table` to the heap and returns their views.
  private func makeIDs(
    of table: ShredTable,
    above: [ContiguousArray<UInt64>]
  ) -> ContiguousArray<UInt64> {
    let count = table.rows.pointee.count
    guard count > 0 else { return [] }
    let length = RowIDText.count
    hot.pointee.heap.reserve(count * length)
    let start = hot.pointee.heap.count
    let target = UnsafeMutableRawPointer(hot.pointee.heap.base + start)
    if let parent = table.parent, !table.isDetached {
      // Safe: every row has a parent among those whose views were made before, all in this heap.
      above[parent].withUnsafeBufferPointer { views in
        guard let views = views.baseAddress else { return }
        NestedRowIDs(table: table.name).write(
          count: count,
          parents: table.rows.pointee.parents,
          views: views,
          bytes: hot.pointee.heap.base,
          indexes: table.rows.pointee.positions,
          to: target
        )
      }
    } else {
      ids.write(count: count, to: target)
    }
    hot.pointee.heap.count = start + count * length
    var views = ContiguousArray<UInt64>(filling: count) { buffer in
      for row in 0..<count {
        buffer[row] = UInt64(start + row * length) << 32 | UInt64(length)
      }
    }
    for (row, id) in table.givenIDs { views[row] = hot.pointee.heap.append(id) }
    return views
  }

  /// The nearest table from `number` upwards that is a root.
  private func rootNumber(above number: Int) -> Int {
    var number = number
    while !tables[number].isRoot, let parent = tables[number].parent { number = parent }
    return number
  }

  /// For each row of `table`, the row of `ancestor` that it hangs below.
  private func ancestors(of table: ShredTable, in ancestor: Int) -> [UInt32] {
    var rows = Array(
      UnsafeBufferPointer(start: table.rows.pointee.parents, count: table.rows.pointee.count)
    )
    var above = table.parent
    while let number = above, number != ancestor {
      for index in rows.indices {
        rows[index] = tables[number].rows.pointee.parents[Int(rows[index])]
      }
      above = tables[number].parent
    }
    return rows
  }

  private func pick(
    _ views: ContiguousArray<UInt64>,
    _ rows: [UInt32]
  ) -> ContiguousArray<UInt64> {
    ContiguousArray(filling: rows.count) { buffer in
      for index in rows.indices { buffer[index] = views[Int(rows[index])] }
    }
  }

  private func listPositions(of table: ShredTable) -> Vector {
    let count = table.rows.pointee.count
    let positions = ContiguousArray<Int64>(filling: count) { buffer in
      for row in 0..<count { buffer[row] = Int64(table.rows.pointee.positions[row]) }
    }
    return Vector(
      type: .bigint,
      storage: .int64(positions),
      validity: Validity(allValid: count)
    )
  }
}
