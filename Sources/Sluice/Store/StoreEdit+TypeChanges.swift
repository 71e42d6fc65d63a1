// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoreEdit {
  /// Gives columns other types, and casts the values that they have.
  mutating func retype(
    _ name: String,
    _ types: [String: DataType],
    in dataset: String
  ) throws(LoadError) {
    guard let table = datasets[dataset]?[name] else { return }
    let changed = table.columns.filter { column in
      types[column.name].map { $0.kind != column.type.kind } ?? false
    }
    guard !changed.isEmpty else { return }
    for (number, packed) in table.batches.enumerated() {
      let batch = packed.physical
      let columns = changed.map(\.name).filter { batch[$0] != nil }
      guard !columns.isEmpty else { continue }
      let vectors = try columns.map { column throws(LoadError) in
        guard let type = types[column], let vector = batch[column]?.cast(to: type) else {
          throw LoadError(
            .destinationFailed,
            "The column cannot become \(types[column]?.description ?? "another type") without losing "
              + "values that another load has stored meanwhile. Run again.",
            at: LoadError.Location(table: name, column: column)
          )
        }
        return vector
      }
      let rewritten = Batch(names: columns, vectors: vectors, rowCount: batch.rowCount)
      make(.rewrite(batch: number, PackedBatch(rewritten)), in: dataset, name)
    }
    let columns = table.columns.map { column in
      changed.contains(column)
        ? StoredColumn(name: column.name, type: types[column.name] ?? column.type) : column
    }
    make(.columns(columns), in: dataset, name)
  }
}

extension Batch {
  /// The rows with other types; a column that cannot have the one it is to have stays as it is.
  func cast(_ types: [String: DataType]) -> Batch {
    guard !types.isEmpty else { return self }
    let vectors = zip(names, vectors).map { name, vector in
      types[name].flatMap { vector.cast(to: $0) } ?? vector
    }
    return Batch(names: names, vectors: vectors, rowCount: rowCount)
  }
}
