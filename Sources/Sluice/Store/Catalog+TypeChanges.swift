// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Catalog.Table {
  /// Gives columns other types, and casts the values that they have.
  mutating func change(_ types: [String: DataType]) throws(LoadError) {
    for (name, type) in types.sorted(by: { $0.key < $1.key }) {
      guard let index = columns.firstIndex(where: { $0.name == name }),
        columns[index].type.kind != type.kind
      else { continue }
      for number in batches.indices where batches[number].names.contains(name) {
        let batch = batches[number].batch.cast([name: type])
        guard batch[name]?.type.kind == type.kind else {
          throw LoadError(
            .destinationFailed,
            "The column cannot become \(type) without losing values that another load has stored "
              + "meanwhile. Run again.",
            at: LoadError.Location(table: self.name, column: name)
          )
        }
        batches[number] = PackedBatch(batch)
      }
      columns[index] = StoredColumn(name: name, type: type)
    }
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
