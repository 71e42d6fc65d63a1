// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Brings ready-made columns in line with the schema: names are normalised, new columns are asked
  /// about, and rows get load and id unless they bring them.
  func admit(_ batch: Batch) throws(LoadError) -> Batch {
    let table = tables[0]
    let number = recordCount + 1
    guard try admit(table, path: [], record: number) else {
      for _ in 0..<batch.rowCount {
        context.report(.discarded(table: table.name, column: nil, isRow: true))
      }
      return Batch(names: [], vectors: [], rowCount: 0)
    }
    var names: [String] = []
    var vectors: [Vector] = []
    var dropped: Set<UInt32> = []
    for (raw, vector) in zip(batch.names, batch.vectors) {
      let origin = SchemaKeeper.Origin(resource: context.resource, record: number, path: [raw])
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
      guard let sample = (0..<vector.count).first(where: { vector.validity[$0] }) else { continue }
      switch try context.schema.admitColumn(
        name,
        in: table.name,
        for: vector[sample],
        typed: vector.type,
        from: origin
      )
      {
      case .column(let column, let isNew):
        if isNew { context.report(.columnAdded(table: table.name, column: column)) }
        guard let type = column.type else { continue }
        guard StorageKind(type) == vector.storage.kind, type.kind == vector.type.kind else {
          throw LoadError(
            .cannotCoerce,
            "A batch brings the column as \(vector.type), the table has it as \(type). "
              + "Cast the column before sending the batch.",
            at: .init(resource: context.resource, table: table.name, column: name)
          )
        }
        names.append(column.name)
        vectors.append(vector)
      case .discardValue:
        for row in 0..<vector.count where vector.validity[row] {
          context.report(.discarded(table: table.name, column: name, isRow: false))
        }
      case .discardRow:
        for row in 0..<vector.count where vector.validity[row] { dropped.insert(UInt32(row)) }
      }
    }
    if !dropped.isEmpty {
      let kept = (0..<UInt32(batch.rowCount)).filter { !dropped.contains($0) }
      vectors = vectors.map { $0.gathered(kept) }
      for _ in dropped { context.report(.discarded(table: table.name, column: nil, isRow: true)) }
    }
    let count = batch.rowCount - dropped.count
    guard count > 0 else { return Batch(names: [], vectors: [], rowCount: 0) }
    addSystemColumns(to: table)
    addSystemValues(to: &names, &vectors, count: count)
    return Batch(names: names, vectors: vectors, rowCount: count)
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
